import numpy as np
import pandas as pd

from competency.grid import grid_of
from competency.training_events import (
    Events,
    after,
    during,
    placebo,
    pre_trend,
    read_events,
    usable,
)

MONTHS = pd.date_range("2025-01-01", periods=6, freq="MS")


def grid(agents=("A", "B")):
    rows = pd.MultiIndex.from_product([agents, MONTHS], names=["agent_id", "period"])
    return grid_of(rows.to_frame(index=False).assign(is_active=True))


def trainings(*rows):
    frame = pd.DataFrame(rows, columns=["agent_id", "course_id", "completed_on"])
    return frame.assign(completed_on=pd.to_datetime(frame["completed_on"]))


def test_the_first_completion_counts():
    rows = trainings(("A", "X", "2025-04-30"), ("A", "X", "2025-03-01"), ("B", "Y", "2025-02-28"))
    found = read_events(rows, ("X", "Y"), grid())
    assert found.agent.tolist() == [0, 1]
    assert found.course.tolist() == [0, 1]
    assert found.month.tolist() == [2, 1]
    assert found.counts().tolist() == [1, 1]


def test_whoever_took_it_before_the_first_month_has_no_event():
    rows = trainings(("A", "X", "2024-06-01"), ("A", "X", "2025-03-01"))
    assert not len(read_events(rows, ("X",), grid()).agent)


def test_strangers_other_courses_and_later_months_are_left_out():
    rows = trainings(
        ("Z", "X", "2025-03-01"), ("A", "Q", "2025-03-01"), ("A", "X", "2026-03-01"),
        ("B", "X", None),
    )  # fmt: skip
    assert not len(read_events(rows, ("X",), grid()).agent)


def test_only_people_seen_before_and_after_can_be_compared():
    events = Events(("X",), np.array([0, 1, 2]), np.zeros(3, int), np.array([2, 2, 2]))
    known = np.ones((5, 3), bool)
    known[:2, 1] = False
    known[3:, 2] = False
    assert usable(events, known).agent.tolist() == [0]


def test_columns_leave_the_month_itself_to_neither_side():
    one = Events(("X",), np.array([1]), np.array([0]), np.array([8]))
    assert np.flatnonzero(after(one, 12)).tolist() == [9, 10, 11]
    assert np.argwhere(during(one, 12, 2)).tolist() == [[8, 1]]
    assert np.flatnonzero(placebo(one, 12)).tolist() == [2, 3, 4, 5]
    trend = pre_trend(one, 12)
    assert trend[2:6, 0].tolist() == [-1.5, -0.5, 0.5, 1.5]
    assert np.count_nonzero(trend) == 4
