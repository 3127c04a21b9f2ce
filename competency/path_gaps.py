"""Gaps and required courses that a finished plan leaves without an item, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from competency import path_why_not, path_words
from competency.catalogue import Course
from competency.columns import Ints
from competency.learners import Learner
from competency.path_duties import neglected
from competency.path_items import Item
from competency.path_problem import Agent
from competency.path_room import Beside, Room
from competency.path_setting import Setting
from competency.path_words import Words

#: From nearest to possible to farthest: of several courses the first of these is told.
CODES = (
    "not_worth", "no_cover", "no_mentor", "no_time", "full_path", "full_week", "clash", "mix",
    "no_seat", "prerequisite", "human_decision", "excluded", "postponed", "wave", "red_card",
    "no_course",
)  # fmt: skip
#: Obstacles that are told more closely than by their code.
_CODE_OF = {
    "session_week": "full_week",
    "too_long": "full_week",
    "micro": "full_week",
    "session_full": "no_seat",
    "session_cover": "no_cover",
}


def code_of(why: str) -> str:
    """Return the code that an obstacle is published under."""
    return _CODE_OF.get(why, why)


@dataclass(frozen=True)
class Gap:
    """A gap, in points (NaN: none or not known), or a required course, without an item."""

    agent_id: str
    dimension: str | None
    gap: float
    code: str
    words: Words
    course_id: str | None = None


def gaps_of(
    setting: Setting, room: Room, learner: Learner, agent: Agent, plan: Ints, items: Sequence[Item]
) -> list[Gap]:
    """Return a row for every gap and every required course of a learner without an item.

    Args:
        setting: what is shared.
        room: what everybody's plans leave.
        learner: who.
        agent: the same person in the problem.
        plan: the offers taken.
        items: the learner's items.
    """
    standing, key = learner.person.standing, learner.person.agent_id
    choosing = _Choosing(setting, room, learner, agent, plan)
    found = _required(setting, choosing, learner)
    if standing is None or not standing.scores:
        return [*found, Gap(key, None, float("nan"), "thin_evidence", path_words.THIN)]
    covered = {
        dimension
        for item in items
        if item.course_id in setting.catalogue.courses
        for dimension in setting.catalogue.courses[item.course_id].dimensions
        if setting.points(item.course_id, dimension) > 0
    }
    for dimension in setting.framework.dimension_keys:
        gap = standing.gaps.get(dimension, 0.0)
        if gap < setting.framework.paths.minimum_gap or dimension in covered:
            continue
        why, course = choosing.why_none(dimension, gap)
        title = None if course is None else course.title
        words = path_why_not.no_item(setting.framework, dimension, why, title)
        found.append(Gap(key, dimension, gap, code_of(why), words))
    unseen = [one for one in setting.framework.dimension_keys if one not in standing.scores]
    if unseen:
        words = path_words.thin(setting.framework, unseen)
        found.append(Gap(key, None, float("nan"), "thin_evidence", words))
    if not found and not items:
        found.append(Gap(key, None, 0.0, "no_gap", path_words.NO_GAP))
    return found


def _required(setting: Setting, choosing: _Choosing, learner: Learner) -> list[Gap]:
    taken = {int(choosing.problem.offers.course[offer]) for offer in choosing.plan}
    found = []
    for course_id in sorted(learner.wanted):
        number = setting.place.get(course_id)
        if number is None or number in taken:
            continue
        course = setting.courses[number]
        why = choosing.why_not(course)
        words = path_why_not.not_planned(setting.framework, course.title, why)
        found.append(
            Gap(learner.person.agent_id, None, float("nan"), code_of(why), words, course_id)
        )
    owed = neglected(setting, learner)
    for course_id, why in sorted(learner.barred.items()):
        asked = why == "human_decision" and course_id in setting.place
        if asked or course_id in owed:
            course = setting.catalogue.courses[course_id]
            words = path_why_not.not_planned(setting.framework, course.title, why)
            found.append(Gap(learner.person.agent_id, None, float("nan"), why, words, course_id))
    return found


class _Choosing:
    """Why one learner does not take a course, given everybody's plans."""

    def __init__(
        self, setting: Setting, room: Room, learner: Learner, agent: Agent, plan: Ints
    ) -> None:
        self.setting, self.learner, self.agent = setting, learner, agent
        self.problem, self.plan, self.room = room.problem, plan, room
        self.found: dict[int, str] = {}

    @cached_property
    def beside(self) -> Beside:
        """What may come on top of the plan."""
        return Beside(self.room, self.agent, self.plan)

    def why_none(self, dimension: str, gap: float) -> tuple[str, Course | None]:
        """Return why no course that would help a dimension is taken, and which if it is one."""
        rules, history = self.setting.framework.paths, self.learner.person.history
        found = [
            (self.why_not(course), course)
            for course in self.setting.courses
            if min(gap, self.setting.points(course.course_id, dimension)) >= rules.minimum_uplift
            and not history.holds(course.course_id, self.setting.as_of)
        ]
        why = min((why for why, _ in found), key=_rank, default="no_course")
        courses = [course for its, course in found if its == why]
        return why, courses[0] if len(courses) == 1 else None

    def why_not(self, course: Course) -> str:
        """Return why a course is not taken: a code, or what is told more closely than by one."""
        number = self.setting.place[course.course_id]
        if number not in self.found:
            out = self._ruled_out(course)
            self.found[number] = out or self.beside.obstacle(number) or "not_worth"
        return self.found[number]

    def _ruled_out(self, course: Course) -> str | None:
        # A red card is no obstacle where the course is closed to the learner anyway.
        if self.learner.closed_to(replace(course, red_card=False)):
            return "no_course"
        return "red_card" if course.red_card else self.learner.barred.get(course.course_id)


def _rank(why: str) -> tuple[int, str]:
    """From nearest to possible to farthest; a code before what is told more closely."""
    return CODES.index(code_of(why)), "" if why in CODES else why
