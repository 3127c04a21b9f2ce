"""Evidence -> the joint posterior of every agent's dimensions, month by month, in points.

What is believed comes from `learning`, points from `anchoring` and `units`; weighing the dimensions
is `composite`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.anchoring import anchor, scale_by_month
from competency.columns import Flags, Floats
from competency.editions import Editions, editions_of
from competency.frames import empty
from competency.framework import Framework
from competency.grid import grid_of
from competency.learning import learn
from competency.monthly_evidence import evidence_frame, monthly_evidence
from competency.panel import Panel, gather, rolling
from competency.score_frames import (
    covariance_frame,
    indicator_frame,
    model_frame,
    score_frame,
)


@dataclass(frozen=True)
class Scored:
    """Frames: `agent_scores`, `score_covariances`, `agent_indicators`, `indicator_models`.

    evidence: frame `ability_evidence`, what each month alone says.
    """

    scores: pd.DataFrame
    covariances: pd.DataFrame
    indicators: pd.DataFrame
    models: pd.DataFrame
    evidence: pd.DataFrame


def score_agents(
    framework: Framework | Editions,
    measured: pd.DataFrame,
    effects: pd.DataFrame,
    agent_months: pd.DataFrame,
    *,
    too_much_lost: bool = False,
) -> Scored:
    """Score every active agent, month and dimension from the evidence up to that month.

    Loadings and scale are learnt in the base window, the first `anchor_months`; later months are
    read with them, so that a score means the same next month (see `anchoring`).

    Args:
        framework: resolved, or editions of it, with what the exports lack switched off. Targets
            and weights of indicators are the month's, all else the latest edition's.
        measured: frame `measured_agents`.
        effects: frame `fitted_effects`.
        agent_months: agent_id, period, is_active; one row an agent and month.
        too_much_lost: so much is without its source (`degradation`) that no evidence is enough.
    """
    editions = editions_of(framework)
    framework = editions.latest
    grid = grid_of(agent_months)
    seen = gather(framework, measured, grid)
    dims = len(framework.dimensions)
    others = ("score_covariances", "agent_indicators", "indicator_models", "ability_evidence")
    nothing = [empty(name) for name in others]
    if not grid.active.any():
        return Scored(empty("agent_scores"), *nothing)
    if not seen.items:
        blank = np.full((*grid.shape, dims), np.nan)
        no_evidence = np.zeros(blank.shape)
        return Scored(
            score_frame(framework, grid, blank, blank, no_evidence, no_evidence > 0), *nothing
        )
    learnt = learn(framework, seen, effects)
    beliefs, indicators, structure = learnt.beliefs.rounded(), learnt.indicators, learnt.structure
    latest = anchor(framework, seen, structure, effects)
    scale = scale_by_month(editions, seen, latest)
    slope = scale.slope[:, None]
    live = np.isin(np.arange(dims), indicators.dimension)
    mean = np.where(live, scale.average + slope * beliefs.mean, np.nan)
    deviation = np.sqrt(np.einsum("atdd->atd", beliefs.covariance))
    n, enough = _sufficiency(framework, seen, deviation)
    enough &= not too_much_lost
    error = np.where(live, slope * deviation, np.nan)
    return Scored(
        score_frame(framework, grid, mean, error, n, enough, beliefs),
        covariance_frame(
            framework, grid, slope[:, :, None] ** 2 * beliefs.covariance, live, beliefs
        ),
        indicator_frame(editions, seen, indicators, structure, beliefs, effects),
        model_frame(seen, indicators, structure, learnt.noise, latest, learnt.drift, effects),
        evidence_frame(framework, grid, monthly_evidence(seen, learnt)),
    )


def _sufficiency(framework: Framework, seen: Panel, deviation: Floats) -> tuple[Floats, Flags]:
    """Return pieces of evidence by dimension, and whether they suffice."""
    recent = rolling(seen.n, framework.scoring.evidence_months).round(6)
    wanted = framework.scoring.enough_reliability
    n = np.zeros(deviation.shape)
    enough = np.zeros(deviation.shape, bool)
    for place, dimension in enumerate(framework.dimensions):
        mine = [index for index, item in enumerate(seen.items) if item.dimension == dimension.key]
        if not mine:
            continue
        n[:, :, place] = recent[:, :, mine].sum(axis=2)
        minimum = np.array([seen.items[index].minimum_n for index in mine])
        reached = (recent[:, :, mine] >= minimum).any(axis=2)
        known = 1 - deviation[:, :, place] ** 2 >= wanted
        enough[:, :, place] = reached & known & (n[:, :, place] >= dimension.minimum_n)
    return n, enough
