"""The milestones of a new hire's first three weeks: what shows each, and how far a person is.

Done counts whenever it was done; a milestone not done is late once its week is over. What the
exports cannot show is unknown (state None), never late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from competency.on_duty_rules import ContactsMilestone, CourseMilestone, Milestone

State = Literal["done", "late", "open"]
_COURSES = (
    "lms/courses",
    "lms/courses.dimensions",
    "lms/enrollments",
    "lms/enrollments.completed_at",
)
_TESTS = ("lms/assessments", "lms/assessments.dimension")
_CONTACTS = ("crm/interactions", "crm/interactions.complexity")
_REVIEWS = (*_CONTACTS, "qa/reviews", "qa/reviews.interaction_id")


@dataclass(frozen=True)
class Shown:
    """What one person has shown so far."""

    layers: frozenset[str] = frozenset()
    routine_contacts: int = 0
    complex_reviews: int = 0


@dataclass(frozen=True)
class Progress:
    """One milestone of one person; `missing` counts courses, contacts or reviews."""

    milestone: Milestone
    state: State | None
    missing: int
    due: dt.date


def progress(
    milestone: Milestone,
    shown: Shown,
    starts_on: dt.date,
    as_of: dt.date,
    unavailable: Collection[str],
) -> Progress:
    """Return how far a person is with a milestone.

    Args:
        milestone: what must be shown.
        shown: what was.
        starts_on: first day of the first week.
        as_of: last day seen.
        unavailable: tables ('qa/reviews') and columns the exports lack.
    """
    over = starts_on + dt.timedelta(weeks=milestone.week)
    due = over - dt.timedelta(days=1)
    missing = _missing(milestone, shown)
    state: State | None = "late" if as_of >= over else "open"
    if missing == 0:
        state = "done"
    elif not _visible(milestone, unavailable):
        state = None
    return Progress(milestone, state, missing, due)


def _missing(milestone: Milestone, shown: Shown) -> int:
    if isinstance(milestone, CourseMilestone):
        return int(milestone.layer not in shown.layers)
    if isinstance(milestone, ContactsMilestone):
        return max(milestone.contacts - shown.routine_contacts, 0)
    return max(milestone.reviews - shown.complex_reviews, 0)


def _visible(milestone: Milestone, unavailable: Collection[str]) -> bool:
    def complete(*sources: str) -> bool:
        return not any(source in unavailable for source in sources)

    if isinstance(milestone, CourseMilestone):
        return complete(*_COURSES) or complete(*_TESTS)
    if isinstance(milestone, ContactsMilestone):
        return complete(*_CONTACTS)
    return complete(*_REVIEWS)
