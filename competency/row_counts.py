"""Daily row counts held against their own past: unusual days, and how long a pause may last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.columns import Flags, Floats, Ints

#: Weeks of the same weekday that a day is held against, and how many of them are wanted at least.
WEEKS, FEWEST_WEEKS = 8, 4
#: Below this usual count nothing is said: a handful of rows more or less means nothing.
FEWEST_ROWS = 5.0
#: Deviations beyond this are told. Of counts that vary by chance alone, one day in some hundred
#: thousand; real days vary more than by chance, which the scale below takes from their own past.
LIMIT = 5.0
#: Days vary by a tenth even in large centres, however even the last weeks were.
USUAL_VARIATION = 0.1
#: A standard normal's standard deviation over its median absolute deviation.
MAD_SCALE = 1.4826
#: Pauses wanted at least before the longest of them says anything.
FEWEST_PAUSES = 20
#: A pause may be half again as long as the longest before it.
LONGER = 1.5


@dataclass(frozen=True)
class UnusualDay:
    """A day with far fewer or far more rows than usual; `index` counts from the first day."""

    index: int
    rows: int
    usual: float
    deviation: float


def unusual_days(rows: Ints, *, judged: int, off: Flags | None = None) -> list[UnusualDay]:
    """Find the days among the last ones whose row count is out of line with earlier weeks.

    Counts are brought to even variance by 2·√(x + 3/8) (Anscombe 1948, Biometrika 35). A day is
    held against the median of the same weekday in the eight weeks before it, in units of the
    spread of those weeks about their weekdays' medians (median absolute deviation, Hampel 1974,
    JASA 69), so that a holiday or an outage among them changes little.

    Args:
        rows: rows a day, days without a gap, the last one last; shape (days,).
        judged: how many of the last days are looked at.
        off: days off, such as holidays: neither judged nor held against; shape (days,).

    Returns:
        Days beyond the limit, oldest first; none where fewer than four weeks lie before a day, or
        usual are fewer than five rows.

    >>> rows = np.tile([100, 98, 105, 101, 96, 60, 58], 9)
    >>> unusual_days(rows, judged=7)
    []
    >>> rows[-3] = 20
    >>> [(day.index, day.rows, day.usual) for day in unusual_days(rows, judged=7)]
    [(60, 20, 96.0)]
    """
    even = 2 * np.sqrt(rows + 0.375)
    if off is not None:
        even[off] = np.nan
    found = []
    for index in range(max(0, rows.size - judged), rows.size):
        weeks = min(WEEKS, index // 7)
        before = even[index - 7 * weeks : index].reshape(weeks, 7)
        # The first column is the weekday of the day in question.
        known = int(np.isfinite(before[:, 0]).sum()) if weeks else 0
        if known < FEWEST_WEEKS or np.isnan(even[index]):
            continue
        usual = float(np.nanmedian(before[:, 0]))
        usual_rows = (usual / 2) ** 2 - 0.375
        if usual_rows < FEWEST_ROWS:
            continue
        deviation = (even[index] - usual) / (
            _spread(before, usual) * np.sqrt(1 + np.pi / 2 / known)
        )
        if abs(deviation) > LIMIT:
            found.append(UnusualDay(index, int(rows[index]), round(usual_rows, 1), deviation))
    return found


def _spread(before: Floats, usual: float) -> float:
    weeks = before.shape[0]
    columns = before[:, np.isfinite(before).any(axis=0)]
    strays = np.abs(columns - np.nanmedian(columns, axis=0))
    # Each column lost a degree of freedom to its median; counts vary at least by chance.
    spread = MAD_SCALE * float(np.nanmedian(strays)) * np.sqrt(weeks / (weeks - 1))
    return float(max(1.0, spread, USUAL_VARIATION * usual / 2))


def longest_usual_pause(days: Ints) -> int | None:
    """How many days may pass until the next rows, judged by the pauses so far.

    Half again the longest pause: of pauses that are alike, the next one outlasts the longest of
    n by chance once in n + 1, and outlasts it by half far more rarely still.

    Args:
        days: distinct days with rows as day numbers, ascending.

    Returns:
        Days, rounded up; None with fewer than 20 pauses to go by.

    >>> longest_usual_pause(np.arange(0, 63))
    2
    >>> longest_usual_pause(np.arange(0, 21, 7)) is None
    True
    """
    pauses = np.diff(days)
    return int(np.ceil(LONGER * pauses.max())) if pauses.size >= FEWEST_PAUSES else None
