import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
