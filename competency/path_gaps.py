"""Gaps and required courses that a finished plan leaves without an item, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from competency import path_words
from competency.catalogue import Course
from competency.columns import Floats, Ints
from competency.learners import Learner
from competency.path_choices import choices
from competency.path_items import Item
from competency.path_problem import Agent, Problem
from competency.path_setting import Setting
from competency.path_words import Words
from competency.plan_checks import check_agent

#: From nearest to possible to farthest: of several courses the first of these is told.
CODES = (
    "not_worth", "no_cover", "no_mentor", "no_time", "mix", "no_seat", "prerequisite",
    "human_decision", "excluded", "postponed", "wave", "red_card", "no_course",
)  # fmt: skip
_OWN_RULES = {"mix": "mix", "prerequisite": "prerequisite"}
#: Offers of a course that are looked at before giving it up.
_TRIES = 3


@dataclass(frozen=True)
class Gap:
    """A gap, in points (NaN: none or not known), or a required course, without an item."""

    agent_id: str
    dimension: str | None
    gap: float
    code: str
    words: Words
    course_id: str | None = None


class Room:
    """What a plan of everyone leaves of seats, team time, people at peak hours, mentors' time."""

    def __init__(self, problem: Problem, plans: Sequence[Ints]) -> None:
        self.problem = problem
        self.seats = np.array(
            [np.inf if one.seats is None else one.seats for one in problem.sessions], dtype=float
        )
        self.minutes = np.array(problem.team_minutes, dtype=float)
        self.heads = np.array(problem.team_heads, dtype=float)
        self.mentors = np.array(problem.mentor_minutes, dtype=float)
        for agent, plan in zip(problem.agents, plans, strict=True):
            for booking in agent.fixed:
                self._take(agent, booking.course, booking.session, np.array(booking.minutes))
            for offer in plan.tolist():
                session = int(problem.offers.session[offer])
                if session >= 0:
                    self.seats[session] -= 1
                course = int(problem.offers.course[offer])
                place = None if session < 0 else session
                self._take(agent, course, place, problem.offers.minutes[offer])

    def _take(self, agent: Agent, course: int, session: int | None, minutes: Ints | Floats) -> None:
        self.minutes[agent.team] -= minutes
        if session is not None:
            self.heads[agent.team, list(self.problem.sessions[session].peaks)] -= 1
        kind = self.problem.courses[course].mentor
        mentor = None if kind is None else agent.mentors[kind]
        if mentor is not None:
            self.mentors[mentor] -= minutes

    def lacks(self, agent: Agent, offer: int) -> str | None:
        """Return what is too scarce for one more person on an offer; None: nothing."""
        offers = self.problem.offers
        session, minutes = int(offers.session[offer]), offers.minutes[offer]
        if session >= 0 and self.seats[session] < 1:
            return "no_seat"
        away = (
            session >= 0
            and (self.heads[agent.team, list(self.problem.sessions[session].peaks)] < 1).any()
        )
        if away or (self.minutes[agent.team] < minutes)[minutes > 0].any():
            return "no_cover"
        kind = self.problem.courses[int(offers.course[offer])].mentor
        mentor = None if kind is None else agent.mentors[kind]
        if mentor is not None and (self.mentors[mentor] < minutes)[minutes > 0].any():
            return "no_mentor"
        return None


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
        code = choosing.why_none(dimension, gap)
        words = path_words.no_item(setting.framework, dimension, code)
        found.append(Gap(key, dimension, gap, code, words))
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
        code = choosing.why_not(course)
        words = path_words.not_planned(setting.framework, course.title, code)
        found.append(
            Gap(learner.person.agent_id, None, float("nan"), code, words, course.course_id)
        )
    for course_id, why in sorted(learner.barred.items()):
        if why == "human_decision" and course_id in setting.place:
            course = setting.catalogue.courses[course_id]
            words = path_words.not_planned(setting.framework, course.title, why)
            found.append(Gap(learner.person.agent_id, None, float("nan"), why, words, course_id))
    return found


class _Choosing:
    """Why one learner does not take a course, given everybody's plans."""

    def __init__(
        self, setting: Setting, room: Room, learner: Learner, agent: Agent, plan: Ints
    ) -> None:
        self.setting, self.room, self.learner, self.agent = setting, room, learner, agent
        self.problem, self.plan = room.problem, plan.tolist()
        self.codes: dict[int, str] = {}
        self.offered: Ints | None = None

    def why_none(self, dimension: str, gap: float) -> str:
        """Return why no course that would help a dimension is taken."""
        rules, history = self.setting.framework.paths, self.learner.person.history
        found = {
            self.why_not(course)
            for course in self.setting.courses
            if min(gap, self.setting.points(course.course_id, dimension)) >= rules.minimum_uplift
            and not history.holds(course.course_id, self.setting.as_of)
        }
        return min(found, key=CODES.index, default="no_course")

    def why_not(self, course: Course) -> str:
        """Return why a course is not taken."""
        number = self.setting.place[course.course_id]
        if number not in self.codes:
            self.codes[number] = self._why(course, number)
        return self.codes[number]

    def _why(self, course: Course, number: int) -> str:
        if (out := self._ruled_out(course, number)) is not None:
            return out
        if self.offered is None:
            self.offered = choices(self.problem, self.agent, useful=False)
        offers = self.offered[self.problem.offers.course[self.offered] == number].tolist()
        if not offers:
            return self._none_offered(course)
        lacking = [self.room.lacks(self.agent, offer) for offer in offers]
        free = [offer for offer, lack in zip(offers, lacking, strict=True) if lack is None]
        if not free:
            return min({one for one in lacking if one is not None}, key=CODES.index)
        broken = [self._own(offer) for offer in (*free[: _TRIES - 1], free[-1])]
        return min(broken, key=CODES.index)

    def _ruled_out(self, course: Course, number: int) -> str | None:
        if course.red_card:
            return "red_card"
        if self.learner.closed_to(course):
            return "no_course"
        kind = self.problem.courses[number].mentor
        alone = kind is not None and self.agent.mentors[kind] is None
        return self.learner.barred.get(course.course_id, "no_mentor" if alone else None)

    def _none_offered(self, course: Course) -> str:
        history, as_of = self.learner.person.history, self.setting.as_of
        if not all(history.holds(key, as_of) for key in course.prerequisites):
            return "prerequisite"
        return "no_seat" if self.setting.timetable.has_sessions(course.course_id) else "no_time"

    def _own(self, offer: int) -> str:
        """Return what of the learner's own rules an offer would break on top of the plan."""
        rules = {one.rule for one in check_agent(self.problem, self.agent, [*self.plan, offer])}
        if not rules:
            return "not_worth"
        return min((_OWN_RULES.get(rule, "no_time") for rule in rules), key=CODES.index)
