import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from competency.calendar_rules import WEEKDAYS, Calendar

MONDAY = dt.date(2026, 9, 28)
GOLDEN = Calendar(
    holidays=tuple(dt.date(2026, 10, day) for day in range(1, 8)),
    extra_days=(dt.date(2026, 9, 27), dt.date(2026, 10, 10)),
)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def test_a_week_loses_its_holidays_and_gains_worked_weekends():
    assert [day.day for day in GOLDEN.worked(MONDAY)] == [28, 29, 30]
    assert [day.day for day in GOLDEN.worked(dt.date(2026, 10, 5))] == [8, 9, 10]
    assert Calendar(working_days=("sun",)).worked(MONDAY) == (dt.date(2026, 10, 4),)


def test_the_first_working_day_may_be_a_week_away():
    assert GOLDEN.from_day(dt.date(2026, 10, 1)) == dt.date(2026, 10, 8)
    assert GOLDEN.from_day(dt.date(2026, 9, 27)) == dt.date(2026, 9, 27)


@given(
    DAYS,
    st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    st.sets(DAYS, max_size=30),
)
def test_from_day_is_the_first_working_day(day, working, holidays):
    calendar = Calendar(working_days=tuple(working), holidays=tuple(holidays))
    found = calendar.from_day(day)
    assert calendar.is_working(found)
    assert not any(
        calendar.is_working(day + dt.timedelta(days=one)) for one in range((found - day).days)
    )
    assert found.strftime("%a").lower() in working
    assert found not in holidays
