"""Working days of a centre: the configuration's `calendar`, as a frozen model.

Spending training time by it is `training_weeks`; rules between the fields, `calendar_config_rules`.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal, get_args

from pydantic import Field

from competency.config_types import Day, Model

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


class Calendar(Model):
    """Days on which people work, and so can be trained."""

    working_days: tuple[Weekday, ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri"),
        min_length=1,
        description="usual days of a week",
    )
    holidays: tuple[Day, ...] = Field(default=(), description="working days that are off")
    extra_days: tuple[Day, ...] = Field(
        default=(), description="days off that are worked, such as weekends before long holidays"
    )

    def is_working(self, day: dt.date) -> bool:
        """Tell whether people work on a day.

        >>> Calendar(holidays=(dt.date(2026, 10, 1),)).is_working(dt.date(2026, 10, 1))
        False
        """
        if day in self.extra_days:
            return True
        return WEEKDAYS[day.weekday()] in self.working_days and day not in self.holidays

    def worked(self, monday: dt.date) -> tuple[dt.date, ...]:
        """Return the working days of the week that begins on `monday`."""
        days = (monday + dt.timedelta(days=number) for number in range(7))
        return tuple(day for day in days if self.is_working(day))

    def from_day(self, day: dt.date) -> dt.date:
        """Return the first working day from `day` on.

        >>> Calendar().from_day(dt.date(2026, 4, 4))
        datetime.date(2026, 4, 6)
        """
        while not self.is_working(day):
            day += dt.timedelta(days=1)
        return day
