"""How likely normal beliefs clear all the bars of a tier at once, by quasi-Monte-Carlo.

The first coordinate of every belief (the composite) is integrated exactly; only what the others
(the layers) add to it is drawn. So a single bar on the composite is met with its exact probability,
and the whole is smooth: a better mean never lowers a chance.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy import special

from competency.columns import Floats

#: A prime number of points, and the multiplier that spreads them best in two to four dimensions
#: (by search): with the composite integrated exactly, chances are right to 0.01 at worst.
POINTS, _MULTIPLIER = 251, 49
_ROWS_AT_ONCE = 256  # what is worked on at once should stay in the processor's cache
_FLAT = 1e-9
_THREADS = 2


def chance_above(mean: Floats, error: Floats, cut: float) -> Floats:
    """Return P(value >= cut) of a normal value; NaN means 0.

    >>> chance_above(np.array([60.0, 60.0, np.nan]), np.array([5.0, 0.0, 1.0]), 60).tolist()
    [0.5, 1.0, 0.0]
    """
    noisy = error > 1e-9  # below that a division may overflow and says nothing more
    smooth = special.ndtr((mean - cut) / np.where(noisy, error, 1.0))
    result = np.where(noisy, smooth, (mean >= cut).astype(float))
    return np.asarray(np.where(np.isnan(mean), 0.0, result))


def chance_of_all(mean: Floats, covariance: Floats, cuts: Floats) -> Floats:
    """Return P(all coordinates reach their cuts) for each row and tier, shape (rows, tiers).

    The same points serve every row, so rows and tiers compare without noise of the draws; what a
    tier asks for, those above ask for too, so that chances fall from tier to tier.

    Args:
        mean: shape (rows, coordinates).
        covariance: shape (rows, coordinates, coordinates); may be singular.
        cuts: shape (tiers, coordinates); -inf where a tier has no such bar.

    >>> one = chance_of_all(np.array([[60.0]]), np.array([[[25.0]]]), np.array([[-np.inf], [60.0]]))
    >>> one.tolist()
    [[1.0, 0.5]]
    """
    rising = np.maximum.accumulate(cuts, axis=0)
    asking = np.isfinite(rising).any(axis=1)
    points = lattice(mean.shape[1] - 1)
    result = np.ones((len(mean), len(cuts)))

    def fill(start: int) -> None:
        part = slice(start, start + _ROWS_AT_ONCE)
        result[part, asking] = _chances(mean[part], covariance[part], rising[asking], points)

    # Nearly all of it is arithmetic on arrays, which lets go of the interpreter.
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(fill, range(0, len(mean) * bool(asking.any()), _ROWS_AT_ONCE)))
    return result


def lattice(coordinates: int) -> Floats:
    """Return standard normal draws, shape (POINTS, coordinates), always the same."""
    if not coordinates:
        return np.zeros((1, 0))
    # A lattice of Korobov's form: scipy.stats has Sobol's points but takes a second to import.
    steps = np.array([pow(_MULTIPLIER, power, POINTS) for power in range(coordinates)])
    spread = (np.arange(POINTS)[:, None] * steps + 0.5) / POINTS % 1.0
    return np.asarray(special.ndtri(spread))


def _chances(mean: Floats, covariance: Floats, cuts: Floats, points: Floats) -> Floats:
    # value_j = mean_j + slope_j * u + (what is drawn)_j with u standard normal: each bar is a bound
    # on u, lower where the slope is positive (as it nearly always is), upper where it is negative.
    error = np.sqrt(covariance[:, 0, 0])
    slope = np.zeros(mean.shape)
    noisy = error > 1e-9
    slope[noisy] = covariance[noisy, :, 0] / error[noisy, None]
    left = covariance - slope[:, :, None] * slope[:, None, :]
    drawn = _root(left[:, 1:, 1:]) @ points.T  # (rows, layers, points)
    lower = np.full((len(cuts), len(mean), len(points)), -np.inf)
    upper = np.full_like(lower, np.inf)
    for column in range(mean.shape[1]):
        value = mean[:, column, None] + (drawn[:, column - 1] if column else 0.0)
        _bound(lower, upper, value, slope[:, column, None], cuts[:, column])
    inside = special.ndtr(-lower)
    if np.isfinite(upper).any():
        inside = np.maximum(inside - special.ndtr(-upper), 0.0)
    return np.asarray(np.minimum.accumulate(inside.mean(axis=2), axis=0).T)


def _bound(lower: Floats, upper: Floats, value: Floats, slope: Floats, cuts: Floats) -> None:
    """Narrow the range of u, in place, by the bars on one coordinate."""
    flat, falling = np.abs(slope) < _FLAT, slope <= -_FLAT
    # Without slope u does not matter: a huge one leaves 1 or 0, and 1 on the bar itself.
    per_unit = 1.0 / np.where(flat, _FLAT**2, slope)
    reached = (value + np.where(flat, _FLAT, 0.0)) * per_unit
    for tier in np.flatnonzero(np.isfinite(cuts)):
        at = cuts[tier] * per_unit - reached
        if falling.any():
            np.minimum(upper[tier], np.where(falling, at, np.inf), out=upper[tier])
            at = np.where(falling, -np.inf, at)
        np.maximum(lower[tier], at, out=lower[tier])


def _root(covariance: Floats) -> Floats:
    """Return lower triangles L with L L' = covariance; singular ones are fine."""
    size = covariance.shape[1]
    root = np.zeros_like(covariance)
    for column in range(size):
        done = root[:, :, :column]
        rest = covariance[:, :, column] - (done * done[:, column, None, :]).sum(axis=2)
        pivot = np.sqrt(np.maximum(rest[:, column], 0.0))
        # What rounding leaves of a variance that is none must not be divided by.
        real = pivot > 1e-6 * np.sqrt(np.maximum(covariance[:, column, column], 0.0))
        root[:, column:, column] = rest[:, column:] / np.where(real, pivot, 1.0)[:, None]
        root[~real, :, column] = 0.0
    return root
