import datetime as dt

import pandas as pd
import pytest

from competency.catalogue import read_catalogue
from competency.history import History, read_histories

AS_OF = dt.date(2026, 3, 31)


def day(month, number):
    return dt.date(2026, month, number)


def histories(framework, *rows):
    columns = ["agent_id", "course_id", "enrolled_at", "completed_at", "status", "passed"]
    frame = pd.DataFrame(rows, columns=columns)
    for column in ("enrolled_at", "completed_at"):
        frame[column] = pd.to_datetime(frame[column])
    courses = pd.DataFrame({"course_id": ["C1", "C2"], "valid_days": [30, None]})
    return read_histories(read_catalogue(framework, courses), frame, AS_OF)


def test_completions_count_for_as_long_as_they_are_valid(framework):
    (found,) = histories(
        framework,
        ("A", "C1", "2026-01-01", "2026-02-01", "completed", True),
        ("A", "C1", "2026-02-01", "2026-03-15", "completed", None),
        ("A", "C2", "2020-01-01", "2020-02-01", "completed", True),
    ).values()
    assert found.holds("C1", dt.date(2026, 4, 14))
    assert not found.holds("C1", dt.date(2026, 4, 15))
    assert found.holds("C2", dt.date(2036, 1, 1))
    assert not found.holds("C3", AS_OF)


def test_failed_dropped_and_not_passed_do_not_count(framework):
    found = histories(
        framework,
        ("A", "C1", "2026-01-01", "2026-02-01", "failed", False),
        ("B", "C1", "2026-01-01", None, "dropped", None),
        ("C", "C1", "2026-01-01", "2026-02-01", "completed", False),
    )
    assert all(not one.valid_until and not one.open for one in found.values())


def test_open_enrolments_as_of_the_day(framework):
    found = histories(
        framework,
        ("A", "C1", "2026-03-01", None, "enrolled", None),
        ("B", "C1", "2026-04-01", None, "enrolled", None),
        ("C", "C1", "2026-03-01", "2026-04-02", "completed", True),
        ("D", "C2", "2026-01-01", None, "enrolled", None),
        ("D", "C2", "2026-01-01", "2026-02-01", "completed", True),
    )
    assert {agent for agent, one in found.items() if one.open} == {"A", "C"}
    assert found["D"].holds("C2", AS_OF)


@pytest.mark.parametrize(
    ("row", "failed"),
    [
        pytest.param(("2026-01-01", "2026-02-01", "failed", None), [day(2, 1)], id="failed"),
        pytest.param(("2026-01-01", "2026-02-01", "completed", False), [day(2, 1)], id="no pass"),
        pytest.param(("2026-01-01", None, "failed", None), [day(1, 1)], id="no day of its own"),
        pytest.param((None, None, "failed", None), [AS_OF], id="no day at all"),
        pytest.param(("2026-01-01", "2026-04-02", "failed", None), [], id="fails later"),
        pytest.param(("2026-04-01", None, "failed", None), [], id="begins later"),
        pytest.param(("2026-01-01", "2026-02-01", "dropped", False), [], id="dropped"),
        pytest.param(("2026-01-01", "2026-02-01", "completed", None), [], id="passed"),
    ],
)
def test_failed_attempts(framework, row, failed):
    found = histories(framework, ("A", "C1", *row)).get("A", History())
    assert found.failed.get("C1", []) == failed
    # What only fails later is still open today.
    assert (set(found.open) == {"C1"}) is (row[1] == "2026-04-02")


def test_attempts_are_counted_since_the_last_pass_in_order(framework):
    days = ("2026-03-20", "2025-12-01", "2026-02-01", "2026-03-05")
    found = histories(
        framework,
        *(("A", "C1", None, one, "failed", False) for one in days),
        ("A", "C1", None, "2026-02-01", "completed", True),
    )["A"]
    assert found.failed == {"C1": [day(3, 5), day(3, 20)]}
    assert found.completed == {"C1": day(2, 1)}


@pytest.mark.parametrize(("spent", "minutes"), [(12.5, 12.5), (None, 0.0), (0, 0.0), (-3, 0.0)])
def test_minutes_spent_on_what_is_open(framework, spent, minutes):
    frame = pd.DataFrame(
        {"agent_id": ["A"], "course_id": ["C1"], "status": ["enrolled"], "minutes_spent": [spent]}
    )
    courses = read_catalogue(framework, pd.DataFrame({"course_id": ["C1"]}))
    (found,) = read_histories(courses, frame, AS_OF).values()
    assert found.open["C1"].minutes_spent == minutes
