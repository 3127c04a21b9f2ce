import datetime as dt

import pandas as pd

from competency.catalogue import read_catalogue
from competency.history import read_histories

AS_OF = dt.date(2026, 3, 31)


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
