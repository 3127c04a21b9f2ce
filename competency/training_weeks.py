"""The weeks that paths are planned for, and the minutes of each; shorter weeks have fewer.

Weeks are numbered from 0, the first Monday after `as_of`. Time not used in a week is saved up.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from competency.calendar_rules import Calendar


@dataclass(frozen=True)
class Weeks:
    """The horizon: `count` weeks from Monday `start`; a usual one has `minutes` for training."""

    start: dt.date
    count: int
    minutes: int
    calendar: Calendar = field(default_factory=Calendar)

    @classmethod
    def after(
        cls, as_of: dt.date, count: int, minutes: int, calendar: Calendar | None = None
    ) -> Weeks:
        """Return the weeks that begin on the first Monday after `as_of`.

        >>> Weeks.after(dt.date(2026, 3, 31), 8, 90).start
        datetime.date(2026, 4, 6)
        """
        monday = as_of + dt.timedelta(days=7 - as_of.weekday())
        return cls(monday, count, minutes, calendar or Calendar())

    @cached_property
    def each(self) -> tuple[int, ...]:
        """Minutes of each week.

        >>> off = Calendar(holidays=(dt.date(2026, 4, 6), dt.date(2026, 4, 7)))
        >>> Weeks(dt.date(2026, 4, 6), 2, 90, off).each
        (54, 90)
        """
        usual = len(self.calendar.working_days)
        return tuple(self.minutes * len(days) // usual for days in self._worked)

    @cached_property
    def _worked(self) -> tuple[tuple[dt.date, ...], ...]:
        return tuple(self.calendar.worked(self.monday(week)) for week in range(self.count))

    def working_days(self, week: int) -> tuple[dt.date, ...]:
        """Return the days of a week of the horizon on which people work."""
        return self._worked[week]

    def first_day(self, week: int) -> dt.date:
        """Return the first working day of a week of the horizon; its Monday when it has none."""
        return next(iter(self._worked[week]), self.monday(week))

    def week(self, day: dt.date) -> int:
        """Return the week a day lies in; below 0 before the horizon."""
        return (day - self.start).days // 7

    def monday(self, week: int) -> dt.date:
        """Return the first day of a week."""
        return self.start + dt.timedelta(weeks=week)

    def sunday(self, week: int) -> dt.date:
        """Return the last day of a week."""
        return self.start + dt.timedelta(weeks=week, days=6)
