"""Somebody to plan for, and what is settled before planning: fixed, wanted by when, ruled out.

Settling it is `settling`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from competency.catalogue import Course, speaks
from competency.gaps import Standing
from competency.history import History
from competency.path_words import Words
from competency.sessions import Session

#: Why a course is ruled out for somebody.
Bar = Literal["excluded", "postponed", "human_decision", "wave"]


@dataclass(frozen=True)
class Sent:
    """An item of an earlier path that was sent and is neither started nor withdrawn."""

    course_id: str
    session_id: str | None
    start: dt.date
    due: dt.date


@dataclass(frozen=True)
class ArmOf:
    """A course that a drawn wave gives somebody from a month on; None: not before it ends."""

    course_id: str
    wave_id: str
    starts_on: dt.date | None
    ends_on: dt.date | None


@dataclass(frozen=True)
class Person:
    """Somebody to plan for, as the tables have them; `mentors` are business and service.

    Courses `withdrawn` were sent and taken back; the LMS may still show them as enrolled.
    """

    agent_id: str
    team_id: str
    language: str | None = None
    group: str | None = None
    mentors: tuple[str | None, str | None] = (None, None)
    standing: Standing | None = None
    history: History = field(default_factory=History)
    sent: Mapping[str, Sent] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    arms: Sequence[ArmOf] = ()

    @property
    def tier(self) -> int:
        """The tier held, the lowest where evidence is insufficient."""
        return self.standing.tier if self.standing and self.standing.tier else 1


@dataclass(frozen=True)
class Kept:
    """A course that stays as it is: started, or to be taken at once; `minutes` still to go."""

    start: dt.date
    due: dt.date
    minutes: int
    status: Literal["planned", "enrolled", "overdue"]
    words: Words
    session: Session | None = None
    session_id: str | None = None
    begun: bool = False


@dataclass(frozen=True)
class Wanted:
    """A course to be taken whatever gap it closes; `firm` when it has a due day of its own."""

    due: dt.date
    words: Words
    firm: bool = False


@dataclass
class Learner:
    """A person with everything that is settled before planning, by course.

    `notes` say what becomes of each decision that is not followed, by its id.
    """

    person: Person
    kept: dict[str, Kept] = field(default_factory=dict)
    wanted: dict[str, Wanted] = field(default_factory=dict)
    barred: dict[str, Bar] = field(default_factory=dict)
    earliest: dict[str, dt.date] = field(default_factory=dict)
    pinned: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Words] = field(default_factory=dict)

    def closed_to(self, course: Course) -> bool:
        """Tell whether a course is not for this learner: inactive, red, tier, language."""
        return (
            not course.active
            or course.red_card
            or course.min_tier > self.person.tier
            or not speaks(self.person.language, course.language)
        )
