"""From the optimiser's answer to dated items with their reasons: what stands on a path, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from competency import path_words
from competency.catalogue import Course
from competency.columns import Ints
from competency.course_uplifts import Uplift
from competency.learners import Learner
from competency.path_problem import Problem
from competency.path_setting import Setting
from competency.path_words import Words
from competency.sessions import Session


@dataclass(frozen=True, kw_only=True)
class Item:
    """One course on a path.

    `dimension` is the one whose gap it narrows most, by weight; `gap` what is left of that when the
    course begins, `uplift` what it is expected to add to it, `gain` the weighted points over all
    dimensions.
    """

    course_id: str
    title: str
    session_id: str | None
    start: dt.date
    due: dt.date
    minutes: int
    status: str
    mandatory: bool
    words: Words
    dimension: str | None = None
    gap: float | None = None
    uplift: Uplift = field(default=Uplift(0.0))
    gain: float = 0.0


@dataclass(frozen=True)
class _Draft:
    """A course with its dates before it is known what gap it finds; None: no words yet."""

    course_id: str
    course: Course | None
    session_id: str | None
    start: dt.date
    due: dt.date
    minutes: int
    status: str
    words: Words | None


def items_of(setting: Setting, problem: Problem, learner: Learner, plan: Ints) -> list[Item]:
    """Return the items of one learner in order of time.

    Args:
        setting: what is shared.
        problem: the optimiser's problem.
        learner: whose path it is.
        plan: the offers taken, by position in the problem's offers.
    """
    drafts = [_kept(setting, learner, key) for key in learner.kept]
    drafts += [_planned(setting, problem, learner, offer) for offer in plan.tolist()]
    place = setting.place
    # What has to be taken comes before what closes a gap, where both begin on the same day.
    drafts.sort(
        key=lambda one: (one.start, one.words is None, one.due, place.get(one.course_id, -1))
    )
    gaps = dict(learner.person.standing.gaps) if learner.person.standing else {}
    return [_item(setting, learner, draft, drafts, gaps) for draft in drafts]


def _kept(setting: Setting, learner: Learner, key: str) -> _Draft:
    kept = learner.kept[key]
    return _Draft(
        key,
        setting.catalogue.courses.get(key),
        kept.session.session_id if kept.session else kept.session_id,
        kept.start,
        kept.due,
        kept.minutes,
        kept.status,
        kept.words,
    )


def _planned(setting: Setting, problem: Problem, learner: Learner, offer: int) -> _Draft:
    offers, weeks = problem.offers, setting.weeks
    course = setting.courses[int(offers.course[offer])]
    number = int(offers.session[offer])
    session: Session | None = None
    start = weeks.first_day(int(offers.first[offer]))
    due = weeks.sunday(int(offers.last[offer]))
    if number >= 0:
        session = setting.timetable.by_id[problem.sessions[number].key]
        start, due = session.starts.date(), session.ends.date()
    wanted = learner.wanted.get(course.course_id)
    words = None if wanted is None else wanted.words
    if wanted is not None and wanted.firm:
        if offers.done[offer] > setting.hour_due(wanted.due):
            postponed = learner.earliest.get(course.course_id)
            words = path_words.too_late(wanted.words, wanted.due, postponed)
        elif session is None:
            due = wanted.due
    session_id = session.session_id if session else None
    open_ = learner.person.history.open.get(course.course_id)
    withdrawn = course.course_id in learner.person.withdrawn
    enrolled = open_ is not None and open_.session_id == session_id and not withdrawn
    status = "enrolled" if enrolled else "planned"
    return _Draft(course.course_id, course, session_id, start, due, course.minutes, status, words)


def _item(
    setting: Setting,
    learner: Learner,
    draft: _Draft,
    drafts: list[_Draft],
    gaps: dict[str, float],
) -> Item:
    """Name the gap an item narrows most, narrow the gaps, and find words for it."""
    course = draft.course
    dimension: str | None = None
    gap: float | None = None
    uplift, gain, words = Uplift(0.0), 0.0, draft.words
    if course is not None and course.dimensions:
        key = course.course_id
        closed = {
            one: min(gaps.get(one, 0.0), setting.points(key, one)) for one in course.dimensions
        }
        gain = sum(setting.weights.get(one, 0.0) * points for one, points in closed.items())
        dimension = max(
            course.dimensions,
            key=lambda one: (setting.weights.get(one, 0.0) * closed[one], gaps.get(one, 0.0)),
        )
        gap, uplift = gaps.get(dimension), setting.uplifts[key, dimension]
        small = closed[dimension] < setting.framework.paths.minimum_uplift
        if words is None and small:
            words = _first_for(draft, drafts)
        kept = draft.status != "planned" and key in learner.kept
        if closed[dimension] > 0 and (words is None or (kept and not small)):
            standing = learner.person.standing
            why = path_words.closes_gap(
                setting.framework,
                dimension,
                gap or 0.0,
                uplift,
                standing.goal if standing else None,
                standing.gaps.get(dimension) if standing else None,
            )
            words = why if words is None else words.then(why)
        for one in course.dimensions:
            if one in gaps:
                gaps[one] = max(0.0, gaps[one] - setting.points(key, one))
    return Item(
        course_id=draft.course_id,
        title=course.title if course else draft.course_id,
        session_id=draft.session_id,
        start=draft.start,
        due=draft.due,
        minutes=draft.minutes,
        status=draft.status,
        mandatory=bool(course and course.mandatory),
        words=words or _first_for(draft, drafts) or path_words.KEPT_UP,
        dimension=dimension,
        gap=gap,
        uplift=uplift,
        gain=gain,
    )


def _first_for(draft: _Draft, drafts: list[_Draft]) -> Words | None:
    """Name the next planned course that needs this one; None: there is none."""
    for other in drafts:
        if other.course is not None and draft.course_id in other.course.prerequisites:
            return path_words.prerequisite(other.course.title)
    return None
