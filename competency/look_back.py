"""Sums over an agent's last months: what happened lately, counted for every agent-month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.columns import Floats, codes, months, numbers
from competency.posterior import Posterior


def recent_sum(posterior: Posterior, frame: pd.DataFrame, column: str, over_months: int) -> Floats:
    """Return, for each row of `posterior`, the sum of a column over its month and those before.

    Args:
        posterior: says which agent-months are wanted.
        frame: agent_id, period and the column; null counts as 0.
        column: what to add up.
        over_months: how many months, the row's own included; 0 gives 0.
    """
    agent, _ = codes(frame, "agent_id", posterior.agents)
    month = months(frame) if len(frame) else np.zeros(0, np.int64)
    known = (agent >= 0) & (month >= 0)
    if not known.any() or not len(posterior.agent):
        return np.zeros(len(posterior.agent))
    first = min(int(month[known].min()), int(posterior.month.min()))
    last = max(int(month[known].max()), int(posterior.month.max()))
    table = np.zeros((len(posterior.agents), last - first + 2))
    value = np.nan_to_num(numbers(frame, column))
    np.add.at(table, (agent[known], month[known] - first + 1), value[known])
    until = table.cumsum(axis=1)
    end = posterior.month - first + 1
    start = np.maximum(end - over_months, 0)
    return np.asarray(until[posterior.agent, end] - until[posterior.agent, start])
