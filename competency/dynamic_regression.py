"""Regression whose coefficients move from month to month, from sufficient statistics alone.

    y_at = level_t + x_at' beta_t + noise,   beta_t = beta_(t-1) + w_t,   w_t ~ N(0, drift^2 I)

A Kalman filter of beta for each of a few drifts; the filters are averaged by how well each foretold
the last months (dynamic model averaging; Raftery, Karny and Ettler 2010), so that coefficients
stand still while nothing happens and move fast when something does. What the coefficients mean for
the weights is `importance`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from competency.columns import Floats

#: Drifts a month, in shares of the coefficients' prior spread.
DRIFTS = (0.0, 0.03, 0.1, 0.3)
#: How much of what is known about which drift foretells best is kept from month to month.
KEPT = 0.9


@dataclass(frozen=True)
class Moments:
    """Sufficient statistics by month with the levels taken out, leading batch axes allowed.

    xx: sum of w x x', shape (..., months, p, p); xy: sum of w x y, (..., months, p); yy: sum of
    w y^2, (..., months). w is one over the variance of y around the regression.
    """

    xx: Floats
    xy: Floats
    yy: Floats


def moments(x: Floats, y: Floats, weight: Floats, counts: Floats) -> Moments:
    """Gather the moments of every replicate of a bootstrap at once.

    Args:
        x: shape (people, months, p); where the weight is 0 it does not matter, but must be finite.
        y: shape (people, months).
        weight: one over the variance of y, shape (people, months); 0 where there is no y.
        counts: how often each person is in each replicate, shape (replicates, people).

    >>> one = np.array([[[0.0]], [[2.0]]]), np.array([[1.0], [5.0]]), np.ones((2, 1))
    >>> found = moments(*one, np.ones((1, 2)))
    >>> found.xx.ravel().tolist(), found.xy.ravel().tolist(), found.yy.ravel().tolist()
    ([2.0], [4.0], [8.0])
    """
    people, months, width = x.shape
    full = np.concatenate([np.ones((people, months, 1)), x, y[:, :, None]], axis=2)
    xx, xy, yy = [], [], []
    for month in range(months):
        row = full[:, month]
        products = (row[:, :, None] * (weight[:, month, None] * row)[:, None, :]).reshape(
            people, -1
        )
        total = (counts @ products).reshape(len(counts), width + 2, width + 2)
        mass = np.maximum(total[:, :1, :1], 1e-300)
        centred = total[:, 1:, 1:] - total[:, 1:, :1] * total[:, :1, 1:] / mass
        xx.append(centred[:, :width, :width])
        xy.append(centred[:, :width, width])
        yy.append(centred[:, width, width])
    return Moments(np.stack(xx, axis=1), np.stack(xy, axis=1), np.stack(yy, axis=1))


def follow_coefficients(seen: Moments, spread: float) -> Floats:
    """Return what is believed of the coefficients after each month, shape (..., months, p).

    Args:
        seen: moments of the months.
        spread: standard deviation of a coefficient before anything is known; around 0.

    >>> seen = Moments(np.full((2, 1, 1), 1e6), np.full((2, 1), 3e6), np.full(2, 9e6))
    >>> follow_coefficients(seen, spread=1.0).round(3).ravel().tolist()
    [3.0, 3.0]
    """
    *batch, months, width = seen.xy.shape
    identity = np.eye(width)
    mean = np.zeros((len(DRIFTS), *batch, width))
    cover: Floats = np.tile(spread**2 * identity, (len(DRIFTS), *[1] * (len(batch) + 2)))
    walk = (np.array(DRIFTS) * spread) ** 2
    walk = walk.reshape(-1, *[1] * (len(batch) + 2)) * identity
    odds = np.zeros((len(DRIFTS), *batch))
    result = np.zeros((*batch, months, width))
    for month in range(months):
        xx, xy, yy = seen.xx[..., month, :, :], seen.xy[..., month, :], seen.yy[..., month]
        cover = cover + walk
        surprise = xy - _times(xx, mean)
        inner = identity + xx @ cover
        # (cover^-1 + xx)^-1, made symmetric again after rounding
        half = 0.5 * np.linalg.solve(np.swapaxes(inner, -1, -2), cover)
        gain: Floats = np.asarray(half + np.swapaxes(half, -1, -2), dtype=np.float64)
        moved = _times(gain, surprise)
        misfit = yy - (mean * (xy + surprise)).sum(axis=-1) - (surprise * moved).sum(axis=-1)
        odds = KEPT * odds - 0.5 * (np.linalg.slogdet(inner)[1] + misfit)
        mean, cover = mean + moved, gain
        share = special.softmax(odds, axis=0)
        result[..., month, :] = (share[..., None] * mean).sum(axis=0)
    return result


def _times(matrices: Floats, vectors: Floats) -> Floats:
    return np.asarray((matrices @ vectors[..., None])[..., 0])
