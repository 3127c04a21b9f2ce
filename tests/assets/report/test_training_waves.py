import json
from datetime import date

import pandas as pd
import pytest

from assets.report.build import build_report
from assets.report.names import read_names
from assets.report.training_waves import wave_lines
from report.made_up_run import make_marts, make_run


def waves(**changes):
    row = {
        "wave_id": "w1", "course_id": "L12", "design": "parallel", "units": "people",
        "n_groups": 2, "n_units": 40, "n_people": 40, "starts": json.dumps(["2025-08-01", None]),
        "first_start": date(2025, 8, 1), "ends_on": date(2026, 1, 1), "seed": 7,
        "drawn_by": "Ann <b>", "reason": "worth it?", "state": "over", "cancelled_by": None,
        "cancel_reason": None,
        "balance": json.dumps([{"covariate": "composite", "group": 0, "difference": 0.05}]),
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def effects(**changes):
    row = {
        "wave_id": "w1", "course_id": "L12", "dimension": "relationship", "listed": True,
        "state": "estimated", "n_due": 20, "n_taken": 15, "n_early": 0, "uplift": 2.4,
        "std_error": 0.8, "lower": 1.1, "upper": 3.7, "randomisation_p": 0.01,
    }  # fmt: skip
    return pd.DataFrame([row | changes, row | {"dimension": "process", "listed": False}])


def line(waved, effect):
    marts = make_marts() | {"training_waves": waved, "wave_effects": effect}
    (found,) = wave_lines(marts, read_names(marts))
    return found


def test_a_clear_difference_is_said_in_both_languages():
    found = line(waves(), effects())
    (result,) = found.results
    assert result.sentence.en.startswith("The training helped: +2.4 points")
    assert "most likely +1.1 to +3.7" in result.sentence.en
    assert result.sentence.zh.startswith("培训有帮助：轮到的组 +2.4 分")
    assert found.coming.en == "15 of 20 whose turn it was came (75 %)"
    assert found.begins.en == "Aug 2025, waits; compared until Jan 2026"
    assert found.balance.en.startswith("Groups alike: at most 0.05 sd")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"lower": -0.2}, "No difference can be told", id="holds nothing"),
        pytest.param({"uplift": -2.0, "lower": -3.0, "upper": -1.0}, "did harm", id="harm"),
    ],
)
def test_what_is_not_clear_is_not_said_to_be(changes, says):
    assert says in line(waves(), effects(**changes)).results[0].sentence.en


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"state": "waiting"}, "Compared once, when it is over", id="waiting"),
        pytest.param({"state": "under_way"}, "who looks earlier finds chance", id="under way"),
        pytest.param(
            {"state": "cancelled", "cancelled_by": "Bo", "cancel_reason": "no seats"},
            "Called off by Bo: no seats",
            id="called off",
        ),
    ],
)
def test_before_it_is_over_there_is_no_figure(changes, says):
    nothing = dict.fromkeys(["uplift", "std_error", "lower", "upper", "randomisation_p"])
    found = line(waves(**changes), effects(state="too_early", **nothing).head(1))
    assert says in found.told.en
    assert found.results == []


def test_groups_that_differ_are_said_to():
    apart = json.dumps([{"covariate": "score", "group": 0, "difference": -0.4}])
    assert line(waves(balance=apart), effects()).balance.en.startswith("Groups differ")


def test_who_came_early_is_counted():
    assert "6 came before their turn" in line(waves(), effects(n_early=6)).coming.en


def test_fewer_than_five_are_not_counted():
    assert "a few came before their turn" in line(waves(), effects(n_early=2)).coming.en
    nearly = line(waves(), effects(n_due=20, n_taken=18, n_early=0)).coming
    assert nearly.en == "Nearly all whose turn it was came"
    marts = make_marts() | {"training_waves": waves(n_people=4), "wave_effects": effects()}
    assert wave_lines(marts, read_names(marts)) == []


def test_the_page_has_the_section_only_where_something_was_drawn(tmp_path):
    marts = make_marts()
    build_report(marts, make_run(), tmp_path / "plain")
    plain = (tmp_path / "plain" / "courses.html").read_text("utf-8")
    assert 'id="waves"' not in plain
    drawn = marts | {"training_waves": waves(), "wave_effects": effects()}
    build_report(drawn, make_run(), tmp_path / "drawn")
    page = (tmp_path / "drawn" / "courses.html").read_text("utf-8")
    section = page.split('<section id="waves">')[1].split("</section>")[0]
    assert "Ann &lt;b&gt;" in section
    assert "培训批次" in section
    assert 'data-course="L12"' in section
