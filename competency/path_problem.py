"""The learning paths of a whole centre as one optimisation problem: what is given, as plain data.

Agents, courses and sessions refer to each other by position; weeks are numbered from 0, the first
of the horizon. An offer is one way to take a course: a session, or a self-paced start in a week.
Who may take which offer is `path_choices`; recomputing all rules from this alone is `plan_checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np

from competency.columns import Floats, Ints

_NOTHING: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True)
class Course:
    """One course.

    `uplift` in points by dimension; `kind` its place in the training mix; `micro` lessons fill up
    weeks and do not count as items; `mentor` is which of an agent's mentors it takes time of;
    `barred` courses (red card, inactive) are never planned.
    """

    key: str
    minutes: int
    uplift: tuple[float, ...]
    prerequisites: tuple[int, ...] = ()
    language: str | None = None
    min_tier: int = 1
    kind: int | None = None
    micro: bool = False
    mentor: int | None = None
    barred: bool = False


@dataclass(frozen=True)
class Session:
    """One session: its weeks, its time in hours from the start of the horizon, its free seats.

    `peaks` are the peak-hour slots it lies in, for which teams have a limit of people away.
    """

    key: str
    course: int
    first: int
    last: int
    starts: float
    ends: float
    seats: int | None = None
    peaks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Booking:
    """What is fixed: a course already started. `minutes` by week; its seat is already taken."""

    course: int
    last: int
    minutes: tuple[int, ...]
    session: int | None = None


@dataclass(frozen=True)
class Agent:
    """One agent.

    `gap` in points by dimension; `minutes` that become available each week, `most` in any one week
    (0 when away); `mix` the training mix of the seniority group; `mentors` by the kind of mentor.
    By course: `required` the hour from the start of the horizon by which it is due (mandatory,
    expiring, to be taken again, pinned), `pinned` and `previous` the offer, `earliest` the first
    week (postponed). `held` counts as
    passed, `excluded` covers managers' exclusions and failures beyond the limit.
    """

    key: str
    team: int
    gap: tuple[float, ...]
    minutes: tuple[int, ...]
    most: tuple[int, ...]
    language: str | None = None
    tier: int = 1
    mix: int | None = None
    held: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    fixed: tuple[Booking, ...] = ()
    mentors: tuple[int | None, ...] = ()
    required: Mapping[int, float] = field(default_factory=lambda: _NOTHING)
    pinned: Mapping[int, int] = field(default_factory=lambda: _NOTHING)
    earliest: Mapping[int, int] = field(default_factory=lambda: _NOTHING)
    previous: Mapping[int, int] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True)
class Rules:
    """What holds for everyone; values in weighted points.

    A self-paced course is spread over weeks of at most `pace` minutes. A minute costs
    `minute_cost`; a required course is worth `required` in time, half of it late; an unstarted
    item of the previous plan is worth `keep` more where it was (half at another time): the least
    gain for which it changes. Of the minutes planned for the kinds a mix limits, at most a
    kind's share plus `mix_tolerance` are of that kind, with `mix_slack` minutes for courses being
    whole.
    """

    pace: int = 90
    items: int = 8
    micro_a_week: int = 2
    minute_cost: float = 0.0005
    required: float = 30.0
    keep: float = 0.1
    least_gap: float = 1.0
    least_uplift: float = 0.5
    mix_tolerance: float = 0.1
    mix_slack: int = 90


@dataclass(frozen=True)
class Problem:
    """Everything given; `team_minutes` may be off the phones, shape (teams, weeks).

    `team_heads` may be away at the same time in a peak slot, shape (teams, slots); `mentor_minutes`
    shape (mentors, weeks); `mixes` shares by kind (1: not limited); `weights` by dimension;
    `first_days` the first working day of each week, counted from the horizon's start (empty: the
    Mondays).
    """

    weeks: int
    weights: tuple[float, ...]
    courses: tuple[Course, ...]
    sessions: tuple[Session, ...]
    agents: tuple[Agent, ...]
    team_minutes: Floats
    team_heads: Ints
    mentor_minutes: Floats
    mixes: tuple[tuple[float, ...], ...] = ()
    rules: Rules = field(default_factory=Rules)
    first_days: tuple[int, ...] = ()

    @cached_property
    def offers(self) -> Offers:
        """Every way to take every course, by course, week and session."""
        return _offers(self)


@dataclass(frozen=True)
class Offers:
    """One row an offer: its course, session (-1: self-paced), weeks, minutes, hours of a session.

    `done` is the hour by which it can be done: the session's end; of a self-paced course the end
    of the first working day of its last week.
    """

    course: Ints
    session: Ints
    first: Ints
    last: Ints
    minutes: Floats
    starts: Floats
    ends: Floats
    done: Floats

    def __len__(self) -> int:
        """Return the number of offers."""
        return len(self.course)


def spread(minutes: int, pace: int) -> tuple[int, ...]:
    """Return a self-paced course's minutes by week: as few weeks as the pace allows, evenly.

    >>> spread(60, 90), spread(200, 90)
    ((60,), (67, 67, 66))
    """
    weeks = max(1, -(-minutes // pace))
    each, rest = divmod(minutes, weeks)
    return tuple(each + (week < rest) for week in range(weeks))


def _offers(problem: Problem) -> Offers:
    rows: list[tuple[int, int, int, tuple[int, ...], float, float]] = []
    taught = {session.course for session in problem.sessions}
    for number, session in enumerate(problem.sessions):
        if 0 <= session.first <= session.last < problem.weeks:
            length = session.last - session.first + 1
            minutes = problem.courses[session.course].minutes
            each, rest = divmod(minutes, length)
            parts = tuple(each + (week < rest) for week in range(length))
            rows.append(
                (session.course, number, session.first, parts, session.starts, session.ends)
            )
    for number, course in enumerate(problem.courses):
        parts = spread(course.minutes, problem.rules.pace)
        if number not in taught:
            rows += [
                (number, -1, week, parts, np.nan, np.nan)
                for week in range(problem.weeks - len(parts) + 1)
            ]
    rows.sort(key=lambda row: (row[0], row[2], row[1]))
    profile = np.zeros((len(rows), problem.weeks))
    for row, (_, _, first, parts, *_) in enumerate(rows):
        profile[row, first : first + len(parts)] = parts
    first_days = problem.first_days or tuple(range(0, 7 * problem.weeks, 7))
    last = np.array([row[2] + len(row[3]) - 1 for row in rows], dtype=np.int64)
    ends = np.array([row[5] for row in rows], dtype=np.float64)
    worked = 24.0 * (np.array(first_days, dtype=np.float64)[last] + 1)
    return Offers(
        course=np.array([row[0] for row in rows], dtype=np.int64),
        session=np.array([row[1] for row in rows], dtype=np.int64),
        first=np.array([row[2] for row in rows], dtype=np.int64),
        last=last,
        minutes=profile,
        starts=np.array([row[4] for row in rows], dtype=np.float64),
        ends=ends,
        done=np.where(np.isnan(ends), worked, ends),
    )
