"""360-degree feedback: every quarter, by raters who stand differently to the agent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.simulation.columns import Floats, Ints, frame_of, ids, moments, whole
from competency.simulation.months import DAY, Calendar
from competency.simulation.people import AGENT, People
from competency.simulation.settings import DIMENSIONS

# How many of each role rate an agent, how far they lean, how noisy they are.
RATER_ROLES = ("self", "peer", "manager", "report", "customer")
_RATERS = np.array([1, 3, 1, 2, 2])
_LEANING = np.array([0.35, 0.10, 0.0, 0.15, -0.05])
_NOISE = np.array([0.55, 0.60, 0.45, 0.60, 0.80])


def draw_feedback(
    rng: np.random.Generator, people: People, calendar: Calendar, ability: Floats
) -> pd.DataFrame:
    """qa/feedback_360; `ability` is (months, agents, 6).

    Those three months or more in service are rated in the last days of each third month; only
    mentors and leaders have reports. One rater's ratings share his leniency.
    """
    agents: list[Ints] = []
    roles: list[Ints] = []
    months: list[Ints] = []
    for quarter_end in range(2, calendar.months, 3):
        last_day = int(calendar.first_day[quarter_end + 1]) - 1
        settled = people.on_duty(np.array([last_day]))[:, 0] & (people.hired < last_day - 90)
        for kind, raters in enumerate(_RATERS.tolist()):
            rated = np.flatnonzero(settled & ((people.role != AGENT) | (kind != 3)))
            agents.append(np.repeat(rated, raters))
            roles.append(np.full(len(rated) * raters, kind))
            months.append(np.full(len(rated) * raters, quarter_end))
    if not agents:
        empty = np.zeros(0, dtype=np.int64)
        return _frame(people, empty, empty, np.zeros((0, len(DIMENSIONS))), empty)
    agent, role, month = (np.concatenate(part) for part in (agents, roles, months))

    count = len(agent)
    opinion = (
        3.65
        + 0.50 * ability[month, agent]
        + (_LEANING[role] + 0.25 * rng.standard_normal(count))[:, None]
        + _NOISE[role][:, None] * rng.standard_normal((count, len(DIMENSIONS)))
    )
    rating = np.clip(np.rint(opinion), 1, 5)
    given = calendar.first_day[month + 1] * DAY - rng.integers(1, 9 * DAY, size=count)
    order = np.argsort(given, kind="stable")
    return _frame(people, agent[order], role[order], rating[order], given[order])


def _frame(people: People, agent: Ints, role: Ints, rating: Floats, given: Ints) -> pd.DataFrame:
    width = len(DIMENSIONS)
    return frame_of(
        "qa/feedback_360",
        {
            "feedback_id": ids("F", np.arange(len(agent) * width), 6),
            "agent_id": np.repeat(people.agent_id[agent], width),
            "rater_role": np.repeat(np.array(RATER_ROLES, dtype="O")[role], width),
            "dimension": np.tile(np.array(DIMENSIONS, dtype="O"), len(agent)),
            "rating": whole(rating.ravel()),
            "given_at": moments(np.repeat(given, width)),
        },
    )
