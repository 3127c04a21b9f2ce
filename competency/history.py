"""What each agent has taken, has open, has failed, and for how long it counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from competency.catalogue import Catalogue
from competency.columns import days, flags, numbers, require, texts


@dataclass(frozen=True)
class OpenEnrolment:
    """An enrolment neither completed nor given up."""

    course_id: str
    session_id: str | None
    enrolled_on: dt.date | None
    minutes_spent: float = 0.0


@dataclass
class History:
    """One agent's past, by course.

    `completed` is the last completion and `valid_until` the last day it counts (None: for ever);
    `failed` are the days of the attempts that failed since, `open` the open enrolments.
    """

    valid_until: dict[str, dt.date | None] = field(default_factory=dict)
    completed: dict[str, dt.date] = field(default_factory=dict)
    failed: dict[str, list[dt.date]] = field(default_factory=dict)
    open: dict[str, OpenEnrolment] = field(default_factory=dict)

    def holds(self, course_id: str, day: dt.date) -> bool:
        """Tell whether a completion of the course still counts on `day`."""
        if course_id not in self.valid_until:
            return False
        until = self.valid_until[course_id]
        return until is None or until >= day


def read_histories(
    catalogue: Catalogue, enrollments: pd.DataFrame, as_of: dt.date
) -> dict[str, History]:
    """Read lms/enrollments as it stood on `as_of`.

    A completion counts unless marked as not passed, which is a failed attempt; enrolments and ends
    later than `as_of` have not happened yet; an open enrolment is dropped when the course was
    completed after it began.
    """
    require(enrollments, "enrollments", ("agent_id", "course_id"))
    result: dict[str, History] = {}
    enrolled = days(enrollments, "enrolled_at")
    completed = days(enrollments, "completed_at")
    passed = flags(enrollments, "passed", default=True)
    spent = numbers(enrollments, "minutes_spent")
    last_done: dict[tuple[str, str], dt.date] = {}
    failed: dict[tuple[str, str], list[dt.date]] = {}
    candidates: list[tuple[str, OpenEnrolment]] = []
    for row, (agent, course, session, status) in enumerate(
        zip(
            texts(enrollments, "agent_id"),
            texts(enrollments, "course_id"),
            texts(enrollments, "session_id"),
            texts(enrollments, "status"),
            strict=True,
        )
    ):
        start, done = enrolled[row], completed[row]
        if agent is None or course is None or (start is not None and start > as_of):
            continue
        if status == "dropped":
            continue
        day = done or start or as_of
        over = day <= as_of and (done is not None or status in ("completed", "failed"))
        if over and (status == "failed" or not passed[row]):
            failed.setdefault((agent, course), []).append(day)
        elif over:
            last_done[agent, course] = max(day, last_done.get((agent, course), day))
        else:
            minutes = float(spent[row]) if spent[row] > 0 else 0.0
            candidates.append((agent, OpenEnrolment(course, session, start, minutes)))
    for (agent, course), day in last_done.items():
        known = catalogue.courses.get(course)
        valid = known.valid_days if known is not None else None
        until = None if valid is None else day + dt.timedelta(days=int(valid))
        result.setdefault(agent, History()).valid_until[course] = until
        result[agent].completed[course] = day
    for (agent, course), attempts in failed.items():
        since = last_done.get((agent, course), dt.date.min)
        if counted := sorted(one for one in attempts if one > since):
            result.setdefault(agent, History()).failed[course] = counted
    for agent, enrolment in sorted(
        candidates,
        key=lambda one: (
            one[0],
            one[1].enrolled_on or dt.date.min,
            one[1].session_id or "",
        ),
    ):
        ended = last_done.get((agent, enrolment.course_id))
        if ended is None or (enrolment.enrolled_on is not None and enrolment.enrolled_on > ended):
            result.setdefault(agent, History()).open[enrolment.course_id] = enrolment
    return result
