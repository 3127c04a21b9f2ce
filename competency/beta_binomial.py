"""Shares of groups of unlike size learn from each other: the beta-binomial hierarchy.

    y_j ~ Binomial(n_j, p_j),   p_j ~ Beta(a, b),   density of (a, b) as (a + b)^(-5/2)

Gelman et al., Bayesian Data Analysis (3rd ed.), section 5.3, equations 5.8 to 5.10. The pair
(a, b) is averaged over on a grid of logit(a / (a + b)) and log(a + b), not fixed at its best value:
with few groups intervals at one value would be far too short.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.optimize.elementwise import find_root

from competency.columns import Floats, Ints

_CENTRES, _SIZES = np.linspace(-5, 5, 81), np.linspace(0, 7, 57)


@dataclass(frozen=True)
class Shares:
    """Posterior mean and 90 % interval of each group's share; prior means of a and b."""

    mean: Floats
    lower: Floats
    upper: Floats
    a: float
    b: float


def shrink_shares(successes: Floats, trials: Floats) -> Shares:
    """Return what is believed of each group's share; with no trials, what the others say of it.

    Args:
        successes: shape (groups,), counts.
        trials: shape (groups,), counts at least as large.

    >>> told = shrink_shares(np.array([1.0, 45.0]), np.array([1.0, 60.0]))
    >>> bool(told.mean[0] < 0.9), bool(told.upper[0] - told.lower[0] > 0.2)
    (True, True)
    """
    centre, log_size = (one.ravel() for one in np.meshgrid(_CENTRES, _SIZES))
    share, size = special.expit(centre), np.exp(log_size)
    a, b = share * size, (1 - share) * size
    y, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    # a b (a + b)^(-5/2): the prior in the coordinates of the grid, BDA3 equation 5.10.
    log_chance = np.log(a) + np.log(b) - 2.5 * log_size
    log_chance += (
        special.betaln(a[:, None] + y, b[:, None] + n - y) - special.betaln(a, b)[:, None]
    ).sum(axis=1)
    chance = np.exp(log_chance - log_chance.max())
    chance /= chance.sum()
    kept = chance > chance.max() * 1e-6
    weight, a, b = chance[kept] / chance[kept].sum(), a[kept], b[kept]
    first, second = a[:, None] + y, b[:, None] + n - y
    mean = weight @ (first / (first + second))
    return Shares(
        mean,
        _quantile(weight, first, second, 0.05),
        _quantile(weight, first, second, 0.95),
        float(weight @ a),
        float(weight @ b),
    )


def _quantile(weight: Floats, first: Floats, second: Floats, level: float) -> Floats:
    """Quantile of each mixture of beta distributions."""

    def above(share: Floats, group: Ints) -> Floats:
        chance = weight @ special.betainc(first[:, group], second[:, group], share)
        return np.asarray(chance - level)

    group = np.arange(first.shape[1])
    # Told to more digits than any share is printed with.
    near = {"xatol": 1e-9}
    # Its types know no arguments beside the root.
    found = find_root(above, (0.0, 1.0), args=(group,), tolerances=near)  # type: ignore[call-overload]
    return np.asarray(found.x)
