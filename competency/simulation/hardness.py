"""How hard an agent's cases truly were: what a score must not depend on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from competency.simulation.cases import Cases
from competency.simulation.people import People


def case_hardness(people: People, cases: Sequence[Cases]) -> pd.DataFrame:
    """agent_id, contacts, difficulty: the mean in logits over all months, missing without any."""
    agent = np.concatenate([part.agent for part in cases])
    difficulty = np.concatenate([part.difficulty for part in cases])
    contacts = np.bincount(agent, minlength=people.count)
    total = np.bincount(agent, weights=difficulty, minlength=people.count)
    mean = np.full(people.count, np.nan)
    mean[contacts > 0] = total[contacts > 0] / contacts[contacts > 0]
    return pd.DataFrame(
        {"agent_id": people.agent_id, "contacts": contacts, "difficulty": np.round(mean, 6)}
    )
