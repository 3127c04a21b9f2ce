"""Enrolments: the book of who took what, its effects on ability, and the export table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from competency.simulation.catalogue import COURSE_INDEX, COURSES, Sessions, session_ids
from competency.simulation.columns import Flags, Floats, Ints, Texts, flags, frame_of, ids, moments
from competency.simulation.months import Calendar
from competency.simulation.people import People
from competency.simulation.settings import DIMENSIONS

_FAR = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Enrollment:
    """One enrolment; moments in seconds since 1970, `session` a row of the sessions."""

    agent: int
    course: int
    session: int | None
    enrolled: int
    completed: int | None
    status: str
    score: float | None
    minutes: float | None
    reason: str


@dataclass
class TrainingBook:
    """Everything enrolled so far; `done` holds the moment of completion, far off if never.

    `effects` is what completing a course truly adds, (courses, 6).
    """

    people: People
    calendar: Calendar
    sessions: Sessions
    effects: Floats
    rows: list[Enrollment] = field(default_factory=list)
    done: Ints = field(init=False)
    taken: Flags = field(init=False)

    def __post_init__(self) -> None:
        """Start with nothing taken."""
        shape = (self.people.count, len(COURSES))
        self.done = np.full(shape, _FAR)
        self.taken = np.zeros(shape, dtype=bool)

    def eligible(self, agent: int, course: int, tier: int, moment: int) -> bool:
        """Whether the agent may begin the course at the moment."""
        kind = COURSES[course]
        before = [COURSE_INDEX[name] for name in kind.prerequisites]
        return (
            kind.elective
            and tier >= kind.min_tier
            and not self.taken[agent, course]
            and all(self.done[agent, number] <= moment for number in before)
        )

    def add(self, row: Enrollment) -> None:
        """Take a row into the book; an enrolment that led nowhere may be repeated."""
        self.rows.append(row)
        self.taken[row.agent, row.course] = row.status in ("completed", "enrolled")
        if row.status == "completed" and row.completed is not None:
            self.done[row.agent, row.course] = row.completed

    def uplift(self) -> Floats:
        """True uplift by training, shape (months + 1, agents, 6): from the month after it."""
        gained = np.zeros((self.calendar.months + 1, self.people.count, len(DIMENSIONS)))
        for row in self.rows:
            month = effective_month(row, self.calendar)
            if month is not None:
                gained[month, row.agent] += self.effects[row.course]
        return np.cumsum(gained, axis=0)


def effective_month(row: Enrollment, calendar: Calendar) -> int | None:
    """Month from which a completion shows; none for what was completed before the first month."""
    if row.status != "completed" or row.completed is None:
        return None
    month = calendar.month_of(row.completed)
    return month + 1 if 0 <= month < calendar.months else None


def enrollments_frame(
    rng: np.random.Generator, rows: Sequence[Enrollment], agent_id: Texts
) -> pd.DataFrame:
    """lms/enrollments in the order of `rows`; two of three who finish say how they liked it."""
    enrolled = np.array([row.enrolled for row in rows], dtype=np.int64)
    completed = np.array([row.completed or -1 for row in rows], dtype=np.int64)
    score = np.array([np.nan if row.score is None else row.score for row in rows])
    closed = np.array([row.status in ("completed", "failed") for row in rows], dtype=bool)
    session = np.array([-1 if row.session is None else row.session for row in rows], dtype=np.int64)
    return frame_of(
        "lms/enrollments",
        {
            "enrollment_id": ids("E", np.arange(len(rows)), 5),
            "agent_id": agent_id[np.array([row.agent for row in rows], dtype=np.int64)],
            "course_id": np.array([COURSES[row.course].course_id for row in rows], dtype="O"),
            "session_id": _session_names(session),
            "enrolled_at": moments(enrolled),
            "completed_at": moments(completed, completed >= 0),
            "status": np.array([row.status for row in rows], dtype="O"),
            "score": score,
            "passed": flags(np.array([row.status == "completed" for row in rows]), closed),
            "minutes_spent": np.array(
                [np.nan if row.minutes is None else row.minutes for row in rows]
            ),
            "rating": _ratings(rng, np.array([row.course for row in rows], dtype=np.int64), closed),
        },
    )


def _ratings(rng: np.random.Generator, course: Ints, closed: Flags) -> Floats:
    """Answers of 1 to 5 on the content; some courses are liked more than others."""
    liked = 4.5 + 0.15 * rng.standard_normal(len(COURSES))
    answer = np.clip(np.rint(liked[course] + 0.7 * rng.standard_normal(len(course))), 1, 5)
    return np.where(closed & (rng.random(len(course)) < 2 / 3), answer, np.nan)


def _session_names(session: Ints) -> Texts:
    """Names of sessions; missing for -1."""
    names = session_ids(session)
    names[session < 0] = None
    return names
