"""Months, moves and the sentence about the change."""

from datetime import date

import pandas as pd
import pytest

from assets.report.agent_history import Month, history_lines, history_summary, load_months
from assets.report.names import read_names


def _month(number, score, half=2.0, **more):
    words = {"tier": 3, "change": "held", **more}
    return Month(
        period=date(2025, number, 1), score=score,
        lower=None if score is None else score - half,
        upper=None if score is None else score + half, **words,
    )  # fmt: skip


@pytest.fixture
def names(marts):
    return read_names(marts)


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (60.0, 62.0, "not sure how much"),
        (60.0, 70.0, "Up from 60.0"),
        (70.0, 60.0, "From 70.0"),
    ],
)
def test_the_change_is_said_as_surely_as_it_is_known(names, first, last, says):
    lines = history_lines([_month(1, first), _month(2, None), _month(3, last)], [], names, {})
    assert says in history_summary(lines).en


def test_one_score_is_no_change(names):
    assert history_summary(history_lines([_month(1, 60.0)], [], names, {})) is None


def test_trainings_stand_in_their_month_and_moves_in_words(names):
    done = [{"course_id": "C1", "completed_on": date(2025, 2, 28)}]
    months = [_month(1, 60.0, change="first"), _month(2, 61.0, change="promoted", tier=4)]
    first, second = history_lines(months, done, names, {"C1": "Calm"})
    assert (first.trained, second.trained) == ([], ["Calm"])
    assert first.move.en == "First placed: 3 Independent"
    assert second.move.zh == "升至4 专家级"


def test_a_month_with_a_score_and_no_tier_row_is_kept():
    marts = {
        "agent_composites": pd.DataFrame(
            {"agent_id": ["A"], "period": [pd.Timestamp("2025-01-01")], "composite": [50.0],
             "lower": [40.0], "upper": [60.0]}
        )
    }  # fmt: skip
    (month,) = load_months(marts)["A"]
    assert (month.score, month.tier, month.change) == (50.0, None, None)
