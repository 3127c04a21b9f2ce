"""Scorecard of courses: only what exports tell, small groups bounded, cards by the rule."""

from datetime import date

import pandas as pd
import pytest

from assets.report.course_quality import pass_share, scorecard

AS_OF = date(2025, 11, 19)


def marts(course=None, passed=20, failed=0, effect=None):
    row = {"course_id": "C1", "title": "One", "active": True, "card": "green"} | (course or {})
    outcomes = [True] * passed + [False] * failed
    enrollments = pd.DataFrame(
        {
            "agent_id": [f"A{i}" for i in range(len(outcomes))],
            "course_id": "C1",
            "status": ["completed" if ok else "failed" for ok in outcomes],
            "passed": pd.array(outcomes, dtype="boolean"),
        }
    )
    known = {
        "course_id": "C1", "listed": True, "method": "state_space", "check_state": "clear",
        "uplift": 2.0, "lower": 1.0, "upper": 3.0, "n_compared": 30,
    }  # fmt: skip
    return {
        "courses": pd.DataFrame([row]),
        "enrollments": enrollments,
        "course_effects": pd.DataFrame([known | (effect or {})]),
    }


def line(**changes):
    (found,) = scorecard(marts(**changes), AS_OF).lines
    return found


@pytest.mark.parametrize(
    ("passed", "failed", "words", "good"),
    [
        pytest.param(3, 1, None, None, id="four people"),
        pytest.param(46, 4, "≥ 92 % passed its test", True, id="few failed"),
        pytest.param(50, 0, "≥ 92 % passed its test", True, id="nobody failed looks the same"),
        pytest.param(20, 2, "≥ 82 % passed its test", None, id="bound does not tell"),
        pytest.param(30, 10, "75 % passed its test", False, id="below target"),
        pytest.param(3, 30, "≤ 12 % passed its test", False, id="few passed"),
    ],
)
def test_the_pass_rate_never_tells_of_fewer_than_five(passed, failed, words, good):
    figure = line(passed=passed, failed=failed).usefulness
    assert (figure and figure.words.en, figure and figure.good) == (words, good)


def test_a_second_try_counts_as_passed():
    once = marts(passed=10, failed=10)
    again = once["enrollments"].query("status == 'failed'").assign(status="completed", passed=True)
    rows = pd.concat([once["enrollments"], again])
    (found,) = scorecard({**once, "enrollments": rows}, AS_OF).lines
    assert found.usefulness.words.en.startswith("≥ 80 %")
    assert pass_share(20, 20) == (0.8, 1.0)


@pytest.mark.parametrize(
    ("course", "good"),
    [
        pytest.param({}, None, id="no dates"),
        pytest.param({"updated_at": pd.Timestamp("2025-01-01")}, True, id="this year"),
        pytest.param({"updated_at": pd.Timestamp("2024-01-01")}, False, id="too old"),
        pytest.param({"launched_at": pd.Timestamp("2025-10-01"),
                      "published_at": pd.Timestamp("2025-10-02")}, True, id="within a day"),
        pytest.param({"launched_at": pd.Timestamp("2025-10-01"),
                      "published_at": pd.Timestamp("2025-10-05")}, False, id="late launch"),
    ],
)  # fmt: skip
def test_timeliness_comes_from_the_dates(course, good):
    figure = line(course=course).timeliness
    assert (figure.good if figure else None) == good


@pytest.mark.parametrize(
    ("changes", "card"),
    [
        pytest.param({}, "green", id="all well"),
        pytest.param({"passed": 30, "failed": 10}, "yellow", id="one fault"),
        pytest.param({"passed": 30, "failed": 10, "effect": {"upper": 0.2}}, "red", id="two"),
        pytest.param({"effect": {"uplift": -2.0, "upper": -0.1}}, "red", id="harm"),
        pytest.param({"effect": {"upper": -0.1, "check_state": "doubtful"}}, "green", id="unsure"),
        pytest.param({"effect": {"upper": -0.1, "n_compared": 4}}, "green", id="too few"),
        pytest.param({"effect": {"upper": -0.1, "method": "prior"}}, "green", id="assumed"),
    ],
)
def test_the_card_that_the_figures_ask_for(changes, card):
    found = line(**changes)
    assert found.asked == card
    assert found.differs == (card != "green")
    assert bool(found.reasons) == (card != "green")


def test_a_stricter_card_of_the_lms_stands():
    found = line(course={"card": "red"}, passed=30, failed=10)
    assert (found.card, found.asked, found.differs) == ("red", "yellow", False)


def test_no_catalogue_no_lines():
    assert scorecard({}, AS_OF).lines == []
    assert scorecard({}, AS_OF).timely is None
