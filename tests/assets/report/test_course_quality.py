"""Scorecard of courses: what the marts say, small groups bounded, cards as the marts judge."""

from datetime import date

import pandas as pd
import pytest

from assets.report.course_quality import ASPECTS, pass_share, scorecard

AS_OF = date(2025, 11, 19)
NOTHING = {"n": 0, "source": None, "share": None, "state": "not_measured"}


def marts(card=None, **aspects):
    """One course; by aspect what its row of content_scorecard says besides its key."""
    rows = [
        {"course_id": "C1", "aspect": name, "target": 0.9} | NOTHING | aspects.get(name, {})
        for name in ASPECTS
    ]
    known = {
        "course_id": "C1", "active": True, "card": "green", "asked_card": "green",
        "reasons": None, "harm": None, "is_stricter": False, "is_planned": True,
    }  # fmt: skip
    course = {"course_id": "C1", "title": "One", "updated_at": pd.Timestamp("2025-11-01")}
    return {
        "courses": pd.DataFrame([course]),
        "content_scorecard": pd.DataFrame(rows),
        "course_cards": pd.DataFrame([known | (card or {})]),
    }


def line(**changes):
    (found,) = scorecard(marts(**changes), AS_OF).lines
    return found


def figure(aspect, **row):
    return line(**{aspect: row}).figures[list(ASPECTS).index(aspect)]


@pytest.mark.parametrize(
    ("passed", "people", "state", "words", "good"),
    [
        pytest.param(3, 4, "met", None, None, id="four people"),
        pytest.param(46, 50, "met", "≥ 92 % passed its test", True, id="few failed"),
        pytest.param(50, 50, "met", "≥ 92 % passed its test", True, id="none failed: the same"),
        pytest.param(20, 22, "met", "≥ 82 % passed its test", None, id="bound does not tell"),
        pytest.param(18, 22, "open", "≥ 82 % passed its test", None, id="nor does it here"),
        pytest.param(34, 40, "open", "85 % passed its test", None, id="below, maybe by chance"),
        pytest.param(30, 40, "missed", "75 % passed its test", False, id="below target"),
        pytest.param(3, 33, "missed", "≤ 12 % passed its test", False, id="few passed"),
    ],
)
def test_the_pass_rate_never_tells_of_fewer_than_five(passed, people, state, words, good):
    found = figure("usefulness", n=people, share=passed / people, source="own_test", state=state)
    assert (found and found.words.en, found and found.good) == (words, good)
    assert pass_share(20, 20) == (0.8, 1.0)


def test_what_experts_and_learners_say_is_told() -> None:
    checked = {"n": 1200, "share": 0.97, "source": "expert_reviews", "state": "met"}
    found = figure("accuracy", **checked)
    assert (found.words.en, found.good) == ("97 % of 1,200 points correct", True)
    # Points are no people, so few wrong ones may be told; people who do not like it may not.
    few = {"n": 50, "share": 0.96, "source": "learners", "state": "met"}
    assert figure("appeal", **few).words.en == "≥ 92 % like it"
    poor = {"n": 40, "share": 0.5, "source": "learners", "state": "missed"}
    assert figure("appeal", **poor).words.zh == "50 % 的学员喜欢"
    assert figure("appeal", **NOTHING) is None


@pytest.mark.parametrize(
    ("source", "state", "words"),
    [
        pytest.param("age", "met", "updated 18 days ago", id="age"),
        pytest.param("launch", "met", "out in time for the launch", id="in time"),
        pytest.param("launch", "missed", "out too late for the launch", id="late"),
    ],
)
def test_timeliness_is_told_from_the_dates(source, state, words):
    found = figure("timeliness", n=1, share=float(state == "met"), source=source, state=state)
    assert (found.words.en, found.good) == (words, state == "met")


def test_cards_and_reasons_are_the_marts():
    found = line(
        card={
            "asked_card": "red", "reasons": "timeliness|harm", "harm": -2.0, "is_stricter": True,
        }
    )  # fmt: skip
    assert (found.card, found.asked, found.differs) == ("green", "red", True)
    assert [r.en for r in found.reasons] == ["content out of date", "clearly harms (−2.0 points)"]
    quiet = line(card={"card": "red"})
    assert (quiet.card, quiet.asked, quiet.differs, quiet.reasons) == ("red", "green", False, [])


def test_the_catalogue_counts_only_active_measured_courses():
    dated = {"timeliness": {"n": 1, "share": 1.0, "source": "age", "state": "met"}}
    found = scorecard(marts(**dated), AS_OF).aspects
    assert [(a.key, a.met, a.measured) for a in found][-1] == ("timeliness", 1, 1)
    assert sum(a.measured for a in found) == 1
    idle = scorecard(marts(card={"active": False}, **dated), AS_OF).aspects
    assert [a.measured for a in idle] == [0] * len(ASPECTS)


def test_no_catalogue_no_lines():
    assert scorecard({}, AS_OF).lines == []
    assert scorecard({}, AS_OF).aspects == []
