"""Evidence -> the joint posterior of every agent's dimensions, month by month, in points.

What an indicator is worth comes from `factors`, errors that hang together from `noise`, the months
from `filtering`, points from `units`; weighing the dimensions is `composite`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.anchoring import anchor
from competency.columns import Flags, Floats
from competency.factors import Indicators, fit_structure
from competency.filtering import Observations, estimate_drift, follow
from competency.frames import empty
from competency.framework import GAMEABLE, Framework, Indicator
from competency.grid import grid_of
from competency.noise import Noise, learn_noise
from competency.panel import Panel, gather, rolling
from competency.score_frames import (
    covariance_frame,
    indicator_frame,
    model_frame,
    score_frame,
)

#: The most an indicator may ever settle of a dimension alone; its weight for a measure of time.
SHARE_CAP = 0.99


@dataclass(frozen=True)
class Scored:
    """Frames: `agent_scores`, `score_covariances`, `agent_indicators`, `indicator_models`."""

    scores: pd.DataFrame
    covariances: pd.DataFrame
    indicators: pd.DataFrame
    models: pd.DataFrame


def score_agents(
    framework: Framework,
    measured: pd.DataFrame,
    effects: pd.DataFrame,
    agent_months: pd.DataFrame,
) -> Scored:
    """Score every active agent, month and dimension from the evidence up to that month.

    Loadings and scale are learnt in the base window, the first `anchor_months`; later months are
    read with them, so that a score means the same next month (see `anchoring`).

    Args:
        framework: resolved, with what the exports lack switched off.
        measured: frame `measured_agents`.
        effects: frame `fitted_effects`.
        agent_months: agent_id, period, is_active; one row an agent and month.
    """
    grid = grid_of(agent_months)
    seen = gather(framework, measured, grid)
    dims = len(framework.dimensions)
    nothing = (empty("score_covariances"), empty("agent_indicators"), empty("indicator_models"))
    if not grid.active.any():
        return Scored(empty("agent_scores"), *nothing)
    if not seen.items:
        blank = np.full((*grid.shape, dims), np.nan)
        no_evidence = np.zeros(blank.shape)
        return Scored(
            score_frame(framework, grid, blank, blank, no_evidence, no_evidence > 0), *nothing
        )
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
    beliefs = follow(indicators, structure, observations, drift)
    scale = anchor(framework, seen, structure, effects)
    live = np.isin(np.arange(dims), indicators.dimension)
    mean = np.where(live, scale.average + scale.slope * beliefs.mean, np.nan)
    deviation = np.sqrt(np.einsum("atdd->atd", beliefs.covariance))
    n, enough = _sufficiency(framework, seen, deviation)
    error = np.where(live, scale.slope * deviation, np.nan)
    return Scored(
        score_frame(framework, grid, mean, error, n, enough),
        covariance_frame(framework, grid, scale.slope**2 * beliefs.covariance, live),
        indicator_frame(framework, seen, indicators, structure, beliefs, effects),
        model_frame(seen, indicators, structure, noise, scale, drift, effects),
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
