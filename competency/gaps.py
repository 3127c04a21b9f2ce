"""How far each agent is from the next tier, dimension by dimension."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import months, numbers, require, texts
from competency.framework import Framework


@dataclass(frozen=True)
class Standing:
    """One agent's latest month: tier (None when insufficient), scores and gaps by dimension.

    `goal` is the tier the gaps lead to, None where the target score is the goal.
    """

    tier: int | None
    goal: int | None
    scores: dict[str, float]
    gaps: dict[str, float]


def wanted(framework: Framework, goal: int | None) -> dict[str, float]:
    """Return the score each dimension needs for tier `goal` (from 1); None: the target score.

    >>> from competency.loading import load_framework
    >>> wanted(load_framework(), 3)["process"]
    57.0
    """
    if goal is None:
        return dict.fromkeys(framework.dimension_keys, framework.paths.target_score)
    tier = framework.ladder.tiers[goal - 1]
    return {
        item.key: max(tier.composite_cut, tier.layer_floors.get(item.layer, 0.0))
        for item in framework.dimensions
    }


def standings(
    framework: Framework, dimension_scores: pd.DataFrame, ladder: pd.DataFrame
) -> dict[str, Standing]:
    """Return where every agent stands in the latest month of `dimension_scores`.

    The goal is the next tier; when every dimension is already there (only a gate is in the way),
    the tier after it, and so on. On top, or without a tier, it is the target score.

    Args:
        framework: resolved framework.
        dimension_scores: frame `agent_scores`.
        ladder: frame `agent_ladder`.
    """
    require(dimension_scores, "dimension_scores", ("agent_id", "period", "dimension", "score"))
    require(ladder, "ladder", ("agent_id", "period", "tier"))
    month = months(dimension_scores)
    if not len(month):
        return {}
    latest = month.max()
    rows = dimension_scores[month == latest]
    known: dict[str, dict[str, float]] = {}
    dimensions = frozenset(framework.dimension_keys)
    for agent, dimension, score in zip(
        texts(rows, "agent_id"), texts(rows, "dimension"), numbers(rows, "score"), strict=True
    ):
        if agent is not None and dimension in dimensions:
            scores = known.setdefault(agent, {})
            if not np.isnan(score):
                scores[dimension] = float(score)
    placed = ladder[months(ladder) == latest]
    tiers = {
        agent: int(tier)
        for agent, tier in zip(texts(placed, "agent_id"), numbers(placed, "tier"), strict=True)
        if agent is not None and not np.isnan(tier)
    }
    return {
        agent: _standing(framework, tiers.get(agent), scores)
        for agent, scores in sorted(known.items())
    }


def _standing(framework: Framework, tier: int | None, scores: dict[str, float]) -> Standing:
    goals: list[int | None] = [None]
    if tier is not None:
        goals = [*range(tier + 1, len(framework.ladder.tiers) + 1), None]
    goal: int | None = None
    gaps: dict[str, float] = {}
    for goal in goals:
        bars = wanted(framework, goal)
        gaps = {key: max(0.0, bars[key] - score) for key, score in scores.items()}
        if any(gap >= framework.paths.minimum_gap for gap in gaps.values()):
            break
    return Standing(tier, goal, scores, gaps)
