"""How far scores would have to rise, or fall, for a move on the ladder, all else as it is now."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import special

from competency.columns import Flags, Floats
from competency.framework import Framework
from competency.posterior import Posterior
from competency.tier_evidence import tier_evidence

_STEPS = 40  # halvings of at most 100 points: far finer than any figure that is shown


@dataclass(frozen=True)
class Rises:
    """Points to be gained for a tier; NaN where 100 points would not do.

    alone: on one dimension, the others as they are, shape (dimensions,).
    alike: on every dimension at once, and so on the composite.
    """

    alone: Floats
    alike: float


def composite_at(cut: float, error: float, probability: float) -> float:
    """Return the composite that is this likely to stand at or above a cut.

    >>> composite_at(57.0, 2.0, 0.5), round(composite_at(57.0, 2.0, 0.6), 3)
    (57.0, 57.507)
    """
    return float(cut + special.ndtri(probability) * error)


def rises(
    framework: Framework,
    posterior: Posterior,
    weights: pd.DataFrame,
    row: int,
    tier: int,
    probability: float,
) -> Rises:
    """Return what one agent-month lacks for all bars of a tier to be as likely as is asked.

    Args:
        framework: resolved framework.
        posterior: joint belief about the dimensions; how unsure it is stays the same.
        weights: frame `dimension_weights`; months without a row take the base weights.
        row: row of the posterior.
        tier: the tier wanted, counted from 1.
        probability: asked of it.
    """
    count = len(framework.dimensions)
    way = np.vstack([np.eye(count), np.ones(count)])
    start = posterior.mean[row]

    def reached(gain: Floats) -> Flags:
        shifted = _repeated(posterior, row, start + gain[:, None] * way)
        shown = tier_evidence(framework, shifted, weights)
        return np.asarray(shown.at_least[:, tier - 1] >= probability)

    low = np.zeros(count + 1)
    # A dimension can reach 100; all of them together, the lowest can.
    high = np.append(100 - start, np.nanmax(100 - start)) if posterior.live.any() else low
    high = np.maximum(np.nan_to_num(high), 0.0)
    never = ~reached(high)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        enough = reached(middle)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    gain = np.where(reached(np.zeros(count + 1)), 0.0, np.where(never, np.nan, high))
    alone = np.where(posterior.live, gain[:-1], np.nan)
    return Rises(alone, float(gain[-1]))


def _repeated(posterior: Posterior, row: int, mean: Floats) -> Posterior:
    """Return one row of the posterior as often as there are means, with these means."""
    same = np.full(len(mean), row)
    return replace(
        posterior,
        agent=posterior.agent[same],
        month=posterior.month[same],
        mean=mean,
        covariance=posterior.covariance[same],
        n=posterior.n[same],
        enough=posterior.enough[same],
    )
