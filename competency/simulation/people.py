"""Agents of the centre: hire and leave days, teams, roles, mentors, and the dated roster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.simulation.abilities import tenure_gain
from competency.simulation.columns import Flags, Floats, Ints, Texts, frame_of, ids
from competency.simulation.months import DAY, MONTH_DAYS, Calendar
from competency.simulation.names import draw_names, team_name
from competency.simulation.settings import SimulationSettings

NEVER = 10**7
"""A day number far in the future: not left, not moved."""

NEW_HIRE_DAYS = 92
"""Who was hired so shortly before the first month has his onboarding in the records."""

AGENT, MENTOR, LEADER = 0, 1, 2
ROLES = ("agent", "mentor", "leader")
_VOLUME_OF_ROLE = np.array([1.0, 0.8, 0.45])


@dataclass(frozen=True)
class People:
    """One entry an agent; days since 1970, NEVER where it does not happen.

    `volume` is relative to the mean, `reviews` the mean number a month.
    """

    agent_id: Texts
    name: Texts
    english: Flags
    hired: Ints
    left: Ints
    team: Ints
    team_after: Ints
    moved: Ints
    away_from: Ints
    away_until: Ints
    role: Ints
    mentor_after: Ints
    mentor: Ints
    volume: Floats
    reviews: Floats

    @property
    def count(self) -> int:
        """Number of agents, leavers included."""
        return len(self.hired)

    def on_duty(self, days: Ints) -> Flags:
        """Who works on which day, shape (agents, days)."""
        day = days[None, :]
        employed = (day >= self.hired[:, None]) & (day < self.left[:, None])
        return employed & ~((day >= self.away_from[:, None]) & (day < self.away_until[:, None]))

    def tenure_months(self, day: int) -> Floats:
        """Months since hire on a day, not below 0."""
        return np.maximum(day - self.hired, 0) / MONTH_DAYS

    def team_on(self, day: int) -> Ints:
        """Team of each agent on a day."""
        return np.where(day >= self.moved, self.team_after, self.team)


def draw_people(
    rng: np.random.Generator, settings: SimulationSettings, calendar: Calendar, talent: Floats
) -> People:
    """Hire, place and promote the agents; the longest serving and ablest lead and mentor."""
    count = settings.agents
    first, last = int(calendar.first_day[0]), int(calendar.first_day[-1])
    span = last - first
    teams = max(1, round(count / settings.team_size))
    team = rng.permutation(np.arange(count) % teams)

    before = np.clip(rng.gamma(1.3, 17.0, size=count), 0.5, 96) * MONTH_DAYS
    hired = (first - before).astype(np.int64)
    standing = talent.mean(axis=1) + tenure_gain(before / MONTH_DAYS).mean(axis=1)
    role, mentor = _appoint(team, teams, standing + 0.02 * before / MONTH_DAYS)
    juniors = rng.permutation(np.flatnonzero(role == AGENT))
    joiners = juniors[: round(count * settings.joiner_share)]
    leavers = juniors[len(joiners) :][: round(count * settings.leaver_share)]
    movers = juniors[len(joiners) + len(leavers) :][: round(count * settings.mover_share)]
    away = juniors[len(joiners) + len(leavers) + len(movers) :][: round(count * 0.03)]

    hired[joiners] = first + rng.integers(1, max(2, int(span * 0.85)), size=len(joiners))
    left = np.full(count, NEVER)
    left[leavers] = first + rng.integers(int(span * 0.2), int(span * 0.95), size=len(leavers))
    moved, team_after = np.full(count, NEVER), team.copy()
    if teams > 1:
        moved[movers] = first + rng.integers(int(span * 0.2), int(span * 0.8), size=len(movers))
        team_after[movers] = (team[movers] + rng.integers(1, teams, size=len(movers))) % teams
    away_from, away_until = np.full(count, NEVER), np.full(count, NEVER)
    away_from[away] = first + rng.integers(int(span * 0.2), int(span * 0.9), size=len(away))
    away_until[away] = away_from[away] + rng.integers(14, 50, size=len(away))
    english = rng.random(count) < settings.english_share
    volume = _VOLUME_OF_ROLE[role] * rng.lognormal(0.0, settings.volume_sd, size=count)
    name = draw_names(rng, english)
    reviews = rng.lognormal(0.0, settings.review_sd, size=count)
    return People(
        agent_id=ids("A", np.arange(count), max(3, len(str(count)))),
        name=name,
        english=english,
        hired=hired,
        left=left,
        team=team,
        team_after=team_after,
        moved=moved,
        away_from=away_from,
        away_until=away_until,
        role=role,
        mentor_after=mentor[team_after, np.arange(count) % mentor.shape[1]],
        mentor=mentor[team, np.arange(count) % mentor.shape[1]],
        volume=volume / volume.mean(),
        reviews=settings.reviews_per_month * reviews / reviews.mean(),
    )


def _appoint(team: Ints, teams: int, standing: Floats) -> tuple[Ints, Ints]:
    """Roles, and two mentors a team, shape (teams, 2): the best leads, the next two mentor."""
    role = np.full(len(team), AGENT)
    mentors = np.zeros((teams, 2), dtype=np.int64)
    for number in range(teams):
        members = np.flatnonzero(team == number)
        ranked = members[np.argsort(-standing[members], kind="stable")]
        role[ranked[0]] = LEADER
        role[ranked[1:3]] = MENTOR
        mentors[number] = np.resize(ranked[1:3] if len(ranked) > 1 else ranked, 2)
    return role, mentors


def roster_frame(people: People, calendar: Calendar) -> pd.DataFrame:
    """crm/agents: one row at hire and one at each change up to the calendar's end."""
    everyone = np.arange(people.count)
    end = int(calendar.first_day[-1])
    leader_of = np.zeros(int(people.team.max()) + 1, dtype=np.int64)
    leaders = np.flatnonzero(people.role == LEADER)
    leader_of[people.team[leaders]] = leaders

    # One block of (agent, day, status) a kind of change; a mover who left is never drawn.
    changes = [
        (everyone, people.hired, "active"),
        (everyone, people.moved, "active"),
        (everyone, people.away_from, "leave"),
        (everyone, people.away_until, "active"),
        (everyone, people.left, "left"),
    ]
    agent = np.concatenate([who for who, _, _ in changes])
    day = np.concatenate([when for _, when, _ in changes])
    status = np.repeat(np.array([what for _, _, what in changes], dtype="O"), people.count)
    kept = np.flatnonzero(day < end)
    kept = kept[np.lexsort((day[kept], agent[kept]))]
    agent, day, status = agent[kept], day[kept], status[kept]

    after_move = day >= people.moved[agent]
    team = np.where(after_move, people.team_after[agent], people.team[agent])
    mentor = np.where(after_move, people.mentor_after[agent], people.mentor[agent])
    role = people.role[agent]
    led = role != LEADER
    young = day * 1.0 - people.hired[agent] < 540
    mentored = (role == AGENT) & young & (people.hired[agent] >= people.hired[mentor])
    gone = status == "left"
    return frame_of(
        "crm/agents",
        {
            "agent_id": people.agent_id[agent],
            "name": people.name[agent],
            "team_id": ids("T", team, 2),
            "team_name": np.array([team_name(number) for number in team.tolist()], dtype="O"),
            "manager_id": np.where(led, people.agent_id[leader_of[team]], None),
            "hire_date": (people.hired[agent] * DAY).astype("datetime64[s]"),
            "role": np.array(ROLES, dtype="O")[role],
            "mentor_id": np.where(mentored, people.agent_id[mentor], None),
            "service_mentor_id": np.full(len(mentored), None, dtype="O"),
            "language": np.where(people.english[agent], "en", "zh").astype("O"),
            "status": status,
            "left_on": np.where(
                gone, (day * DAY).astype("datetime64[s]"), np.datetime64("NaT", "s")
            ),
            "valid_from": (day * DAY).astype("datetime64[s]"),
        },
    )
