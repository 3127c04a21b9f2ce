"""True jumps of ability: some agents are lastingly better or worse from one month on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.simulation.columns import Floats, Ints
from competency.simulation.months import Calendar
from competency.simulation.people import People
from competency.simulation.settings import SimulationSettings


@dataclass(frozen=True)
class Jumps:
    """Who jumps, by row of the people, and how far on every dimension; all in the same month."""

    agent: Ints
    size: Floats
    month: int


def draw_jumps(
    rng: np.random.Generator, settings: SimulationSettings, people: People, calendar: Calendar
) -> Jumps:
    """Half of the drawn agents go up, half down, with the odd one up.

    Only those in service from before the first month to the end are drawn: a jump shows in a
    before and an after. The first month is never the one of a jump.
    """
    first, last = int(calendar.first_day[0]), int(calendar.first_day[-1])
    candidates = rng.permutation(np.flatnonzero((people.hired < first) & (people.left >= last)))
    month = max(1, int(calendar.months * settings.jump_at))
    share = settings.jump_share if month < calendar.months else 0.0
    jumping = candidates[: round(len(candidates) * share)]
    up = np.arange(len(jumping)) % 2 == 0
    return Jumps(agent=jumping, size=np.where(up, 1.0, -1.0) * settings.jump_size, month=month)
