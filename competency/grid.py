"""The agents and months that are scored, and who was active when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Flags, Ints, codes, months, require


@dataclass(frozen=True)
class Grid:
    """Agents in order of their ids, months without gaps; active: shape (agents, months)."""

    agents: pd.Index[str]
    months: Ints
    active: Flags

    @property
    def shape(self) -> tuple[int, int]:
        """Number of agents and of months."""
        return len(self.agents), len(self.months)

    def places(self, frame: pd.DataFrame) -> tuple[Ints, Ints, Flags]:
        """Return agent and month of each row of a frame with agent_id and period, and if inside."""
        agent, _ = codes(frame, "agent_id", self.agents)
        month = months(frame) - (int(self.months[0]) if len(self.months) else 0)
        inside = (agent >= 0) & (month >= 0) & (month < len(self.months))
        return agent, month, inside


def grid_of(agent_months: pd.DataFrame) -> Grid:
    """Return the grid of a roster by month (columns agent_id, period, is_active)."""
    require(agent_months, "agent_months", ("agent_id", "period", "is_active"))
    month = months(agent_months)
    known = agent_months["agent_id"].notna().to_numpy(dtype=bool) & (month >= 0)
    rows, month = agent_months[known], month[known]
    agents: pd.Index[str] = pd.Index(sorted(set(rows["agent_id"].astype("string"))), dtype="string")
    if not len(agents):
        return Grid(agents, np.zeros(0, np.int64), np.zeros((0, 0), bool))
    span = np.arange(month.min(), month.max() + 1)
    active = np.zeros((len(agents), len(span)), bool)
    agent, _ = codes(rows, "agent_id", agents)
    is_active = rows["is_active"].astype("boolean").fillna(False).to_numpy(dtype=bool)
    active[agent[is_active], month[is_active] - span[0]] = True
    return Grid(agents, span, active)
