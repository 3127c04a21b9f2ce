"""Common odds ratio over strata, with an error that minds that one person's cases are alike.

Mantel and Haenszel (1959, J. Natl. Cancer Inst. 22:719): with a, b cases with and without the event
on one side, c, d on the other, n in the stratum,

    ratio = sum(a d / n) / sum(b c / n)

Robins, Breslow and Greenland's variance takes cases as independent. Those of one person are not;
so the logarithm's error is that of the delete-one jackknife over people (Efron and Stein 1981,
Ann. Stat. 9:586), with a t distribution of people less one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from competency.columns import Floats, Ints

_LEVEL = 0.95


@dataclass(frozen=True)
class Odds:
    """Ratio of odds, its 95 % interval, two-sided p-value of no difference; NaN: not estimable."""

    ratio: float
    lower: float
    upper: float
    p_value: float


UNKNOWN = Odds(np.nan, np.nan, np.nan, np.nan)


def stratified_odds(
    stratum: Ints, person: Ints, is_compared: Floats, n: Floats, events: Floats
) -> Odds:
    """Return the odds of an event on the compared side beside the other, within strata.

    Args:
        stratum: its number from 0 for each cell, shape (cells,).
        person: likewise.
        is_compared: 1 for cells of the compared side, 0 for those of the reference.
        n: cases of the cell.
        events: of them with the event.

    >>> side, events = np.array([1.0, 1, 1, 0, 0, 0]), np.array([4.0, 5, 3, 2, 1, 3])
    >>> told = stratified_odds(np.zeros(6, int), np.arange(6), side, np.full(6, 10.0), events)
    >>> round(told.ratio, 3)
    2.667
    """
    if not len(stratum):
        return UNKNOWN
    # Columns: a, b, c, d.
    own = np.stack(
        [
            is_compared * events,
            is_compared * (n - events),
            (1 - is_compared) * events,
            (1 - is_compared) * (n - events),
        ],
        axis=1,
    )
    together = np.zeros((stratum.max() + 1, 4))
    np.add.at(together, stratum, own)
    # A person's cells of one stratum leave together.
    people = person.max() + 1
    pair, at = np.unique(stratum * people + person, return_inverse=True)
    gone = np.zeros((len(pair), 4))
    np.add.at(gone, at, own)
    within = together[pair // people]
    change = _products(within - gone) - _products(within)
    whole = _products(together).sum(axis=0)
    without = np.tile(whole, (people, 1))
    np.add.at(without, pair % people, change)
    # Who has no cell at all is nobody to leave out; sums of nothing are not exactly 0.
    without = without[np.bincount(person, minlength=people) > 0]
    if len(without) < 2 or min(whole.min(), without.min()) <= 1e-9 * max(whole.max(), 1.0):
        return UNKNOWN
    middle = float(np.log(whole[0] / whole[1]))
    logs = np.log(without[:, 0] / without[:, 1])
    degrees = len(logs) - 1
    error = float(np.sqrt(degrees / len(logs) * np.square(logs - logs.mean()).sum()))
    if error <= 0:
        return UNKNOWN
    reach = float(t.ppf(0.5 + _LEVEL / 2, degrees)) * error
    return Odds(
        float(np.exp(middle)),
        float(np.exp(middle - reach)),
        float(np.exp(middle + reach)),
        2 * float(t.sf(abs(middle) / error, degrees)),
    )


def _products(counts: Floats) -> Floats:
    """Return a d / n and b c / n of each row; 0 where nothing is."""
    sums = np.maximum(counts.sum(axis=1), 1e-300)
    return np.stack(
        [counts[:, 0] * counts[:, 3] / sums, counts[:, 1] * counts[:, 2] / sums], axis=1
    )
