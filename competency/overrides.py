"""Managers' decisions on single courses of single people, and which of them hold on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from competency.columns import days, moments, require, texts

State = Literal["applied", "not_possible", "superseded", "expired"]


@dataclass(frozen=True)
class Override:
    """One decision: what is to be done with a course of a person, by whom, and why."""

    override_id: str
    agent_id: str
    course_id: str
    action: str
    decided_by: str
    reason: str
    decided_at: dt.datetime
    replacement_id: str | None = None
    session_id: str | None = None
    not_before: dt.date | None = None
    valid_until: dt.date | None = None


def read_overrides(frame: pd.DataFrame) -> list[Override]:
    """Read the table lms/overrides, oldest decision first; rows without their keys are left out."""
    require(frame, "overrides", ("override_id", "agent_id", "course_id", "action"))
    rows = zip(
        texts(frame, "override_id"),
        texts(frame, "agent_id"),
        texts(frame, "course_id"),
        texts(frame, "action"),
        texts(frame, "decided_by"),
        texts(frame, "reason"),
        moments(frame, "decided_at"),
        texts(frame, "replacement_id"),
        texts(frame, "session_id"),
        days(frame, "not_before"),
        days(frame, "valid_until"),
        strict=True,
    )
    found = [
        Override(key, agent, course, action, by or "", reason or "", at or dt.datetime.min, *rest)
        for key, agent, course, action, by, reason, at, *rest in rows
        if key is not None and agent is not None and course is not None and action is not None
    ]
    return sorted(found, key=lambda one: (one.decided_at, one.override_id))


def in_force(decisions: list[Override], as_of: dt.date) -> dict[str, Override]:
    """Return the decision that holds for each course of one person on a day, by course.

    Args:
        decisions: of one person, oldest first; the last on a course holds until its `valid_until`.
        as_of: the day.

    >>> one = Override("O1", "A", "C", "exclude", "Li", "on site visit", dt.datetime(2026, 3, 1))
    >>> two = Override("O2", "A", "C", "pin", "Li", "back", dt.datetime(2026, 3, 9))
    >>> in_force([one, two], dt.date(2026, 3, 10))["C"].override_id
    'O2'
    """
    last = {one.course_id: one for one in decisions if one.decided_at.date() <= as_of}
    return {
        course: one
        for course, one in last.items()
        if one.valid_until is None or one.valid_until >= as_of
    }


def by_person(overrides: Sequence[Override]) -> dict[str, list[Override]]:
    """Return the decisions by the agent they are about, in the given order."""
    found: dict[str, list[Override]] = {}
    for one in overrides:
        found.setdefault(one.agent_id, []).append(one)
    return found
