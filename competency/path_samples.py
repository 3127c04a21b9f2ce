"""Random path problems of any size, to test and time the optimisation by."""

from __future__ import annotations

import numpy as np

from competency.path_problem import Agent, Course, Problem, Rules, Session

_DIMENSIONS = 6


def sample_problem(
    seed: int,
    agents: int = 500,
    weeks: int = 8,
    courses: int = 40,
    team: int = 20,
    seats: float = 0.35,
    phones: float = 0.6,
    needs: float = 0.25,
    mandatory: float = 0.1,
    rules: Rules | None = None,
) -> Problem:
    """Draw a centre in which seats bind.

    Args:
        seed: seed.
        agents: how many.
        weeks: horizon.
        courses: how many; every eighth is a micro-lesson.
        team: agents a team.
        seats: seats of a course for this share of twice everyone.
        phones: share of a team's training minutes that may be taken in one week.
        needs: share of courses that have a prerequisite.
        mandatory: how likely each of two mandatory courses is still due for an agent.
        rules: rules; the defaults when None.

    >>> problem = sample_problem(1, agents=3)
    >>> len(problem.agents), len(problem.courses), problem.weeks
    (3, 40, 8)
    """
    rng = np.random.default_rng(seed)
    drawn: list[Course] = []
    for number in range(courses):
        drawn.append(_course(rng, number, drawn, needs))
    sessions = _sessions(rng, drawn, agents, weeks, seats)
    due = [
        number
        for number, one in enumerate(drawn)
        if not one.prerequisites and not one.barred and one.min_tier == 1 and one.language is None
    ][:2]
    skill = rng.normal(0, 1, agents)
    people = [
        _agent(rng, number, number // team, float(skill[number]), weeks, courses, due, mandatory)
        for number in range(agents)
    ]
    teams = -(-agents // team)
    return Problem(
        weeks=weeks,
        weights=(0.2, 0.2, 0.2, 0.15, 0.15, 0.1),
        courses=tuple(drawn),
        sessions=tuple(sessions),
        agents=tuple(people),
        team_minutes=np.full((teams, weeks), team * 90.0 * phones),
        team_heads=np.full((teams, weeks * 10), max(2, team // 5), dtype=np.int64),
        mentor_minutes=np.full((teams * 2, weeks), 120.0),
        mixes=((0.3, 0.4, 0.3), (0.5, 0.3, 0.2)),
        rules=rules or Rules(),
    )


def _course(rng: np.random.Generator, number: int, before: list[Course], chained: float) -> Course:
    micro = number % 8 == 7
    uplift = np.zeros(_DIMENSIONS)
    uplift[rng.integers(_DIMENSIONS)] = rng.gamma(4, 0.9)
    if not micro and rng.random() < 0.5:
        uplift[rng.integers(_DIMENSIONS)] += rng.gamma(3, 0.5)
    minutes = int(rng.choice([15, 20] if micro else [45, 60, 60, 90, 120, 180]))
    needs: tuple[int, ...] = ()
    if number > 3 and not micro and rng.random() < chained:
        needs = (int(rng.integers(max(0, number - 8), number)),)
    language: str | None = None
    if rng.random() < 0.4:
        language = "zh" if rng.random() < 0.75 else "en"
    return Course(
        key=f"c{number:03d}",
        minutes=minutes,
        uplift=tuple(np.round(uplift * (0.25 if micro else 1.0), 3).tolist()),
        prerequisites=tuple(one for one in needs if not before[one].micro),
        language=language,
        min_tier=int(rng.choice([1, 1, 1, 2, 3])),
        kind=int(rng.integers(3)),
        micro=micro,
        mentor=int(rng.integers(2)) if rng.random() < 0.1 and not micro else None,
        barred=bool(rng.random() < 0.03),
    )


def _sessions(
    rng: np.random.Generator, courses: list[Course], agents: int, weeks: int, seats: float
) -> list[Session]:
    found: list[Session] = []
    for number, course in enumerate(courses):
        if course.micro or course.mentor is not None or rng.random() > 0.6:
            continue
        count = int(rng.integers(2, 7))
        for at in range(count):
            week, day = int(rng.integers(weeks)), int(rng.integers(5))
            hour = float(rng.choice([9, 10, 11, 14, 15, 16]))
            starts = week * 168 + day * 24 + hour
            found.append(
                Session(
                    key=f"{course.key}-{at}",
                    course=number,
                    first=week,
                    last=week,
                    starts=starts,
                    ends=starts + course.minutes / 60,
                    seats=max(4, int(rng.poisson(seats * agents / count * 0.5))),
                    peaks=((week * 5 + day) * 2 + (hour >= 14),) if hour in (10, 11, 15) else (),
                )
            )
    return found


def _agent(
    rng: np.random.Generator,
    number: int,
    team: int,
    skill: float,
    weeks: int,
    courses: int,
    due: list[int],
    mandatory: float,
) -> Agent:
    gap = np.maximum(0, np.round(rng.normal(5 - 2 * skill, 3, _DIMENSIONS), 2))
    gap *= rng.random(_DIMENSIONS) < 0.85
    minutes = np.full(weeks, 90)
    if rng.random() < 0.1:
        minutes[rng.integers(weeks)] = 0
    return Agent(
        key=f"a{number:05d}",
        team=team,
        gap=tuple(gap.tolist()),
        minutes=tuple(minutes.tolist()),
        most=tuple((minutes * 2).tolist()),
        language="en" if rng.random() < 0.2 else "zh",
        tier=int(rng.choice([1, 2, 3, 4], p=[0.3, 0.4, 0.2, 0.1])),
        mix=int(rng.integers(2)),
        held=frozenset(np.flatnonzero(rng.random(courses) < 0.15).tolist()),
        mentors=(team * 2, team * 2 + 1),
        required={
            one: 168.0 * (int(rng.integers(2, weeks)) + 1)
            for one in due
            if rng.random() < mandatory
        },
    )
