"""One simulated centre as it was judged: what the pipeline said beside what is true, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats, months, numbers
from competency.framework import Framework
from competency.grid import Grid, grid_of
from competency.ladder import place_agents
from competency.panel import gather
from competency.posterior import read_posterior
from competency.validation.raw_averages import (
    cut_at_shares,
    raw_composite,
    raw_dimensions,
    raw_indicators,
    told_weights,
)

SETTLED_MONTHS = 18
"""Months since hiring from which no tier of the shipped config waits for time to pass."""


@dataclass(frozen=True)
class Comparison:
    """Arrays over agents, months and dimensions; NaN where nothing is said or true.

    Attributes:
        truth, ability: true composite (base weights) and abilities.
        composite, std_error: the mart agent_composites.
        score, score_error: the mart agent_scores; no score without evidence.
        volume: pieces of evidence of the last twelve months.
        tier: the mart agent_ladder.
        composite_tier: the ladder's walk on the composite cuts alone, without floors, clocks,
            roles and other gates, none of which the truth knows.
        raw, raw_score: a spreadsheet's composite and dimensions over all months.
        told: what an oracle makes of the spreadsheet's indicators that is told the best weights.
        raw_month: its composite of each month alone.
        hardness: mean true difficulty of the agent's cases.
        settled: hired so long before the first month that no gate waits for time.
        jump: true jump of ability; 0: none. `jump_month` is the first month after it.
        slope, intercept: of the line that best maps composites of the last month to the truth.
        raw_slope, raw_intercept: the same for the spreadsheet's.
        cuts: the tiers' composite cuts, mapped by the line.
    """

    agents: tuple[str, ...]
    truth: Floats
    ability: Floats
    composite: Floats
    std_error: Floats
    score: Floats
    score_error: Floats
    volume: Floats
    tier: Floats
    composite_tier: Floats
    raw: Floats
    raw_score: Floats
    told: Floats
    raw_month: Floats
    hardness: Floats
    settled: Flags
    jump: Floats
    jump_month: int
    slope: float
    intercept: float
    raw_slope: float
    raw_intercept: float
    cuts: Floats

    @property
    def judged(self) -> Flags:
        """Agents who have a composite, raw averages and a truth in the last month."""
        return ~(np.isnan(self.composite[:, -1]) | np.isnan(self.truth[:, -1]) | np.isnan(self.raw))

    @property
    def believed(self) -> Floats:
        """Composites of the last month on the scale of the truth."""
        return self.intercept + self.slope * self.composite[:, -1]

    @property
    def raw_believed(self) -> Floats:
        """The spreadsheet's composites on the scale of the truth."""
        return self.raw_intercept + self.raw_slope * self.raw

    @property
    def true_tier(self) -> Floats:
        """Tiers of the true composites, shape (agents, months)."""
        return self._tiers(self.truth)

    @property
    def raw_tier(self) -> Floats:
        """Tiers of the spreadsheet over all months, shape (agents,)."""
        return cut_at_shares(self.raw, self.true_tier[:, -1])

    @property
    def raw_month_tier(self) -> Floats:
        """Tiers of the spreadsheet month by month, shape (agents, months)."""
        true = self.true_tier
        columns = [cut_at_shares(self.raw_month[:, m], true[:, m]) for m in range(true.shape[1])]
        return np.column_stack(columns)

    def _tiers(self, composite: Floats) -> Floats:
        reached = 1.0 + np.searchsorted(self.cuts, np.nan_to_num(composite), side="right")
        return np.where(np.isnan(composite), np.nan, reached)


def compare(
    framework: Framework, frames: Mapping[str, pd.DataFrame], truth: Mapping[str, pd.DataFrame]
) -> Comparison:
    """Put a centre's results beside its truth.

    Args:
        framework: resolved framework of the run, with what the exports lack switched off.
        frames: agent_scores, agent_composites, agent_ladder, score_covariances, dimension_weights,
            measured_agents and agent_months of the run.
        truth: truth tables of the simulation.
    """
    roster = frames["agent_months"]
    # Tests taken before the first simulated month have no truth to be held against.
    grid = grid_of(roster[months(roster) >= months(truth["tiers"]).min()])
    keys = framework.dimension_keys
    scores, composites = frames["agent_scores"], frames["agent_composites"]
    abilities = truth["abilities"]
    by_dimension = [scores[scores["dimension"] == key] for key in keys]
    true_composite = _spread(grid, truth["tiers"], "composite")
    composite = _spread(grid, composites, "composite")
    seen = gather(framework, frames["measured_agents"], grid)
    raw_score = raw_dimensions(framework, seen, slice(None))
    raw = raw_composite(framework, raw_score)
    monthly = [
        raw_composite(framework, raw_dimensions(framework, seen, slice(month, month + 1)))
        for month in range(len(grid.months))
    ]
    slope, intercept = best_line(composite[:, -1], true_composite[:, -1])
    raw_slope, raw_intercept = best_line(raw, true_composite[:, -1])
    cuts = np.array([tier.composite_cut for tier in framework.ladder.tiers[1:]])
    jump, jump_month = _jumps(grid, truth["jumps"])
    hardness = truth["case_hardness"].set_index("agent_id")["difficulty"]
    return Comparison(
        agents=tuple(grid.agents.tolist()),
        truth=true_composite,
        ability=np.stack(
            [_spread(grid, abilities[abilities["dimension"] == key], "ability") for key in keys],
            axis=2,
        ),
        composite=composite,
        std_error=_spread(grid, composites, "std_error"),
        score=np.stack([_spread(grid, part, "score") for part in by_dimension], axis=2),
        score_error=np.stack([_spread(grid, part, "std_error") for part in by_dimension], axis=2),
        volume=np.sum([_spread(grid, part, "n_evidence") for part in by_dimension], axis=0),
        tier=_spread(grid, frames["agent_ladder"], "tier"),
        composite_tier=_spread(grid, _on_composite_alone(framework, frames), "tier"),
        raw=raw,
        raw_score=raw_score,
        told=told_weights(raw_indicators(seen, slice(None)), true_composite[:, -1]),
        raw_month=np.column_stack(monthly),
        hardness=hardness.reindex(pd.Index(grid.agents)).to_numpy(dtype=float),
        settled=_spread(grid, frames["agent_months"], "tenure_months")[:, 0] >= SETTLED_MONTHS,
        jump=jump,
        jump_month=jump_month,
        slope=slope,
        intercept=intercept,
        raw_slope=raw_slope,
        raw_intercept=raw_intercept,
        cuts=np.sort(intercept + slope * cuts),
    )


def best_line(values: Floats, truth: Floats) -> tuple[float, float]:
    """Return slope and intercept of the least-squares line from values to the truth.

    >>> best_line(np.array([40.0, 50.0, 60.0]), np.array([-1.0, 0.0, 1.0]))
    (0.1, -5.0)
    """
    known = ~(np.isnan(values) | np.isnan(truth))
    if known.sum() < 3 or np.ptp(values[known]) == 0:
        return float("nan"), float("nan")
    x, y = values[known], truth[known]
    slope = float(((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum())
    return slope, float(y.mean() - slope * x.mean())


def _spread(grid: Grid, frame: pd.DataFrame, column: str) -> Floats:
    """Return a column as an array over the grid; rows elsewhere are left out."""
    out = np.full(grid.shape, np.nan)
    agent, month, inside = grid.places(frame)
    out[agent[inside], month[inside]] = numbers(frame, column)[inside]
    return out


def _jumps(grid: Grid, jumps: pd.DataFrame) -> tuple[Floats, int]:
    out = np.zeros(len(grid.agents))
    if jumps.empty:
        return out, grid.shape[1]
    place = pd.Index(grid.agents).get_indexer(pd.Index(jumps["agent_id"]))
    out[place[place >= 0]] = jumps["size"].to_numpy()[place >= 0]
    first = int(months(jumps)[0])
    return out, int(np.searchsorted(grid.months, first))


def _on_composite_alone(framework: Framework, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the ladder without the gates of the calendar, the roster and the layers."""
    open_gates = {
        "layer_floors": {}, "minimum_evidence": 0, "min_months": 0, "certificates": (),
        "roles": (), "mentees": None, "feedback_360": None,
    }  # fmt: skip
    tiers = tuple(tier.model_copy(update=open_gates) for tier in framework.ladder.tiers)
    ladder = framework.ladder.model_copy(update={"tiers": tiers, "critical_months": 0})
    nobody = pd.DataFrame(
        {"agent_id": pd.Series([], dtype="string"), "period": [], "course_id": []}
    )
    return place_agents(
        framework.model_copy(update={"ladder": ladder}),
        posterior=read_posterior(framework, frames["agent_scores"], frames["score_covariances"]),
        weights=frames["dimension_weights"],
        agent_months=frames["agent_months"],
        certificates=nobody.assign(valid_from=[], valid_to=[]),
        marks=nobody.assign(source=[], n=[], total=[]),
        critical=nobody.assign(n_reviews=[], n_critical=[]),
    )
