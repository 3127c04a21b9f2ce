"""Figures -> indicator scores -> dimension scores with intervals and states of evidence.

Figures come from `evidence`, shrinkage from `shrinkage`; weighing dimensions is `composite`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from competency.availability import available_framework
from competency.columns import Floats, month_starts
from competency.evidence import Figures, Grid, figures, grid_of
from competency.frames import conform, empty
from competency.framework import Framework, Indicator
from competency.shrinkage import shrink

#: Half width of a 90 % interval in standard errors.
Z90 = 1.6448536269514722


def to_score(indicator: Indicator, value: Floats) -> Floats:
    """Return values as points: 0 at the floor, 70 at the target, capped to 0..100.

    >>> from competency.loading import load_framework
    >>> seconds = load_framework().indicator("search_seconds")
    >>> to_score(seconds, np.array([40.0, 30.0, 8.0, 0.0])).round(1).tolist()
    [0.0, 0.0, 70.0, 95.5]
    """
    return np.asarray(np.clip(indicator.slope * (value - indicator.floor), 0, 100) + 0.0)


def score_agents(
    framework: Framework,
    interaction_cells: pd.DataFrame,
    scored_cells: pd.DataFrame,
    agent_months: pd.DataFrame,
    unavailable: Sequence[str] = (),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score every active agent, month and dimension.

    Difficulty and rater severity are estimated once, over all evidence up to the last month of
    `agent_months`; each month's figure then covers the indicator's look-back window.

    Args:
        framework: resolved framework.
        interaction_cells: see `evidence.figures`.
        scored_cells: see `evidence.figures`.
        agent_months: agent_id, period, is_active; one row an agent and month.
        unavailable: tables and columns the exports lack, 'crm/surveys' or 'crm/surveys.nps'.

    Returns:
        The frames `agent_indicators` (rows with evidence) and `agent_scores` (every active agent,
        month and dimension; state 'none' has null scores).

    Raises:
        MissingColumnsError: a frame lacks a column it must have.
    """
    usable = available_framework(framework, unavailable)
    grid = grid_of(agent_months)
    if not grid.active.any():
        return empty("agent_indicators"), empty("agent_scores")
    scored = [
        _Scored(item, grid) for item in figures(usable, interaction_cells, scored_cells, grid)
    ]
    return _indicator_frame(scored, grid), _dimension_frame(usable, scored, grid)


class _Scored:
    """One indicator's figures shrunk month by month, arrays of shape (agents, months)."""

    def __init__(self, given: Figures, grid: Grid) -> None:
        self.given = given
        self.indicator = given.indicator
        self.value = np.full(grid.shape, np.nan)
        self.std_error = np.full(grid.shape, np.nan)
        self.reliability = np.full(grid.shape, np.nan)
        self.known = (given.n > 0) & grid.active
        for month in range(grid.shape[1]):
            rows = self.known[:, month]
            if not rows.any():
                continue
            result = shrink(given.adjusted[rows, month], given.variance[rows, month])
            self.value[rows, month] = result.value
            self.std_error[rows, month] = result.std_error
            self.reliability[rows, month] = result.reliability
        self.score = to_score(self.indicator, self.value)
        self.score_error = self.std_error * abs(self.indicator.slope)

    def natural(self, value: Floats) -> Floats:
        """Keep shares between 0 and 1: adjusting is linear and may overshoot."""
        return np.asarray(np.clip(value, 0, 1)) if self.indicator.unit == "share" else value


def _indicator_frame(scored: Sequence[_Scored], grid: Grid) -> pd.DataFrame:
    parts: list[pd.DataFrame] = []
    for item in scored:
        agent, month = np.nonzero(item.known)
        parts.append(
            pd.DataFrame(
                {
                    "agent_id": grid.agents[agent],
                    "period": month_starts(grid.months[month]),
                    "dimension": item.indicator.dimension,
                    "indicator": item.indicator.key,
                    "n_evidence": item.given.n[agent, month],
                    "raw_value": item.given.raw[agent, month],
                    "adjusted_value": item.natural(item.given.adjusted[agent, month]),
                    "shrunk_value": item.natural(item.value[agent, month]),
                    "std_error": item.std_error[agent, month],
                    "score": item.score[agent, month],
                    "reliability": item.reliability[agent, month],
                }
            )
        )
    parts = [part for part in parts if len(part)]
    if not parts:
        return empty("agent_indicators")
    frame = pd.concat(parts, ignore_index=True)
    return conform(frame.sort_values(["period", "agent_id"], kind="stable"), "agent_indicators")


def _dimension_frame(framework: Framework, scored: Sequence[_Scored], grid: Grid) -> pd.DataFrame:
    agent, month = np.nonzero(grid.active)
    where = (agent, month)
    parts: list[pd.DataFrame] = []
    for position, dimension in enumerate(framework.dimensions):
        mine = [item for item in scored if item.indicator.dimension == dimension.key]
        weight = np.zeros(len(agent))
        score = np.zeros(len(agent))
        variance = np.zeros(len(agent))
        pieces = np.zeros(len(agent))
        reached = np.zeros(len(agent), bool)
        for item in mine:
            n = item.given.n[where]
            share = np.where(n > 0, item.indicator.weight, 0.0)
            weight += share
            score += share * np.nan_to_num(item.score[where])
            variance += (share * np.nan_to_num(item.score_error[where])) ** 2
            pieces += n
            reached |= n >= item.indicator.minimum_n
        known = weight > 0
        safe = np.where(known, weight, 1.0)
        score = np.where(known, score / safe, np.nan)
        error = np.where(known, np.sqrt(variance) / safe, np.nan)
        enough = known & reached & (pieces >= dimension.minimum_n)
        parts.append(
            pd.DataFrame(
                {
                    "agent_id": grid.agents[agent],
                    "period": month_starts(grid.months[month]),
                    "dimension": dimension.key,
                    "score": score,
                    "std_error": error,
                    "lower": np.clip(score - Z90 * error, 0, 100),
                    "upper": np.clip(score + Z90 * error, 0, 100),
                    "n_evidence": pieces,
                    "evidence_state": np.where(enough, "enough", np.where(known, "thin", "none")),
                    "position": position,
                }
            )
        )
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.sort_values(["period", "agent_id", "position"], kind="stable")
    return conform(frame, "agent_scores")
