"""Plans one agent's courses: eligibility, prerequisites, time, sessions, and what each is worth.

Who is planned first, and the frames, are `paths`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from competency import path_words
from competency.catalogue import Catalogue, Course, speaks
from competency.framework import Framework
from competency.gaps import Standing
from competency.history import History, OpenEnrolment
from competency.path_words import Words
from competency.sessions import Session, Timetable
from competency.time_budget import TimeBudget, Weeks


@dataclass(frozen=True)
class Item:
    """One course on a path."""

    course_id: str
    title: str
    session_id: str | None
    start: dt.date
    due: dt.date
    dimension: str | None
    uplift: float
    minutes: int
    status: str
    mandatory: bool
    words: Words


@dataclass(frozen=True)
class World:
    """What all agents share; seats change as they are taken."""

    framework: Framework
    as_of: dt.date
    weeks: Weeks
    catalogue: Catalogue
    timetable: Timetable
    weights: dict[str, float]
    uplift: dict[tuple[str, str], float]


@dataclass
class Plan:
    """One agent's path in the making. `ended` is the week a planned course ends in."""

    world: World
    agent_id: str
    language: str | None
    standing: Standing | None
    history: History
    gaps: dict[str, float] = field(default_factory=dict)
    fixed: list[Item] = field(default_factory=list)
    chosen: list[Item] = field(default_factory=list)
    ended: dict[str, int] = field(default_factory=dict)
    busy: list[Session] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.budget = TimeBudget(self.world.weeks)
        if self.standing is not None:
            self.gaps = dict(self.standing.gaps)

    @property
    def items(self) -> list[Item]:
        """Enrolled and mandatory courses, then the others by their start."""
        return [*self.fixed, *sorted(self.chosen, key=lambda item: item.start)]

    def keep_enrolled(self, enrolment: OpenEnrolment) -> None:
        """Put an open enrolment first on the path; it takes its time from the budget."""
        world = self.world
        course = world.catalogue.courses.get(enrolment.course_id)
        minutes = course.minutes if course else world.framework.paths.default_minutes
        session = world.timetable.by_id.get(enrolment.session_id or "")
        began = enrolment.enrolled_on or world.as_of
        if session is not None:
            start, due = session.starts.date(), session.ends.date()
            self.busy.append(session)
        else:
            start = max(began, world.as_of)
            due = began + dt.timedelta(days=world.framework.paths.enrolled_due_days)
            # On a working day, unless that would be too late.
            start = min(world.weeks.calendar.from_day(start), max(start, due))
        overdue = due < world.as_of
        if (
            session is None
            or overdue
            or not self.budget.book_session(minutes, world.weeks.week(start))
        ):
            self.budget.spend(minutes, 0 if session is None else world.weeks.week(start))
        self.ended[enrolment.course_id] = max(0, world.weeks.week(due))
        self._add(
            self.fixed,
            enrolment.course_id,
            course,
            session.session_id if session else enrolment.session_id,
            (start, due),
            "overdue" if overdue else "enrolled",
            path_words.enrolled(overdue),
        )

    def mandatory_due(self, course: Course) -> tuple[dt.date, bool] | None:
        """Return by when a mandatory course is due and whether again; None when it is not."""
        as_of, rules = self.world.as_of, self.world.framework.paths
        if not (course.mandatory and self.open_to(course)):
            return None
        lead = as_of + dt.timedelta(days=rules.mandatory_lead_days)
        if course.course_id not in self.history.valid_until:
            return lead, False
        until = self.history.valid_until[course.course_id]
        horizon = self.world.weeks.sunday(self.world.weeks.count - 1)
        if until is None or until > horizon:
            return None
        return (until if until >= as_of else lead), True

    def open_to(self, course: Course) -> bool:
        """Tell whether the agent may take a course: active, of the tier, in the language."""
        tier = self.standing.tier if self.standing and self.standing.tier else 1
        return course.active and course.min_tier <= tier and speaks(self.language, course.language)

    def bundle(self, course: Course) -> list[Course] | None:
        """Return the course after its missing prerequisites; None when one is not to be had."""
        day = self.world.as_of
        stack = [course]
        wanted = {course.course_id}
        while stack:
            for key in stack.pop().prerequisites:
                if key in wanted or key in self.ended or self.history.holds(key, day):
                    continue
                needed = self.world.catalogue.courses.get(key)
                if needed is None or not self.open_to(needed):
                    return None
                wanted.add(key)
                stack.append(needed)
        # The catalogue's own order puts prerequisites first.
        return [one for key, one in self.world.catalogue.courses.items() if key in wanted]

    def worth(self, bundle: list[Course]) -> float:
        """Return the weighted part of the gaps a bundle is expected to close, in points."""
        left, total = dict(self.gaps), 0.0
        for course in bundle:
            for dimension in course.dimensions:
                closed = min(left.get(dimension, 0.0), self.uplift_of(course, dimension))
                left[dimension] = left.get(dimension, 0.0) - closed
                total += self.world.weights.get(dimension, 0.0) * closed
        return total

    def useful(self, course: Course) -> bool:
        """Tell whether a course is worth anybody's time for one of the open gaps."""
        rules = self.world.framework.paths
        return any(
            self.gaps.get(one, 0.0) >= rules.minimum_gap
            and min(self.gaps[one], self.uplift_of(course, one)) >= rules.minimum_uplift
            for one in course.dimensions
        )

    def uplift_of(self, course: Course, dimension: str) -> float:
        """Return the expected uplift of a course, never below 0."""
        return max(self.world.uplift.get((course.course_id, dimension), 0.0), 0.0)

    def try_bundle(
        self, bundle: list[Course], due: dt.date | None = None, again: bool = False
    ) -> str | None:
        """Plan a bundle as a whole or not at all; None when planned, else the code of failure.

        Args:
            bundle: prerequisites first, the course itself last.
            due: day a mandatory course is due; None for a course that closes a gap.
            again: the mandatory course was completed before.
        """
        saved, busy, ended = list(self.budget.left), list(self.busy), dict(self.ended)
        booked: list[tuple[Course, Session | None, int, int]] = []
        for course in bundle:
            place = self._book(course)
            if isinstance(place, str):
                self.budget.left, self.busy, self.ended = saved, busy, ended
                return place
            session, first, last = place
            booked.append((course, session, first, last))
            self.ended[course.course_id] = last
            if session is not None:
                self.busy.append(session)
        target = bundle[-1]
        for course, session, first, last in booked:
            if session is not None:
                self.world.timetable.take(session)
                dates = (session.starts.date(), session.ends.date())
            else:
                dates = (self.world.weeks.first_day(first), self.world.weeks.sunday(last))
            words = None
            if course is not target:
                words = path_words.prerequisite(target.title)
            elif due is not None and due >= dates[0]:
                dates = (dates[0], due)
                words = path_words.mandatory(again)
            elif due is not None:
                # The due day cannot be met any more: plan it at once and say so.
                words = path_words.mandatory(again, missed=due)
            self._add(
                self.chosen if due is None else self.fixed,
                course.course_id,
                course,
                session.session_id if session else None,
                dates,
                "planned",
                words,
            )
        return None

    def _book(self, course: Course) -> tuple[Session | None, int, int] | str:
        """Book one course after its prerequisites; session, first and last week, or a code."""
        weeks = self.world.weeks
        before = [self.ended[key] for key in course.prerequisites if key in self.ended]
        earliest = max([-1, *before]) + 1
        if not self.world.timetable.has_sessions(course.course_id):
            found = self.budget.book(course.minutes, earliest)
            return "no_time" if found is None else (None, *found)
        code = "no_seat"
        for session in self.world.timetable.by_course[course.course_id]:
            week, last = weeks.week(session.starts.date()), weeks.week(session.ends.date())
            if week < earliest or last >= weeks.count or not self.world.timetable.free(session):
                continue
            clash = any(
                one.starts < session.ends and session.starts < one.ends for one in self.busy
            )
            if not clash and self.budget.book_session(course.minutes, week):
                return session, week, last
            code = "no_time"
        return code

    def _add(
        self,
        items: list[Item],
        course_id: str,
        course: Course | None,
        session_id: str | None,
        dates: tuple[dt.date, dt.date],
        status: str,
        words: Words | None,
    ) -> None:
        """Append an item, name the gap it narrows most, and narrow the gaps."""
        dimension: str | None = None
        uplift = 0.0
        if course is not None and course.dimensions:
            dimension = max(
                course.dimensions,
                key=lambda one: (
                    self.world.weights.get(one, 0.0)
                    * min(self.gaps.get(one, 0.0), self.uplift_of(course, one)),
                    self.gaps.get(one, 0.0),
                ),
            )
            uplift = self.uplift_of(course, dimension)
            if words is None:
                goal = self.standing.goal if self.standing else None
                words = path_words.closes_gap(
                    self.world.framework, dimension, self.gaps.get(dimension, 0.0), uplift, goal
                )
            for one in course.dimensions:
                if one in self.gaps:
                    self.gaps[one] = max(0.0, self.gaps[one] - self.uplift_of(course, one))
        items.append(
            Item(
                course_id=course_id,
                title=course.title if course else course_id,
                session_id=session_id,
                start=dates[0],
                due=dates[1],
                dimension=dimension,
                uplift=uplift,
                minutes=course.minutes if course else self.world.framework.paths.default_minutes,
                status=status,
                mandatory=bool(course and course.mandatory),
                words=words or path_words.enrolled(False),
            )
        )
