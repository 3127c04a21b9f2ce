"""What is true before the first contact: people, abilities before training, issues, reviewers.

Nothing here follows `draw_seed`, so two centres that differ in it alone are the same people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.simulation.abilities import draw_talent, tenure_gain
from competency.simulation.columns import Floats
from competency.simulation.issues import draw_difficulty
from competency.simulation.jumps import Jumps, draw_jumps
from competency.simulation.months import Calendar, build_calendar
from competency.simulation.outcomes import SPECIFICS
from competency.simulation.people import People, draw_people
from competency.simulation.reviews import draw_severity
from competency.simulation.settings import DIMENSIONS, SimulationSettings
from competency.simulation.streams import world_stream


@dataclass(frozen=True)
class World:
    """The truth apart from training.

    Attributes:
        ability: (months, agents, 6), before what courses add.
        specific: own effects on single outcomes, (agents, SPECIFICS).
        severity: points a reviewer takes off, (months, 1 + reviewers).
        difficulty: of each issue type in logits, (months, issues).
        change: first month, from 0, of the changed business; the number of months if none.
    """

    calendar: Calendar
    people: People
    ability: Floats
    jumps: Jumps
    specific: Floats
    severity: Floats
    difficulty: Floats
    change: int


def draw_world(settings: SimulationSettings) -> World:
    """The world of the settings' `seed`."""
    calendar = build_calendar(settings)
    talent = draw_talent(world_stream(settings, "talent"), settings.agents)
    people = draw_people(world_stream(settings, "roster"), settings, calendar, talent)
    jumps = draw_jumps(world_stream(settings, "jumps"), settings, people, calendar)
    shape = (people.count, len(SPECIFICS))
    change = change_month(settings)
    return World(
        calendar=calendar,
        people=people,
        ability=_abilities(settings, calendar, people, talent, jumps),
        jumps=jumps,
        specific=settings.specific_sd * world_stream(settings, "specific").standard_normal(shape),
        severity=draw_severity(world_stream(settings, "severity"), settings),
        difficulty=draw_difficulty(world_stream(settings, "issues"), settings, change),
        change=change,
    )


def change_month(settings: SimulationSettings) -> int:
    """First month, from 0, of the changed business; the number of months if it never changes.

    At least one month comes before the change.

    >>> change_month(SimulationSettings(months=12))
    7
    """
    return max(1, int(settings.months * settings.change_at))


def _abilities(
    settings: SimulationSettings, calendar: Calendar, people: People, talent: Floats, jumps: Jumps
) -> Floats:
    """Talent, tenure, random walk and jumps, shape (months, agents, 6)."""
    tenure = _tenure_gains(calendar, people)
    walk = world_stream(settings, "walk").standard_normal((calendar.months, *talent.shape))
    if settings.static:
        ability = np.tile(talent + tenure[0], (calendar.months, 1, 1))
    else:
        ability = talent + np.cumsum(settings.walk_sd * walk, axis=0) + tenure
    ability[jumps.month :, jumps.agent] += jumps.size[:, None]
    return ability


def _tenure_gains(calendar: Calendar, people: People) -> Floats:
    """Gain by tenure in the middle of every month, shape (months, agents, dimensions)."""
    middle = calendar.first_day[:-1] + 15
    gains = [tenure_gain(people.tenure_months(int(day))) for day in middle]
    return np.stack(gains).reshape(calendar.months, people.count, len(DIMENSIONS))
