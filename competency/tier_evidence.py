"""What every agent shows for each tier by the scores: the chance of meeting its bars.

Gates beside the scores are `tier_gates`; deciding the tier, month by month, is `ladder`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats
from competency.composite import evidenced, known_weight, monthly_weights
from competency.framework import Framework
from competency.posterior import Posterior
from competency.tier_chances import chance_above, chance_of_all

_SLACK = 1e-9  # weights are sums of decimals


@dataclass(frozen=True)
class TierEvidence:
    """Arrays over rows (agent-months), tiers and bars; bars are the composite and the layers.

    level: belief about each bar's value, capped to 0..100, shape (rows, bars).
    cuts: what tiers ask for, shape (tiers, bars); -inf where a tier has no such bar.
    chance: P(one bar of one tier is met), shape (rows, tiers, bars); 1 where there is no such bar.
    at_least: P(all bars of a tier and of those below it are met), shape (rows, tiers).
    sufficient: enough is known to be placed at all, shape (rows,).
    """

    bars: tuple[str, ...]
    level: Floats
    cuts: Floats
    chance: Floats
    at_least: Floats
    sufficient: Flags


def tier_evidence(
    framework: Framework, posterior: Posterior, weights: pd.DataFrame
) -> TierEvidence:
    """Weigh the joint posterior against the bars of every tier.

    The composite takes the weights of the month, the layers the base weights of their dimensions. A
    layer nobody has evidence on cannot be held against anybody.

    Args:
        framework: resolved framework.
        posterior: joint belief about the dimensions.
        weights: frame `dimension_weights`; months without a row take the base weights.
    """
    rules = framework.ladder
    weight = monthly_weights(framework, weights, posterior.month)
    layers = [layer.key for layer in framework.layers]
    share = np.empty((len(posterior.agent), len(layers) + 1, len(framework.dimensions)))
    share[:, 0] = weight
    for column, key in enumerate(layers, start=1):
        share[:, column] = [item.weight * (item.layer == key) for item in framework.dimensions]
    share = np.where(posterior.live, share, 0.0)
    total = share.sum(axis=2)
    known = (total > 0).all(axis=0)
    share /= np.where(total > 0, total, 1.0)[:, :, None]
    mean = (share @ np.nan_to_num(posterior.mean)[:, :, None])[:, :, 0]
    covariance = share @ posterior.covariance @ share.transpose(0, 2, 1)
    cuts = np.full((len(rules.tiers), len(layers) + 1), -np.inf)
    for place, tier in enumerate(rules.tiers):
        cuts[place, 0] = tier.composite_cut if place else -np.inf
        for column, key in enumerate(layers, start=1):
            cuts[place, column] = tier.layer_floors.get(key, -np.inf)
    cuts[:, ~known] = -np.inf
    chance = np.ones((len(mean), *cuts.shape))
    for place, bar in np.argwhere(np.isfinite(cuts)):
        error = np.sqrt(np.maximum(covariance[:, bar, bar], 0.0))
        chance[:, place, bar] = chance_above(mean[:, bar], error, cuts[place, bar])
    sufficient = known_weight(posterior, weight) >= rules.minimum_known_weight - _SLACK
    return TierEvidence(
        ("composite", *(f"floor:{key}" for key in layers)),
        np.where(known, np.clip(mean, 0, 100), np.nan),
        cuts,
        chance,
        chance_of_all(mean, covariance, cuts),
        sufficient & evidenced(posterior) & known[0],
    )
