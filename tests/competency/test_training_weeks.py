import datetime as dt

import pytest

from competency.calendar_rules import Calendar
from competency.training_weeks import Weeks

WEEKS = Weeks(dt.date(2026, 4, 6), 8, 90)


@pytest.mark.parametrize("day", range(1, 8))
def test_weeks_begin_on_the_monday_after(day):
    weeks = Weeks.after(dt.date(2026, 6, day), 8, 90)
    assert weeks.start.weekday() == 0
    assert 0 < (weeks.start - dt.date(2026, 6, day)).days <= 7


def test_week_numbers():
    assert WEEKS.week(WEEKS.monday(3)) == WEEKS.week(WEEKS.sunday(3)) == 3
    assert WEEKS.week(dt.date(2026, 4, 5)) == -1


def test_a_week_has_minutes_in_proportion_to_its_working_days():
    off = Calendar(
        holidays=tuple(dt.date(2026, 4, day) for day in (6, 7, 13, 14, 15, 16, 17)),
        extra_days=(dt.date(2026, 4, 25),),
    )
    weeks = Weeks(dt.date(2026, 4, 6), 4, 90, off)
    assert weeks.each == (54, 0, 108, 90)
    assert [weeks.first_day(week).day for week in range(3)] == [8, 13, 20]
    assert weeks.working_days(1) == ()


def test_a_calendar_without_holidays_changes_nothing():
    assert WEEKS.each == (90,) * 8
    assert [WEEKS.first_day(week) for week in range(8)] == [WEEKS.monday(w) for w in range(8)]
