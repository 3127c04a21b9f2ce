"""What every agent shows for each tier by the scores: the chance of meeting its bars.

Gates beside the scores are `tier_gates`; deciding the tier, month by month, is `ladder`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats
from competency.composite import evidenced, known_weight, monthly_weights
from competency.editions import Editions, editions_of
from competency.framework import Framework
from competency.posterior import Posterior
from competency.tier_chances import chance_above, chance_of_all

_SLACK = 1e-9  # weights are sums of decimals


@dataclass(frozen=True)
class TierEvidence:
    """Arrays over rows (agent-months), tiers and bars; bars are the composite and the layers.

    level: belief about each bar's value, capped to 0..100, shape (rows, bars).
    cuts: what tiers ask for in the row's month, shape (rows, tiers, bars); -inf where a tier has no
        such bar.
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
    framework: Framework | Editions, posterior: Posterior, weights: pd.DataFrame
) -> TierEvidence:
    """Weigh the joint posterior against the bars of every tier.

    The composite takes the weights of the month, the layers the base weights of their dimensions. A
    layer nobody has evidence on cannot be held against anybody.

    Args:
        framework: resolved framework, or editions of it by month.
        posterior: joint belief about the dimensions.
        weights: frame `dimension_weights`; months without a row take the base weights.
    """
    editions = editions_of(framework)
    layers = [layer.key for layer in editions.latest.layers]
    rows, bars, dims = len(posterior.agent), 1 + len(layers), posterior.mean.shape[1]
    tiers = len(editions.latest.ladder.tiers)
    share = np.empty((rows, bars, dims))
    asked = np.empty(rows)
    for rules, here in editions.parts(posterior.month):
        share[here, 0] = monthly_weights(rules, weights, posterior.month[here])
        for column, key in enumerate(layers, start=1):
            share[here, column] = [item.weight * (item.layer == key) for item in rules.dimensions]
        asked[here] = rules.ladder.minimum_known_weight
    sufficient = known_weight(posterior, share[:, 0]) >= asked - _SLACK
    share = np.where(posterior.live, share, 0.0)
    total = share.sum(axis=2)
    share /= np.where(total > 0, total, 1.0)[:, :, None]
    mean = (share @ np.nan_to_num(posterior.mean)[:, :, None])[:, :, 0]
    covariance = share @ posterior.covariance @ share.transpose(0, 2, 1)
    known = np.ones((rows, bars), bool)
    cuts = np.empty((rows, tiers, bars))
    chance = np.ones((rows, tiers, bars))
    at_least = np.empty((rows, tiers))
    for rules, here in editions.parts(posterior.month):
        known[here] = (total[here] > 0).all(axis=0)
        bar = np.where(known[here[0]], _cuts(rules, layers), -np.inf)
        cuts[here] = bar
        for place, column in np.argwhere(np.isfinite(bar)):
            error = np.sqrt(np.maximum(covariance[here, column, column], 0.0))
            chance[here, place, column] = chance_above(
                mean[here, column], error, bar[place, column]
            )
        at_least[here] = chance_of_all(mean[here], covariance[here], bar)
    return TierEvidence(
        ("composite", *(f"floor:{key}" for key in layers)),
        np.where(known, np.clip(mean, 0, 100), np.nan),
        cuts,
        chance,
        at_least,
        sufficient & evidenced(posterior) & known[:, 0],
    )


def _cuts(framework: Framework, layers: Sequence[str]) -> Floats:
    """Return what the tiers ask for, shape (tiers, bars); everybody reaches the first's composite.

    >>> from competency.loading import load_framework
    >>> _cuts(load_framework(), ["base"])[:2].tolist()
    [[-inf, -inf], [45.0, 40.0]]
    """
    tiers = framework.ladder.tiers
    return np.array(
        [
            [
                tier.composite_cut if place else -np.inf,
                *(tier.layer_floors.get(key, -np.inf) for key in layers),
            ]
            for place, tier in enumerate(tiers)
        ]
    )
