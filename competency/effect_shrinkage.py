"""Courses learn from each other: estimates drawn toward their centre by how unsure they are.

    estimate_c ~ N(effect_c, error_c^2),  effect_c ~ N(centre, spread^2)
    centre ~ N(prior, prior_sd^2),        spread half-normal with scale prior_sd

Spread and centre are averaged over, not fixed at their best value: with few courses an interval at
a spread that happens to come out as 0 would be far too short (Gelman et al. 2013, ch. 5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.columns import Floats

#: Spreads looked at, and the largest of them in scales of the prior.
_GRID, _WIDEST = 60, 4.0


@dataclass(frozen=True)
class Shrunk:
    """Posterior mean and standard deviation by course."""

    mean: Floats
    deviation: Floats


def shrink(estimate: Floats, error: Floats, prior: float, prior_sd: float) -> Shrunk:
    """Return what is believed of each course's effect; NaN for an estimate: nothing is known.

    A course without history gets what the others say of it; where there are none, the prior, with
    the spread between courses on top of the doubt about their centre.

    >>> told = shrink(np.array([5.0, 4.0, np.nan]), np.array([0.5, 0.5, np.nan]), 2.0, 2.0)
    >>> told.mean.round(2).tolist(), told.deviation.round(2).tolist()
    ([4.77, 4.1, 4.02], [0.48, 0.48, 1.81])
    """
    known = ~np.isnan(estimate)
    value = np.where(known, estimate, 0.0)
    doubt = np.where(known, error**2, 1.0)
    spread2 = ((np.arange(_GRID) + 0.5) / _GRID * _WIDEST * prior_sd)[:, None] ** 2
    weight = np.where(known, 1 / (spread2 + doubt), 0.0)
    centre_var = 1 / (1 / prior_sd**2 + weight.sum(axis=1, keepdims=True))
    centre = centre_var * (prior / prior_sd**2 + (weight * value).sum(axis=1, keepdims=True))
    apart = (weight * (value - centre) ** 2).sum(axis=1) + ((centre - prior) ** 2)[
        :, 0
    ] / prior_sd**2
    log_weight = np.log(np.where(known, weight, 1.0)).sum(axis=1) + np.log(centre_var[:, 0])
    log_chance = 0.5 * (log_weight - apart - spread2[:, 0] / prior_sd**2)
    chance = np.exp(log_chance - log_chance.max())
    chance = (chance / chance.sum())[:, None]
    share = np.where(known, spread2 * weight, 0.0)
    mean = share * value + (1 - share) * centre
    variance = np.where(known, share * doubt, spread2) + (1 - share) ** 2 * centre_var
    settled = (chance * mean).sum(axis=0)
    second = (chance * (variance + (mean - settled) ** 2)).sum(axis=0)
    return Shrunk(settled, np.sqrt(second))
