"""What each dimension does for customers' outcomes, month by month: the frame `weight_importance`.

An outcome (case-mix adjusted, one figure an agent and month) is regressed on what was believed of
the agent's dimensions at the end of the month before. Those beliefs leave out every outcome's own
indicators: a dimension that contains the outcome foretells it for no other reason (METHODS section
3). Beliefs are posterior means, so the coefficients are not thinned by unreliable scores
(regression calibration; Carroll et al. 2006, ch. 4); a month's luck cannot be in both, since
beliefs are of the month before. Coefficients move (`dynamic_regression`); they become shares by
Johnson's relative weights on the dimensions' latent correlations (`relative_weights`).
"""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd

from competency.columns import Floats, Ints, month_starts
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import Framework
from competency.grid import Grid, grid_of
from competency.learning import learn
from competency.noise import learn_noise
from competency.outcome_shares import (
    Beliefs,
    Outcomes,
    Shares,
    mixed,
    poisson_counts,
    shares_of,
)
from competency.panel import gather

ALL = "all"
ENOUGH, THIN = "enough", "thin"
#: People at most: more would only cost time.
PEOPLE = 3_000


def estimate_importance(
    framework: Framework,
    measured: pd.DataFrame,
    effects: pd.DataFrame,
    agent_months: pd.DataFrame,
) -> pd.DataFrame:
    """Return `weight_importance`: by month, outcome (and 'all' of them together) and dimension.

    A dimension that nothing but outcomes measures keeps its base weight as its share. Months in
    which an outcome says too little have state 'thin'; where all do, 'all' has no importance.

    Args:
        framework: resolved, with what the exports lack switched off.
        measured: frame `measured_agents`.
        effects: frame `fitted_effects`.
        agent_months: agent_id, period, is_active, team_id (may be missing).
    """
    grid = grid_of(_some(agent_months))
    rules = framework.recalibration
    if not rules.outcomes or not grid.active.any() or grid.shape[1] < 2:
        return empty("weight_importance")
    believed = _believed(framework, measured, effects, grid)
    if believed is None:
        return empty("weight_importance")
    beliefs, live = believed
    counts = poisson_counts(grid.agents)
    team = _teams(agent_months, grid)
    parts: list[pd.DataFrame] = []
    weights: list[float] = []
    kept: list[Shares] = []
    for outcome in rules.outcomes:
        figures = _figures(framework, outcome.indicator, measured, grid, team)
        found = None if figures is None else shares_of(figures, beliefs, counts, rules)
        if found is not None:
            weights.append(outcome.weight)
            kept.append(found)
            parts.append(_frame(framework, outcome.key, found, live, grid))
    if not kept:
        return empty("weight_importance")
    parts.append(_frame(framework, ALL, mixed(weights, kept), live, grid))
    frame = conform(pd.concat(parts, ignore_index=True), "weight_importance")
    return rounded(frame, "weight_importance", DIGITS)


def _some(agent_months: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of at most PEOPLE agents."""
    agents = sorted(set(agent_months["agent_id"].dropna()))
    if len(agents) <= PEOPLE:
        return agent_months
    # By a hash of the id: who is looked at hardly changes with who joins.
    agents = sorted(agents, key=lambda agent: (zlib.crc32(agent.encode()), agent))[:PEOPLE]
    return agent_months[agent_months["agent_id"].isin(agents)]


def _believed(
    framework: Framework, measured: pd.DataFrame, effects: pd.DataFrame, grid: Grid
) -> tuple[Beliefs, Ints] | None:
    """Return beliefs from everything but outcomes, and the places of the dimensions they are of."""
    # An outcome that nobody measured bars nothing from the beliefs.
    found = set(measured["indicator"].unique())
    outcomes = [one for one in framework.recalibration.outcomes if one.indicator in found]
    left_out = {key for one in outcomes for key in (one.indicator, *one.leave_out)}
    clean = framework.model_copy(
        update={"indicators": tuple(i for i in framework.indicators if i.key not in left_out)}
    )
    seen = gather(clean, measured, grid)
    if not seen.items:
        return None
    learnt = learn(clean, seen, effects)
    live = np.unique(learnt.indicators.dimension)
    beliefs = Beliefs(
        learnt.beliefs.mean[:, :, live],
        np.maximum.accumulate((~np.isnan(seen.value)).any(axis=2), axis=1),
        learnt.structure.correlation[np.ix_(live, live)],
    )
    return beliefs, live


def _teams(agent_months: pd.DataFrame, grid: Grid) -> Ints:
    """Return the number of everybody's team, shape (agents, months); 0 where there is none."""
    team = np.zeros(grid.shape, np.int64)
    if "team_id" in agent_months.columns:
        agent, month, inside = grid.places(agent_months)
        code = pd.factorize(agent_months["team_id"], sort=True)[0] + 1
        team[agent[inside], month[inside]] = code[inside]
    return team


def _figures(
    framework: Framework, indicator: str, measured: pd.DataFrame, grid: Grid, team: Ints
) -> Outcomes | None:
    item = framework.indicator(indicator)
    if not item.enabled:
        return None
    only = framework.model_copy(update={"indicators": (item.model_copy(update={"weight": 1.0}),)})
    seen = gather(only, measured, grid)
    if not seen.items:
        return None
    inflation = learn_noise(seen.value, seen.variance).inflation[0]
    value = np.where(grid.active, seen.value[:, :, 0], np.nan)
    return Outcomes(value, seen.variance[:, :, 0] * inflation, team)


def _frame(framework: Framework, key: str, found: Shares, live: Ints, grid: Grid) -> pd.DataFrame:
    base = np.array([item.weight for item in framework.dimensions])
    months, dims = len(found.share), len(base)
    room = 1 - (base.sum() - base[live].sum())
    said = found.enough if key == ALL else np.ones(months, bool)

    def spread(values: Floats, rest: Floats, scale: float) -> Floats:
        table = np.tile(rest, (months, 1))
        table[:, live] = scale * values
        return np.where(said[:, None], table, np.nan).ravel()

    nothing = np.full(dims, np.nan)
    lower, upper = np.quantile(found.replicates, (0.05, 0.95), axis=0)
    return pd.DataFrame(
        {
            "period": np.repeat(month_starts(grid.months[1:]), dims),
            "outcome": key,
            "dimension": np.tile(framework.dimension_keys, months),
            "importance": spread(found.share, base, room),
            "lower": spread(np.minimum(lower, found.share), nothing, room),
            "upper": spread(np.maximum(upper, found.share), nothing, room),
            "lmg": spread(found.lmg, base, room),
            "coefficient": spread(found.coefficient, nothing, 1.0),
            "std_error": spread(found.error, nothing, 1.0),
            "explained": np.repeat(np.where(said, found.explained, np.nan), dims),
            "n_agents": np.repeat(found.agents, dims),
            "state": np.repeat(np.where(found.enough, ENOUGH, THIN), dims),
        }
    )
