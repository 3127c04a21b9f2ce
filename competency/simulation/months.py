"""The centre's calendar: month boundaries and moments within them, in seconds since 1970."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.simulation.columns import Floats, Ints
from competency.simulation.settings import SimulationSettings

DAY = 86_400
MONTH_DAYS = 30.4375

# Share of contacts by hour 0..23: two peaks, a quiet night.
_BY_HOUR = np.array(
    [1, 1, 0, 0, 0, 1, 2, 5, 18, 30, 36, 30, 20, 22, 30, 32, 28, 24, 22, 24, 26, 20, 10, 4], float
)


@dataclass(frozen=True)
class Calendar:
    """Month starts of a centre; `first_day[t]` counts days since 1970, one more than the months."""

    first_day: Ints

    @property
    def months(self) -> int:
        """Number of whole months simulated."""
        return len(self.first_day) - 1

    @property
    def end(self) -> int:
        """First second after the last month."""
        return int(self.first_day[-1]) * DAY

    def periods(self) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
        """First day of every month."""
        return self.first_day[:-1].astype("datetime64[D]").astype("datetime64[s]")

    def month_of(self, second: float) -> int:
        """Month index of a moment; below 0 before the start, `months` or more after the end."""
        return int(np.searchsorted(self.first_day * DAY, second, side="right")) - 1


def build_calendar(settings: SimulationSettings) -> Calendar:
    """Calendar of the settings' months."""
    start = np.datetime64(settings.start, "M")
    starts = (start + np.arange(settings.months + 1)).astype("datetime64[D]")
    return Calendar(first_day=starts.astype(np.int64))


def seconds_of_day(rng: np.random.Generator, count: int) -> Ints:
    """Moments of contact within a day, in seconds after midnight."""
    hours = rng.choice(24, size=count, p=_BY_HOUR / _BY_HOUR.sum())
    return hours * 3600 + rng.integers(0, 3600, size=count)


def office_moment(rng: np.random.Generator, day: float) -> int:
    """A moment between 9:00 and 17:00 of a day."""
    return int(day) * DAY + int(rng.integers(9 * 3600, 17 * 3600))


def weekday_share(days: Ints) -> Floats:
    """Relative volume of each day: weekends carry 60 % of a weekday.

    >>> weekday_share(np.array([0, 2])).tolist()
    [1.0, 0.6]
    """
    # Day 0 of 1970 was a Thursday, so Saturdays and Sundays are 2 and 3 modulo 7.
    return np.where(np.isin(days % 7, (2, 3)), 0.6, 1.0)
