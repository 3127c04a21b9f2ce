"""Where and when agents work: the roster's site, one a team, and shift, one an agent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.simulation.columns import ids
from competency.simulation.people import People
from competency.simulation.settings import SimulationSettings

SHIFTS = ("day", "evening", "night")
_SHARE = (0.6, 0.25, 0.15)


def add_places(
    rng: np.random.Generator, settings: SimulationSettings, people: People, roster: pd.DataFrame
) -> pd.DataFrame:
    """The roster with site and shift; they have nothing to do with anything else that is true."""
    number = roster["team_id"].str.removeprefix("T").to_numpy(dtype=str).astype(np.int64) - 1
    shift = np.array(SHIFTS, dtype="O")[rng.choice(len(SHIFTS), size=people.count, p=_SHARE)]
    of_agent = pd.Series(shift, index=people.agent_id)
    return roster.assign(
        site=ids("S", number % settings.sites, 1), shift=of_agent[roster["agent_id"]].to_numpy()
    ).astype({"site": "str", "shift": "str"})
