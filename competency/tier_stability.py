"""How still the tiers stood over the last months: changes and reversals an agent-year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Floats, codes, months, numbers, require
from competency.resampling import DRAWS, TOO_FEW_AGENTS, Estimate, interval, resamples


@dataclass(frozen=True)
class Stability:
    """Moves on the ladder in some months.

    agents, agent_years: who had a tier then and before, and for how long.
    promotions, demotions: moves up and down.
    changes, reversals: a year and agent; a reversal takes back the direction of the move before.
    unmoved: share of the agents who kept their tier throughout.
    """

    agents: int
    agent_years: float
    promotions: int
    demotions: int
    changes: Estimate
    reversals: Estimate
    unmoved: Estimate


def tier_stability(
    ladder: pd.DataFrame, last: int, *, draws: int = DRAWS, seed: int = 1
) -> Stability:
    """Count moves between months in which an agent has a tier; those without are passed over.

    Args:
        ladder: agent_id, period, tier, of all months: what a move takes back may lie long ago.
        last: how many of the newest months count.
        draws: resamples of agents behind the 90 % intervals.
        seed: of the resamples.

    >>> rows = [("A", f"2026-{month:02d}-01", tier) for month, tier in enumerate([2, 3, 2, 2], 1)]
    >>> found = tier_stability(pd.DataFrame(rows, columns=["agent_id", "period", "tier"]), 3)
    >>> found.promotions, found.demotions, found.agent_years, found.reversals.value
    (1, 1, 0.25, 4.0)
    """
    require(ladder, "ladder", ("agent_id", "period", "tier"))
    month, tier = months(ladder), numbers(ladder, "tier")
    agent, _ = codes(ladder, "agent_id")
    newest = int(month.max()) if len(month) else 0
    order = np.lexsort((month, agent))
    order = order[~np.isnan(tier[order]) & (month[order] >= 0)]
    agent, month, tier = agent[order], month[order], tier[order]
    step = np.where(np.diff(agent) == 0, np.sign(np.diff(tier)), np.nan)
    # A move against the one before it, of the same agent.
    moved = np.flatnonzero(np.nan_to_num(step))
    back = np.zeros(len(step), bool)
    again = (agent[moved[1:]] == agent[moved[:-1]]) & (step[moved[1:]] != step[moved[:-1]])
    back[moved[1:]] = again
    here = ~np.isnan(step) & (month[1:] > newest - last)
    people, place = np.unique(agent[1:][here], return_inverse=True)

    def summed(value: Floats) -> Floats:
        return np.bincount(place, value[here], len(people)).astype(np.float64)

    changes = summed(np.abs(step))
    table = np.stack(
        [changes, summed(back.astype(np.float64)), (changes == 0).astype(np.float64)], axis=1
    )
    years = summed(np.ones(len(step))) / 12
    base = np.stack([years, years, np.ones(len(people))], axis=1)
    if len(people):
        point = table.sum(axis=0) / base.sum(axis=0)
        drawn = np.concatenate(
            [(one @ table) / (one @ base) for one in resamples(len(people), draws, seed)]
        )
        figures = [interval(float(point[at]), drawn[:, at]) for at in range(3)]
    else:
        figures = [Estimate(np.nan, np.nan, np.nan, TOO_FEW_AGENTS)] * 3
    return Stability(
        len(people),
        float(years.sum()),
        int((step[here] > 0).sum()),
        int((step[here] < 0).sum()),
        *figures,
    )
