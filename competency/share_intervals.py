"""Intervals of a share of counts, and which of many findings stand."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from competency.columns import Flags, Floats


def wilson(successes: Floats, trials: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return lower and upper end of the score interval of a share; NaN without trials.

    Wilson (1927, J. Am. Stat. Assoc. 22:209), without continuity correction.

    Args:
        successes: counts, any shape.
        trials: of the same shape, at least as large.
        level: confidence.

    >>> low, high = wilson(np.array([81.0]), np.array([263.0]))  # Newcombe 1998, table I, method 3
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.2553, 0.3662)
    """
    z = float(norm.ppf(0.5 + level / 2))
    n = np.where(np.asarray(trials) > 0, trials, np.nan).astype(np.float64)
    share = successes / n
    middle = share + z**2 / (2 * n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    return np.clip((middle - half) / scale, 0, 1), np.clip((middle + half) / scale, 0, 1)


def stand(p_values: Floats, rate: float = 0.05) -> Flags:
    """Tell which findings stand while at most `rate` of those that stand are expected to be false.

    Benjamini and Hochberg (1995, J. R. Stat. Soc. B 57:289). NaN was not tested and does not count.

    >>> stand(np.array([0.001, 0.03, 0.04, np.nan, 0.9])).tolist()
    [True, False, False, False, False]
    """
    known = np.flatnonzero(~np.isnan(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    small = p_values[order] <= rate * np.arange(1, len(order) + 1) / max(len(order), 1)
    found = np.zeros(len(p_values), dtype=bool)
    if small.any():
        found[order[: int(np.flatnonzero(small)[-1]) + 1]] = True
    return found
