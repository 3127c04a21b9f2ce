"""Dated sessions of courses and their free seats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import numbers, require, texts


@dataclass(frozen=True)
class Session:
    """One session; times are naive, in the centre's time zone."""

    session_id: str
    course_id: str
    starts: dt.datetime
    ends: dt.datetime


@dataclass
class Timetable:
    """Sessions by course in order of time, and the seats left in each (None: no limit)."""

    by_course: dict[str, list[Session]]
    by_id: dict[str, Session]
    seats: dict[str, int | None]

    def has_sessions(self, course_id: str) -> bool:
        """Tell whether a course is taught in sessions at all, past or to come."""
        return course_id in self.by_course

    def free(self, session: Session) -> bool:
        """Tell whether a seat is left."""
        left = self.seats[session.session_id]
        return left is None or left > 0

    def take(self, session: Session) -> None:
        """Take one seat."""
        left = self.seats[session.session_id]
        if left is not None:
            self.seats[session.session_id] = left - 1


def read_timetable(
    sessions: pd.DataFrame, enrollments: pd.DataFrame, gone: Collection[str] = ()
) -> Timetable:
    """Read lms/sessions; seats of open enrolments are taken already.

    Args:
        sessions: session_id, course_id, starts_at, ends_at, seats.
        enrollments: table lms/enrollments.
        gone: agents who have left; they hold no seat.
    """
    require(sessions, "sessions", ("session_id", "course_id", "starts_at"))
    table = Timetable({}, {}, {})
    starts = pd.to_datetime(sessions["starts_at"])
    ends = pd.to_datetime(sessions["ends_at"]) if "ends_at" in sessions.columns else starts
    seats = numbers(sessions, "seats")
    for row, (key, course) in enumerate(
        zip(texts(sessions, "session_id"), texts(sessions, "course_id"), strict=True)
    ):
        start = starts.iloc[row]
        if key is None or course is None or pd.isna(start):
            continue
        end = ends.iloc[row]
        session = Session(
            key,
            course,
            start.to_pydatetime(),
            start.to_pydatetime() if pd.isna(end) else max(end, start).to_pydatetime(),
        )
        table.by_course.setdefault(course, []).append(session)
        table.by_id[key] = session
        table.seats[key] = None if np.isnan(seats[row]) else max(int(seats[row]), 0)
    for offered in table.by_course.values():
        offered.sort(key=lambda one: (one.starts, one.session_id))
    held = {
        (session, agent)
        for session, agent, status in zip(
            texts(enrollments, "session_id"),
            texts(enrollments, "agent_id"),
            texts(enrollments, "status"),
            strict=True,
        )
        if session in table.by_id
        and agent is not None
        and agent not in gone
        and status in (None, "enrolled", "completed")
    }
    for session_id, _ in sorted(held, key=str):
        if session_id is not None:
            table.take(table.by_id[session_id])
    return table
