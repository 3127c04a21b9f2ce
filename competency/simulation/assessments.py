"""Tests: of new hires, around tested courses, and a quarterly check of everyone with one retake."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from competency.simulation.catalogue import COURSES
from competency.simulation.columns import Floats, Ints, Texts, frame_of, ids, moments
from competency.simulation.enrollments import Enrollment
from competency.simulation.months import DAY, Calendar
from competency.simulation.people import NEW_HIRE_DAYS, People
from competency.simulation.settings import DIMENSIONS

MAX_SCORE = 100.0
PASS_MARK = 60.0
_BLOOM = ("understand", "apply", "analyse", "apply", "apply", "evaluate")

# Name, dimension, Bloom level, and the working days of the first attempt, counted from 1.
_ONBOARDING = (
    ("ONBOARD-WRITTEN", "knowledge", "understand", (3, 6)),
    ("ONBOARD-SIM", "resolution", "apply", (5, 7)),
)


def draw_assessments(
    rng: np.random.Generator,
    people: People,
    calendar: Calendar,
    ability: Floats,
    enrollments: Sequence[Enrollment],
) -> pd.DataFrame:
    """lms/assessments; `ability` is (months, agents, 6)."""
    parts = [_quarterly(rng, people, calendar, ability)]
    parts.append(_around_courses(rng, calendar, ability, enrollments))
    parts += _of_new_hires(rng, people, calendar, ability)
    agent, name, bloom, dimension, taken, score = (
        np.concatenate([part[column] for part in parts]) for column in range(6)
    )
    order = np.lexsort((agent, taken))
    return frame_of(
        "lms/assessments",
        {
            "attempt_id": ids("X", np.arange(len(order)), 6),
            "agent_id": people.agent_id[agent[order].astype(np.int64)],
            "assessment_id": name[order],
            "taken_at": moments(taken[order].astype(np.int64)),
            "score": score[order],
            "max_score": np.full(len(order), MAX_SCORE),
            "dimension": np.array(DIMENSIONS, dtype="O")[dimension[order].astype(np.int64)],
            "bloom_level": bloom[order],
        },
    )


_Part = tuple[Ints, Texts, Texts, Ints, Ints, Floats]


def _quarterly(
    rng: np.random.Generator, people: People, calendar: Calendar, ability: Floats
) -> _Part:
    """Growth and two turning dimensions in the second month of each quarter."""
    agents, dimensions, days, scores = [], [], [], []
    for turn, month in enumerate(range(min(1, calendar.months - 1), calendar.months, 3)):
        first, last = int(calendar.first_day[month]), int(calendar.first_day[month + 1])
        for dimension in (5, 2 * turn % 5, (2 * turn + 1) % 5):
            day = rng.integers(first, last, size=people.count)
            present = people.on_duty(np.arange(first, last))[np.arange(people.count), day - first]
            taker = np.flatnonzero(present)
            score = _grade(rng, ability[month, taker, dimension])
            later = day[taker] + rng.integers(5, 15, size=len(taker))
            again = (score < PASS_MARK) & (later < calendar.first_day[-1])
            again &= later < people.left[taker]
            agents += [taker, taker[again]]
            days += [day[taker], later[again]]
            scores += [score, _grade(rng, ability[month, taker[again], dimension] + 0.3)]
            dimensions += [np.full(len(taker) + int(again.sum()), dimension)]
    agent, dimension_of = np.concatenate(agents), np.concatenate(dimensions)
    taken = np.concatenate(days) * DAY + rng.integers(9 * 3600, 17 * 3600, size=len(agent))
    names = np.array([f"CHECK-{name}" for name in DIMENSIONS], dtype="O")
    return (
        agent,
        names[dimension_of],
        np.array(_BLOOM, dtype="O")[dimension_of],
        dimension_of,
        taken,
        np.concatenate(scores),
    )


def _around_courses(
    rng: np.random.Generator,
    calendar: Calendar,
    ability: Floats,
    enrollments: Sequence[Enrollment],
) -> _Part:
    """An attempt at enrolment and one at completion, for elective courses with a score."""
    rows = [row for row in enrollments if row.reason == "need" and row.completed and row.score]
    agent = np.array([row.agent for row in rows], dtype=np.int64)
    kinds = [COURSES[row.course] for row in rows]
    dimension = np.array([DIMENSIONS.index(kind.dimensions[0]) for kind in kinds], dtype=np.int64)
    before = np.array([row.enrolled for row in rows], dtype=np.int64)
    after = np.array([row.completed or 0 for row in rows], dtype=np.int64)
    month = np.array([calendar.month_of(row.enrolled) for row in rows], dtype=np.int64)
    level = ability[month, agent, dimension]
    # What was just heard is remembered on the day: the test rises more than the ability.
    score = np.array([row.score for row in rows], dtype=float)
    name = np.array([f"TEST-{kind.course_id}" for kind in kinds], dtype="O")
    bloom = np.array([kind.bloom for kind in kinds], dtype="O")
    return (
        np.tile(agent, 2),
        np.tile(name, 2),
        np.tile(bloom, 2),
        np.tile(dimension, 2),
        np.concatenate([before + 900, after]),
        np.concatenate([_grade(rng, level - 0.5), score]),
    )


def _of_new_hires(
    rng: np.random.Generator, people: People, calendar: Calendar, ability: Floats
) -> list[_Part]:
    """A written test and a simulation within ten working days of hire, each with one retake."""
    newcomer = np.flatnonzero(people.hired >= calendar.first_day[0] - NEW_HIRE_DAYS)
    month = np.searchsorted(calendar.first_day, people.hired[newcomer], side="right") - 1
    level = ability[np.maximum(month, 0), newcomer]
    parts: list[_Part] = []
    for name, dimension, bloom, (earliest, latest) in _ONBOARDING:
        number = DIMENSIONS.index(dimension)
        workday = rng.integers(earliest, latest + 1, size=len(newcomer))
        again = workday + rng.integers(2, 4, size=len(newcomer))
        first = _grade(rng, level[:, number])
        second = _grade(rng, level[:, number] + 0.4)
        failed = first < PASS_MARK
        agent = np.concatenate([newcomer, newcomer[failed]])
        day = _working_day(people.hired[agent], np.concatenate([workday, again[failed]]))
        score = np.concatenate([first, second[failed]])
        # The retake of one who left or whom the last month cut short never took place.
        held = np.flatnonzero((day < calendar.first_day[-1]) & (day < people.left[agent]))
        parts.append(
            (
                agent[held],
                np.full(len(held), name, dtype="O"),
                np.full(len(held), bloom, dtype="O"),
                np.full(len(held), number),
                day[held] * DAY + rng.integers(9 * 3600, 17 * 3600, size=len(held)),
                score[held],
            )
        )
    return parts


def _working_day(hired: Ints, number: Ints) -> Ints:
    """Day of each agent's so-manieth working day, Monday to Friday; day 1 is the first one.

    >>> friday = np.array([np.datetime64("2025-01-03").astype(int)])
    >>> _working_day(friday, np.array([2])).astype("datetime64[D]")
    array(['2025-01-06'], dtype='datetime64[D]')
    """
    offset = np.busday_offset(hired.astype("datetime64[D]"), number - 1, roll="forward")
    return offset.astype(np.int64)


def _grade(rng: np.random.Generator, level: Floats) -> Floats:
    """Points out of 100: 78 and 8 a unit of ability, sd 7."""
    points = 78 + 8 * level + 7 * rng.standard_normal(len(level))
    return np.asarray(np.round(np.clip(points, 0, MAX_SCORE), 1), dtype=np.float64)
