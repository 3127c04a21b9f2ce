"""The page on what training returns: curves beside the claim, and words that keep to intervals."""

import pandas as pd
import pytest

from assets.report.build import build_report
from assets.report.proficiency import proficiency
from report.page_reader import chart_data, read_page


def _cohort(cohort, role, ratio=None, lower=None, upper=None, state="estimated"):
    return {
        "measure": "told", "cohort": cohort, "role": role, "n_people": 12, "n_reached": 9,
        "median_months": 7.0, "median_lower": 5.0, "median_upper": None, "time_ratio": ratio,
        "ratio_lower": lower, "ratio_upper": upper, "distribution": "weibull", "state": state,
    }  # fmt: skip


def _marts():
    curves = [
        {"measure": "told", "cohort": cohort, "role": cohort, "months": month, "n_at_risk": 9,
         "n_events": 3, "share_waiting": share, "std_error": 0.1, "lower": share / 2,
         "upper": min(1.0, share * 1.3)}
        for cohort, step in (("baseline", 5.0), ("later", 3.0))
        for month, share in ((0.0, 1.0), (step, 0.6), (2 * step, 0.3))
    ]  # fmt: skip
    cohorts = [
        _cohort("baseline", "baseline", state="baseline"),
        _cohort("later", "later", 0.55, 0.50, 0.59),
        _cohort("2025-H1", "later", 0.7, 0.5, 0.9),
        _cohort("2025-H2", "later", 0.9, 0.7, 1.2),
        _cohort("2026-H1", "later", state="thin"),
    ]
    return {
        "proficiency_curves": pd.DataFrame(curves),
        "proficiency_cohorts": pd.DataFrame(cohorts),
    }


def test_words_keep_to_the_interval():
    (found,) = proficiency(_marts(), claim=0.4)
    told = [line.sentence.en if line.sentence else line.change.en for line in found.lines]
    assert told == [
        "what others are compared with",
        "faster, and past the claim",
        "faster; the claim is within the interval",
        "no difference can be told",
        "too few to compare",
    ]
    assert found.lines[0].median.en == "7.0 months (5.0 … ?)"


def test_the_claim_is_the_baseline_in_less_time():
    (found,) = proficiency(_marts(), claim=0.4)
    assert [one["months"] for one in found.data["claim"]] == [0.0, 3.0, 6.0]


def test_the_page_is_linked_and_names_nobody(marts, run, tmp_path):
    index = build_report({**marts, **_marts()}, run, tmp_path)
    page = read_page(tmp_path / "return.html")
    assert read_page(index).find("a", href="return.html")
    assert page.find("a", href="index.html")
    assert len(chart_data(page, "proficiency")["curves"]) == 6
    text = (tmp_path / "return.html").read_text("utf-8")
    assert not any(agent in text for agent in marts["agents"]["agent_id"])


@pytest.mark.parametrize("lacks", ["marts", "rows"])
def test_without_cohorts_the_page_says_so(marts, run, tmp_path, lacks):
    nothing = {name: frame.iloc[:0] for name, frame in _marts().items()} if lacks == "rows" else {}
    build_report({**marts, **nothing}, run, tmp_path)
    assert "Too few people with a hiring date" in read_page(tmp_path / "return.html").text()
