import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.calendar_rules import Calendar
from competency.time_budget import TimeBudget, Weeks

WEEKS = Weeks(dt.date(2026, 4, 6), 8, 90)


@pytest.mark.parametrize("day", range(1, 8))
def test_weeks_begin_on_the_monday_after(day):
    weeks = Weeks.after(dt.date(2026, 6, day), 8, 90)
    assert weeks.start.weekday() == 0
    assert 0 < (weeks.start - dt.date(2026, 6, day)).days <= 7


def test_week_numbers():
    assert WEEKS.week(WEEKS.monday(3)) == WEEKS.week(WEEKS.sunday(3)) == 3
    assert WEEKS.week(dt.date(2026, 4, 5)) == -1


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(1, 400), st.integers(-1, 9)), min_size=1, max_size=20
    )
)
def test_no_more_is_spent_than_there_is(bookings):
    budget, spent = TimeBudget(WEEKS), 0
    for is_session, minutes, week in bookings:
        before = list(budget.left)
        booked = budget.book_session(minutes, week) if is_session else budget.book(minutes, week)
        if booked:
            spent += minutes
            if is_session:
                assert budget.left[week + 1 :] == before[week + 1 :]
            else:
                assert max(week, 0) <= booked[0] <= booked[1] < 8
                assert budget.left[: booked[0]] == before[: booked[0]]
        else:
            assert budget.left == before
        assert min(budget.left) >= 0
        assert sum(budget.left) == 8 * 90 - spent


def test_a_week_has_minutes_in_proportion_to_its_working_days():
    off = Calendar(
        holidays=tuple(dt.date(2026, 4, day) for day in (6, 7, 13, 14, 15, 16, 17)),
        extra_days=(dt.date(2026, 4, 25),),
    )
    weeks = Weeks(dt.date(2026, 4, 6), 4, 90, off)
    assert TimeBudget(weeks).left == [54, 0, 108, 90]
    assert [weeks.first_day(week).day for week in range(3)] == [8, 13, 20]
    assert TimeBudget(weeks).book(60, 0) == (0, 2)


def test_a_calendar_without_holidays_changes_nothing():
    assert TimeBudget(WEEKS).left == [90] * 8
    assert [WEEKS.first_day(week) for week in range(8)] == [WEEKS.monday(w) for w in range(8)]
