"""Kaplan and Meier's curve for people who come into sight late and go out of sight early."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.columns import Flags, Floats, Ints
from competency.intervals import Z90


@dataclass(frozen=True)
class Curve:
    """Arrays by time of an event, ascending; `survival` is the share without it after that time.

    std_error is Greenwood's; lower and upper are the 90 % interval on the scale log(-log S)
    (Kalbfleisch and Prentice 2002, eq. 1.14), which stays within 0 and 1; NaN where S is 0.
    """

    time: Floats
    at_risk: Ints
    events: Ints
    survival: Floats
    std_error: Floats
    lower: Floats
    upper: Floats

    def median(self) -> tuple[float, float, float]:
        """Return the time by which half had it and its 90 % interval; NaN for never yet.

        The interval holds the times that the curve's interval does not speak against (Brookmeyer
        and Crowley 1982).
        """
        # A curve that has fallen to 0 has no interval there: the one before goes on.
        lower = np.where(np.isnan(self.lower), 0.0, self.lower)
        upper = np.where(np.isnan(self.upper), np.inf, self.upper)
        return (
            _first(self.time, self.survival <= 0.5),
            _first(self.time, lower <= 0.5),
            _first(self.time, upper <= 0.5),
        )


def kaplan_meier(time: Floats, event: Flags, entry: Floats | None = None) -> Curve:
    """Return the curve of people seen from `entry` (exclusive) to `time`.

    Args:
        time: of the event, or last seen without; any unit.
        event: whether it happened.
        entry: since when each is watched, having had none before; None: from 0 on.

    >>> found = kaplan_meier(np.array([1.0, 2.0, 2.0, 3.0]), np.array([True, True, False, True]))
    >>> found.time.tolist(), found.at_risk.tolist(), found.survival.tolist()
    ([1.0, 2.0, 3.0], [4, 3, 1], [0.75, 0.5, 0.0])
    """
    since = np.zeros(len(time)) if entry is None else entry
    seen = time > since
    time, event, since = time[seen], event[seen], since[seen]
    at = np.unique(time[event])
    risk = np.array([((since < t) & (time >= t)).sum() for t in at], dtype=np.int64)
    died = np.array([(event & (time == t)).sum() for t in at], dtype=np.int64)
    survival = np.cumprod(1 - died / np.maximum(risk, 1)).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        doubt = np.sqrt(np.cumsum(died / (risk * (risk - died))))
        wide = Z90 * doubt / np.abs(np.log(survival))
        lower, upper = survival ** np.exp(wide), survival ** np.exp(-wide)
    gone = survival <= 0
    nothing = np.where(gone, np.nan, 0.0)
    error = np.where(gone, np.nan, survival * np.where(gone, 0.0, doubt))
    return Curve(at, risk, died, survival, error, lower + nothing, upper + nothing)


def _first(time: Floats, here: Flags) -> float:
    found = np.flatnonzero(here)
    return float(time[found[0]]) if len(found) else float("nan")
