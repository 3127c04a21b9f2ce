"""The nearest weights that keep to their bounds, to the step limit and to the sum of 1.

    minimise    |w - target|²
    subject to  sum(w) = 1,  lower <= w <= upper,  |w - previous| <= step

Bounds and step leave each weight an interval [low, high], so this is the projection onto a box
cut by a plane: strictly convex, with one solution. The conditions of Karush, Kuhn and Tucker say
that it is w_i = clip(target_i + tau, low_i, high_i) with one tau, the multiplier of the sum, for
all: a weight inside its interval lies exactly tau from its target, one at its lower end no less
than that, one at its upper end no more. The sum of the clipped is piecewise linear and never falls
with tau, so tau is read off between two of its 2p corners: no search, no tolerance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from competency.columns import Floats
from competency.errors import CompetencyError

#: Sums that differ from 1 by less than this differ by rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Projection:
    """weights: shape (p,), they add up to 1; step: the step limit that was kept."""

    weights: Floats
    step: float


def project(
    target: Floats, lower: Floats, upper: Floats, previous: Floats, step: float
) -> Projection:
    """Return the weights nearest to the target.

    Bounds come before the step: where they have been moved away from `previous`, the step is
    widened for all weights, just as far as the bounds and the sum need it.

    Args:
        target: where the weights should go, of any sum, shape (p,).
        lower: least they may be, shape (p,).
        upper: most they may be, shape (p,).
        previous: what they were, shape (p,).
        step: most that a weight may move, at least 0.

    Raises:
        CompetencyError: a lower bound lies above its upper one, or no weights within the bounds add
            up to 1.
        ValueError: a number is missing or the step is negative.

    >>> none, most = np.zeros(3), np.ones(3)
    >>> project(np.array([0.6, 0.2, 0.2]), none, most, np.array([0.4, 0.4, 0.2]), 0.1)
    Projection(weights=array([0.5, 0.3, 0.2]), step=0.1)
    """
    if not (np.isfinite([target, lower, upper, previous]).all() and step >= 0):
        raise ValueError("project: a number is missing or the step is negative")
    if (lower > upper).any():
        raise CompetencyError("Weights: a lower bound lies above its upper bound.")
    if lower.sum() > 1 + _ROUNDING or upper.sum() < 1 - _ROUNDING:
        raise CompetencyError(
            f"Weights cannot add up to 1 within their bounds: lower bounds add up to "
            f"{lower.sum():.6g}, upper bounds to {upper.sum():.6g}."
        )
    used = _widened(lower, upper, previous, step)
    low, high = _interval(lower, upper, previous, used)
    if abs(target.sum() - 1) <= _ROUNDING and ((low <= target) & (target <= high)).all():
        return Projection(target.copy(), used)  # to the last digit: what stands still may stay
    tau = _crossing(
        lambda at: np.clip(target + at[:, None], low, high).sum(axis=1) - 1,
        np.concatenate([low - target, high - target]),
    )
    return Projection(np.clip(target + tau, low, high), used)


def _interval(lower: Floats, upper: Floats, previous: Floats, step: float) -> tuple[Floats, Floats]:
    return np.clip(previous - step, lower, upper), np.clip(previous + step, lower, upper)


def _widened(lower: Floats, upper: Floats, previous: Floats, step: float) -> float:
    """Return the least step, at least the one given, that bounds and sum can be met with."""
    reach = np.maximum(lower - previous, previous - upper).max()
    least = max(step, float(reach))
    below = _crossing(
        lambda at: 1 - np.maximum(lower, previous - at[:, None]).sum(axis=1),
        np.append(np.maximum(previous - lower, least), least),
    )
    above = _crossing(
        lambda at: np.minimum(upper, previous + at[:, None]).sum(axis=1) - 1,
        np.append(np.maximum(upper - previous, least), least),
    )
    return max(below, above)


def _crossing(rising: Callable[[Floats], Floats], corners: Floats) -> float:
    """Return the least place, from the first corner on, where a piecewise linear function is 0.

    Args:
        rising: takes places, shape (n,); never falls; linear between neighbouring corners, not
            above rounding below 0 at the last.
        corners: in any order.
    """
    place = np.unique(corners)
    height = rising(place)
    height[np.abs(height) <= _ROUNDING / 10] = 0.0
    if height[-1] < 0:
        return float(place[-1])
    after = int(np.argmax(height >= 0))
    if after == 0:
        return float(place[0])
    before = after - 1
    slope = (height[after] - height[before]) / (place[after] - place[before])
    return float(place[before] - height[before] / slope)
