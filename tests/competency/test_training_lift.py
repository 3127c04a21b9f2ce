"""What training as usual gives: completions of the year by effects of courses and weights."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from competency.ladder_tables import read_ladder
from competency.tier_chain import STANDINGS
from competency.training_lift import Lift, standing_shifts, usual_lift
from tests.made_up_ladder import AS_OF, centre

EFFECTS = pd.DataFrame(
    [("L1", "process", 4.0, 2.0), ("L1", "growth", -1.0, 1.0), ("L2", "process", 6.0, 3.0)],
    columns=["course_id", "dimension", "uplift", "std_error"],
)
WEIGHTS = pd.DataFrame(
    [("2025-11-01", "process", 0.9), ("2025-12-01", "process", 0.2), ("2025-12-01", "growth", 0.1)],
    columns=["period", "dimension", "weight"],
)
#: Ten people in the twelve months, and in months that do not count.
LADDER = pd.DataFrame(
    [(f"A{n}", month) for month in pd.date_range("2024-10-01", "2026-02-01", freq="MS")
     for n in range(10)],
    columns=["agent_id", "period"],
)  # fmt: skip


def done(*rows):
    return pd.DataFrame(rows, columns=["agent_id", "course_id", "completed_at"])


def test_it_adds_up_courses_dimensions_and_weights():
    given = done(("A", "L1", "2025-02-01"), ("B", "L1", "2025-03-01"), ("B", "L2", "2025-04-01"))
    told = usual_lift(AS_OF, given, LADDER, EFFECTS, WEIGHTS)
    assert told.mean == pytest.approx((2 * (0.2 * 4 - 0.1 * 1) + 0.2 * 6) / 120)
    # Two who took one course share its error; another course has its own.
    errors = np.array([2 * 0.2 * 2, 2 * 0.1 * 1, 0.2 * 3])
    assert told.std_error == pytest.approx(np.sqrt((errors**2).sum()) / 120)


@pytest.mark.parametrize(
    "row",
    [
        ("A", "L1", "2024-12-30"),  # more than a year ago
        ("A", "L1", "2026-01-01"),  # not yet
        ("A", "L1", None),
        ("A", "L9", "2025-05-01"),  # a course nobody measured
    ],
)
def test_what_does_not_count_leaves_nothing(row):
    assert usual_lift(AS_OF, done(row), LADDER, EFFECTS, WEIGHTS) is None
    counted = ("A", "L1", "2025-05-01")
    once = usual_lift(AS_OF, done(counted), LADDER, EFFECTS, WEIGHTS)
    assert usual_lift(AS_OF, done(row, counted, counted), LADDER, EFFECTS, WEIGHTS) == once


def test_nobody_there_says_nothing():
    assert (
        usual_lift(AS_OF, done(("A", "L1", "2025-05-01")), LADDER.head(0), EFFECTS, WEIGHTS) is None
    )


def tables():
    ladder = centre(1)
    return read_ladder(AS_OF, ladder, ladder[["agent_id", "period"]].assign(std_error=2.0))


def test_shifts_are_shares_and_go_the_way_of_the_lift():
    seen = tables()
    for extra in (1.0, -1.0):
        shifts = standing_shifts(seen, Lift(1.0, 0.0), extra, 3)
        assert shifts.sum(axis=-1) == pytest.approx(1)
        # On average people stand higher, and the more so the longer it goes on.
        mean = (shifts[:, 0] @ np.arange(STANDINGS))[:, 2:5] - np.arange(STANDINGS)
        moved = extra * mean.mean(axis=(1, 2))
        assert 0 < moved[0] < moved[1] < moved[2]


def test_without_spread_or_lift_everybody_stays():
    stay = np.eye(STANDINGS)
    assert (standing_shifts(tables(), Lift(0.0, 0.0), 1.0, 2) == stay).all()
    unknown = read_ladder(dt.date(2025, 12, 31), centre(1))
    assert (standing_shifts(unknown, Lift(3.0, 1.0), 1.0, 2) == stay).all()
