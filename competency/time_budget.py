"""One agent's training time, week by week: what is left, and booking it.

Weeks are numbered from 0, the first Monday after `as_of`. Self-paced courses run on from week to
week; a session takes its own week's time and then what was left over in the weeks before it, so
at the end of no week has an agent been planned more than the minutes of all weeks up to it. A week
with fewer working days than usual has fewer minutes, in proportion.
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


@dataclass
class TimeBudget:
    """What is left of one agent's weeks."""

    weeks: Weeks
    left: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.left:
            self.left = list(self.weeks.each)

    def book(self, minutes: int, earliest: int) -> tuple[int, int] | None:
        """Book a self-paced course from week `earliest` on; its first and last week, or None.

        >>> budget = TimeBudget(Weeks(dt.date(2026, 4, 6), 3, 90))
        >>> budget.book(120, 0), budget.left, budget.book(200, 0)
        ((0, 1), [0, 60, 90], None)
        """
        earliest = max(earliest, 0)
        if sum(self.left[earliest:]) < minutes:
            return None
        first = last = -1
        for week in range(earliest, self.weeks.count):
            taken = min(minutes, self.left[week])
            if taken:
                first = week if first < 0 else first
                last = week
                self.left[week] -= taken
                minutes -= taken
            if not minutes:
                break
        return first, last

    def book_session(self, minutes: int, week: int) -> bool:
        """Book a session in `week`, using up earlier weeks' left-over time; False if too long.

        >>> budget = TimeBudget(Weeks(dt.date(2026, 4, 6), 3, 90))
        >>> budget.book_session(120, 1), budget.left
        (True, [60, 0, 90])
        """
        if not 0 <= week < self.weeks.count or sum(self.left[: week + 1]) < minutes:
            return False
        for one in range(week, -1, -1):
            taken = min(minutes, self.left[one])
            self.left[one] -= taken
            minutes -= taken
        return True

    def spend(self, minutes: int, week: int) -> None:
        """Take time that is already promised, from `week` on, as far as there is any."""
        for one in range(max(week, 0), self.weeks.count):
            taken = min(minutes, self.left[one])
            self.left[one] -= taken
            minutes -= taken
