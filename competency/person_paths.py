"""How people's monthly evidence moves without any course: the covariance that GLS weighs it with.

For a person a in month t, about what month, tenure and courses explain:

    y_at = theta_a + slope_a (t - mid) + walk_at + v_at

    theta_a ~ N(0, level),  slope_a ~ N(0, slope),  steps of the walk ~ N(0, walk),
    v_at ~ N(0, noise * variance_at)

The covariance is never formed: Kalman's filter turns each person's months into independent
prediction errors of variance 1 (`Filter.whiten`), and ordinary least squares on those is GLS.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from competency.columns import Floats, Ints

#: People the variances are learnt from: more would only cost time.
_LEARN_FROM = 1_000
#: Bounds of the standard deviations: level, slope a month, walk a month; and of the noise factor.
_BOUNDS = ((0.05, 3.0), (1e-4, 0.15), (1e-3, 0.4), (0.5, 4.0))
#: Where the search begins, and how far from it the logarithm of a deviation is held to be.
_START, _LOOSE = (1.0, 0.01, 0.05, 1.0), 2.0


@dataclass(frozen=True)
class Variances:
    """Variances in squared standard deviations between people; `noise` is a factor."""

    level: float
    slope: float
    walk: float
    noise: float


@dataclass(frozen=True)
class Filter:
    """Kalman gains of everybody's level and slope, shape (months, people), and 1 / sd of surprise.

    `weight` is 0 where there is no evidence.
    """

    level: Floats
    slope: Floats
    weight: Floats

    def whiten(self, columns: Floats, people: Ints) -> Floats:
        """Return prediction errors of columns of shape (months, columns), in their deviations.

        Args:
            columns: one series each, of the person at the same place of `people`.
            people: whose gains count, shape (columns,).
        """
        out = np.empty(columns.shape)
        level, slope = np.zeros(columns.shape[1]), np.zeros(columns.shape[1])
        for month, seen in enumerate(columns):
            surprise = seen - level
            out[month] = surprise * self.weight[month, people]
            slope += self.slope[month, people] * surprise
            level += self.level[month, people] * surprise + slope
        return out


def build_filter(variance: Floats, variances: Variances) -> Filter:
    """Return the gains for evidence of known variance, shape (months, people); NaN: no evidence.

    Whitened evidence of covariance S has the identity for covariance:

    >>> from competency.person_paths import Variances, build_filter
    >>> found = build_filter(np.full((3, 1), 0.2), Variances(1.0, 0.01, 0.05, 1.0))
    >>> w = found.whiten(np.eye(3), np.zeros(3, int))
    >>> t = np.arange(3) - 1.0
    >>> walk = np.minimum.outer(np.arange(3), np.arange(3))
    >>> s = 1.0 + 0.01 * np.outer(t, t) + 0.05 * walk + 0.2 * np.eye(3)
    >>> bool(np.allclose(w @ s @ w.T, np.eye(3)))
    True
    """
    months, people = variance.shape
    known = ~np.isnan(variance)
    noise = variances.noise * np.where(known, variance, 1.0)
    level, slope, weight = (np.zeros((months, people)) for _ in range(3))
    mid = (months - 1) / 2
    # The prior is of the middle month; this is what it says of the first.
    own = np.full(people, variances.level + variances.slope * mid**2)
    both = np.full(people, -variances.slope * mid)
    rise = np.full(people, variances.slope)
    for month in range(months):
        here = known[month]
        total = own + noise[month]
        weight[month] = np.where(here, 1 / np.sqrt(total), 0.0)
        level[month] = np.where(here, own / total, 0.0)
        slope[month] = np.where(here, both / total, 0.0)
        rise = rise - slope[month] * both
        both = both - level[month] * both
        own = own - level[month] * own
        own = own + 2 * both + rise + variances.walk
        both = both + rise
    return Filter(level, slope, weight)


def log_likelihood(residual: Floats, variance: Floats, variances: Variances) -> float:
    """Return it up to a constant; residuals and variances of shape (months, people)."""
    found = build_filter(variance, variances)
    error = found.whiten(np.where(np.isnan(variance), 0.0, residual), np.arange(variance.shape[1]))
    seen = found.weight[found.weight > 0]
    return float(np.log(seen).sum() - 0.5 * (error**2).sum())


def learn_variances(
    residual: Floats, variance: Floats, start: Variances | None = None
) -> Variances:
    """Return the variances that make residuals most likely, shape (months, people).

    A weak prior holds each deviation within a factor of some ten of where the search begins: a
    handful of people cannot tell a walk from a slope.
    """
    amount = (~np.isnan(variance)).sum(axis=0)
    people = np.flatnonzero(amount)
    people = people[:: 1 + max(len(people) - 1, 0) // _LEARN_FROM]
    if not len(people):
        return _variances(np.log(_START))
    some, doubt = residual[:, people], variance[:, people]
    centre = np.log(_START)

    def cost(at: Floats) -> float:
        apart = (at - centre) / _LOOSE
        return 0.5 * float(apart @ apart) - log_likelihood(some, doubt, _variances(at))

    found = optimize.minimize(
        cost,
        centre if start is None else _deviations(start),
        method="L-BFGS-B",
        bounds=[(float(np.log(low)), float(np.log(high))) for low, high in _BOUNDS],
        options={"ftol": 1e-7, "maxiter": 60},
    )
    return _variances(np.asarray(found.x))


def _variances(logarithms: Floats) -> Variances:
    level, slope, walk, noise = np.exp(logarithms).tolist()
    return Variances(level**2, slope**2, walk**2, noise)


def _deviations(variances: Variances) -> Floats:
    roots = np.sqrt([variances.level, variances.slope, variances.walk])
    return np.log([*roots.tolist(), variances.noise])
