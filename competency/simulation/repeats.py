"""Customers who come again with the same issue: whose contact a later one of the same kind was."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from competency.simulation.cases import Cases
from competency.simulation.columns import Flags, Floats, Ints
from competency.simulation.months import DAY
from competency.simulation.outcomes import Outcomes
from competency.simulation.settings import SimulationSettings

FIRST_DAY, LAST_DAY = 1, 6


def draw_customers(
    rng: np.random.Generator,
    settings: SimulationSettings,
    cases: Sequence[Cases],
    outcomes: Sequence[Outcomes],
    moods: Sequence[Floats],
) -> Ints:
    """Customer of every contact of all months, some of them back after one to six days.

    Who was not helped at once comes again with the chance `repeat_share`; with drivers, who was
    left discontent does, about as often. The first contact of the same issue type after the moment
    at which he would come is his, unless it is another's who came again: no contact is added.
    """
    customer, issue, opened = (
        np.concatenate([getattr(part, name) for part in cases])
        for name in ("customer", "issue", "opened")
    )
    if not settings.repeat_share:
        return customer
    if settings.drivers is None:
        reason = ~np.concatenate([part.first_contact for part in outcomes])
    else:
        reason = expit(-1.5 - 0.9 * np.concatenate(moods))
    again = rng.random(len(customer)) < settings.repeat_share * reason
    back = opened + rng.uniform(FIRST_DAY * DAY, LAST_DAY * DAY, size=len(customer))
    for kind in np.unique(issue):
        mine = np.flatnonzero(issue == kind)
        _hand_on(customer, mine, opened[mine], back[mine], again[mine])
    return customer


def _hand_on(customer: Ints, mine: Ints, opened: Ints, back: Floats, again: Flags) -> None:
    """Give contacts of one issue type, in order of time, to those who come again, in place."""
    taken = np.zeros(len(mine), dtype=bool)
    place = np.searchsorted(opened, back)
    for earlier in np.flatnonzero(again):
        later = place[earlier]
        while later < len(mine) and taken[later]:
            later += 1
        if later < len(mine) and opened[later] <= opened[earlier] + LAST_DAY * DAY:
            taken[later] = True
            customer[mine[later]] = customer[mine[earlier]]
