"""Monthly evidence of indicators -> what is believed of every person's dimensions, month by month.

What an indicator is worth comes from `factors`, errors that hang together from `noise`, the months
from `filtering`. Points on the 0-100 scale are made by `scores`; what customers' outcomes say about
the dimensions by `importance`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats
from competency.factors import Indicators, Structure, fit_structure
from competency.filtering import Beliefs, Observations, estimate_drift, follow
from competency.framework import GAMEABLE, Framework, Indicator
from competency.noise import Noise, learn_noise
from competency.panel import Panel

#: The most an indicator may ever settle of a dimension alone; its weight for a measure of time.
SHARE_CAP = 0.99


@dataclass(frozen=True)
class Learnt:
    """The fitted model and what it says of everybody; see the modules the parts come from."""

    indicators: Indicators
    noise: Noise
    structure: Structure
    drift: float
    beliefs: Beliefs


def learn(framework: Framework, seen: Panel, effects: pd.DataFrame) -> Learnt:
    """Fit the model in the base window and follow everybody with it through all months.

    Args:
        framework: resolved framework.
        seen: evidence of at least one indicator.
        effects: frame `fitted_effects`.
    """
    base = _base_window(seen.value, framework.anchor_months)
    early = np.where(base, seen.value, np.nan)
    noise = learn_noise(early, seen.variance)
    variance = seen.variance * noise.inflation
    indicators = _indicators(framework, seen.items, effects, noise)
    shared = np.nan_to_num(_mean(seen.shared, variance))
    precision = np.nansum(np.where(base, 1 / variance, 0.0), axis=1)
    structure = fit_structure(
        indicators,
        _mean(early, variance),
        1 / np.maximum(precision, 1e-12) + shared,
    )
    observations = Observations(seen.value, variance, shared)
    drift = estimate_drift(indicators, structure, observations)
    return Learnt(
        indicators, noise, structure, drift, follow(indicators, structure, observations, drift)
    )


def _base_window(value: Floats, months: int) -> Flags:
    """Return the months each indicator is learnt from, shape (months, indicators).

    The first months of the centre; of an indicator that came later, its own first. Learnt from
    nothing its average would be 0, and its first month would lift everybody off the scale.

    >>> late = np.full((1, 3, 2), 0.5)
    >>> late[0, :2, 1] = np.nan
    >>> _base_window(late, 2).T.tolist()
    [[True, True, False], [False, False, True]]
    """
    first = (~np.isnan(value)).any(axis=0).argmax(axis=0)
    start = np.where(first < months, 0, first)
    month = np.arange(value.shape[1])[:, None]
    return np.asarray((month >= start) & (month < start + months))


def _mean(value: Floats, variance: Floats) -> Floats:
    """Return means over months by precision, shape (agents, indicators); NaN without evidence."""
    weight = np.where(np.isnan(value), 0.0, 1 / np.where(np.isnan(variance), 1.0, variance))
    total = weight.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (weight * np.nan_to_num(value)).sum(axis=1) / total
    return np.asarray(np.where(total > 0, mean, np.nan))


def _indicators(
    framework: Framework, items: Sequence[Indicator], effects: pd.DataFrame, noise: Noise
) -> Indicators:
    family = np.full(len(items), -1)
    taken = 0
    for names in framework.scoring.families:
        mine = np.array([item.key in names for item in items])
        if mine.sum() > 1:
            family[mine] = taken
            taken += 1
    residual = effects[(effects["factor"] == "variance") & (effects["level"] == "residual")]
    spread = dict(zip(residual["indicator"], residual["effect"], strict=True))
    return Indicators(
        dimension=np.array([framework.dimension_keys.index(item.dimension) for item in items]),
        dimensions=len(framework.dimensions),
        value_sd=np.array(
            [1.0 if item.kind == "binary" else np.sqrt(spread.get(item.key, 1.0)) for item in items]
        ),
        # People can hit a measure of time by serving worse: it never settles more than its weight.
        share_cap=np.array(
            [max(item.weight, 0.01) if item.measure in GAMEABLE else SHARE_CAP for item in items]
        ),
        pattern=noise.pattern,
        family=family,
    )
