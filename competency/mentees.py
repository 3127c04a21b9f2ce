"""Who guides whom, and how far the people guided have come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Ints, codes, months, texts
from competency.posterior import Posterior

MONTHS = 12
"""Somebody counts as guided for so many months after the last month on the roster."""


@dataclass(frozen=True)
class Mentorship:
    """Months in which one agent had another as mentor; numbers are those of the posterior."""

    mentor: Ints
    mentee: Ints
    month: Ints
    agents: int

    def reached(self, month: int, tier: Ints, levels: int) -> Ints:
        """Count the people each agent guided in the 12 months to `month`, by tier reached.

        Args:
            month: month number.
            tier: tier of every agent in the month before, 0 without one.
            levels: number of tiers.

        Returns:
            Shape (agents, levels): people guided who stand on tier 1, 2, ... or higher; the first
            column is all who have a tier.
        """
        lately = (self.month <= month) & (self.month > month - MONTHS)
        pair = np.unique(self.mentor[lately] * max(self.agents, 1) + self.mentee[lately])
        mentor, mentee = pair // max(self.agents, 1), pair % max(self.agents, 1)
        return np.stack(
            [
                np.bincount(mentor[tier[mentee] >= level], minlength=self.agents)
                for level in range(1, levels + 1)
            ],
            axis=1,
        )


def mentorship(posterior: Posterior, agent_months: pd.DataFrame) -> Mentorship | None:
    """Read who guided whom; None when the roster names no mentor at all.

    Args:
        posterior: says which agents are known.
        agent_months: agent_id, period, mentor_id; may lack mentor_id.
    """
    if not any(texts(agent_months, "mentor_id")):
        return None
    mentor, _ = codes(agent_months, "mentor_id", posterior.agents)
    mentee, _ = codes(agent_months, "agent_id", posterior.agents)
    kept = (mentor >= 0) & (mentee >= 0) & (mentor != mentee)
    month = months(agent_months)
    return Mentorship(mentor[kept], mentee[kept], month[kept], len(posterior.agents))
