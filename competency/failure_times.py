"""How much shorter or longer one group takes than another: accelerated failure time models.

    log T = location + sum_g effect_g [in group g] + scale W

W is extreme value (Weibull), logistic (log-logistic) or normal (log-normal); exp(effect) is the
ratio of times against the baseline (Kalbfleisch and Prentice 2002, ch. 3.6.3). Times are known to
lie between two looks, people may come into sight late: likelihood of intervals, given what was
known on entry (Klein and Moeschberger 2003, ch. 3.5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from competency.columns import Floats, Ints

DISTRIBUTIONS = ("weibull", "log_logistic", "log_normal")
#: Step of the differences that the information is taken by.
_STEP = 1e-4


@dataclass(frozen=True)
class FailureTimes:
    """A fitted model; effects and errors by group on the log scale, the baseline's left out."""

    distribution: str
    location: float
    scale: float
    effect: Floats
    error: Floats
    log_likelihood: float


def fit_failure_times(
    lower: Floats, upper: Floats, entry: Floats, group: Ints, distribution: str
) -> FailureTimes | None:
    """Return the most likely model; None where it cannot be told.

    Args:
        lower: last time looked at without an event; 0 for none.
        upper: first time with it, so that it lies in (lower, upper]; inf where not seen yet.
        entry: time from which each is watched, having had no event before.
        group: 0 for the baseline, else 1, 2, ...; every number up to the largest has people.
        distribution: one of DISTRIBUTIONS.
    """
    kept = (upper > entry) & ((lower > 0) | np.isfinite(upper))
    lower, upper, entry, group = lower[kept], upper[kept], entry[kept], group[kept]
    groups = int(group.max(initial=0))
    if not np.isfinite(upper).any() or len(np.unique(group)) != groups + 1:
        return None
    with np.errstate(divide="ignore"):
        ends = np.log(np.maximum(lower, entry)), np.log(upper), np.log(entry)
    member = (group[:, None] == np.arange(1, groups + 1)).astype(np.float64)

    def cost(at: Floats) -> float:
        middle = at[0] + member @ at[2:]
        low, high, since = ((end - middle) / np.exp(at[1]) for end in ends)
        chance = _log_difference(_log_beyond(low, distribution), _log_beyond(high, distribution))
        return -float((chance - _log_beyond(since, distribution)).sum())

    known = np.where(
        np.isfinite(upper), (lower + np.where(np.isfinite(upper), upper, 0)) / 2, lower
    )
    logs = np.log(np.maximum(known, 1e-3))
    start = np.r_[logs.mean(), np.log(max(float(logs.std()), 0.2)), np.zeros(groups)]
    bounds = [(-20.0, 20.0), (-5.0, 3.0), *[(-10.0, 10.0)] * groups]
    found = optimize.minimize(
        cost, start, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-10}
    )
    at = np.asarray(found.x, np.float64)
    information = _curvature(cost, at)
    try:
        variance = np.diag(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(variance).all() or (variance <= 0).any():
        return None
    return FailureTimes(
        distribution, float(at[0]), float(np.exp(at[1])), at[2:], np.sqrt(variance[2:]),
        -float(found.fun),
    )  # fmt: skip


def best_failure_times(
    lower: Floats, upper: Floats, entry: Floats, group: Ints
) -> FailureTimes | None:
    """Return the model of the likeliest distribution; all have as many parameters."""
    fits = [fit_failure_times(lower, upper, entry, group, name) for name in DISTRIBUTIONS]
    known = [one for one in fits if one is not None]
    return max(known, key=lambda one: one.log_likelihood) if known else None


def _log_beyond(z: Floats, distribution: str) -> Floats:
    """Return the log chance of more than z; 0 at -inf and -inf at inf."""
    if distribution == "weibull":
        return np.asarray(-np.exp(np.minimum(z, 700.0)) + np.where(z == np.inf, -np.inf, 0.0))
    if distribution == "log_logistic":
        return np.asarray(-np.logaddexp(0.0, z))
    return np.asarray(special.log_ndtr(-z))


def _log_difference(more: Floats, less: Floats) -> Floats:
    """Return log(exp(more) - exp(less)) for more > less."""
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.where(np.isneginf(less), -np.inf, less - more)
        inner = np.log(-np.expm1(np.minimum(apart, -1e-300)))
    return np.asarray(np.maximum(more + inner, -1e6))


def _curvature(f: Callable[[Floats], float], at: Floats) -> Floats:
    """Return the matrix of second derivatives by central differences."""
    width = len(at)
    steps = np.eye(width) * _STEP
    table = np.empty((width, width))
    for i in range(width):
        for j in range(i, width):
            total = (
                f(at + steps[i] + steps[j]) - f(at + steps[i] - steps[j])
                - f(at - steps[i] + steps[j]) + f(at - steps[i] - steps[j])
            )  # fmt: skip
            table[i, j] = table[j, i] = total / (4 * _STEP**2)
    return table
