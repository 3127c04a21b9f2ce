"""Courses land on the list of the week they matter in."""

from datetime import date

import pytest

from assets.report.assignments import when

WEDNESDAY = date(2025, 11, 19)


@pytest.mark.parametrize(
    ("start", "due", "status", "expected"),
    [
        pytest.param(date(2025, 11, 3), date(2025, 11, 28), "enrolled", "this_week", id="running"),
        pytest.param(date(2025, 11, 23), date(2025, 12, 1), "planned", "this_week", id="sunday"),
        pytest.param(date(2025, 11, 24), date(2025, 12, 1), "planned", "next_week", id="monday"),
        pytest.param(date(2025, 12, 1), date(2025, 12, 8), "planned", "later", id="later"),
        pytest.param(date(2025, 11, 3), date(2025, 11, 18), "enrolled", "overdue", id="past-due"),
        pytest.param(date(2025, 11, 3), WEDNESDAY, "enrolled", "this_week", id="due-today"),
        pytest.param(date(2025, 12, 1), date(2025, 12, 8), "overdue", "overdue", id="said-so"),
        pytest.param(None, None, "planned", "later", id="no-dates"),
    ],
)
def test_when(start, due, status, expected):
    assert when(start, due, status, WEDNESDAY) == expected
