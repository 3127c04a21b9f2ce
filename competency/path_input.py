"""Learners, courses and sessions as the optimiser's problem; who may what is `learners`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

import numpy as np

from competency import catalogue as lms
from competency.learners import Kept, Learner
from competency.learning_rules import PathRules
from competency.path_limits import (
    Slots,
    free_sessions,
    mentor_minutes,
    team_heads,
    team_minutes,
)
from competency.path_problem import Agent, Booking, Course, Problem, Rules, spread
from competency.path_setting import Setting

#: The staff groups in the order of the problem's mixes, and the kinds of mentors.
GROUPS = ("new", "in_service", "backbone")
MENTORS = ("business", "service")


def build_problem(setting: Setting, learners: Sequence[Learner]) -> Problem:
    """Return the problem; agents, courses and sessions in the given order.

    Seats are those left, with the seats given back that movable enrolments hold.
    """
    teams = sorted({one.person.team_id for one in learners})
    mentors = sorted({key for one in learners for key in one.person.mentors if key is not None})
    slots = Slots(setting)
    problem = Problem(
        weeks=setting.weeks.count,
        weights=tuple(setting.weights[key] for key in setting.framework.dimension_keys),
        courses=tuple(_course(setting, course) for course in setting.courses),
        sessions=free_sessions(setting, learners, slots),
        agents=(),
        team_minutes=team_minutes(setting, learners, teams),
        team_heads=team_heads(setting, learners, teams, len(slots.spans)),
        mentor_minutes=mentor_minutes(setting, len(mentors)),
        mixes=_mixes(setting.framework.paths),
        rules=_rules(setting),
        first_days=tuple(
            (setting.weeks.first_day(week) - setting.weeks.start).days
            for week in range(setting.weeks.count)
        ),
    )
    maker = Maker(setting, problem, teams, mentors)
    return replace(problem, agents=tuple(maker.agent(one) for one in learners))


class Maker:
    """Turns learners into agents of a problem that has none yet."""

    def __init__(
        self, setting: Setting, problem: Problem, teams: Sequence[str], mentors: Sequence[str]
    ) -> None:
        self.setting, self.problem = setting, problem
        self.team = {key: number for number, key in enumerate(teams)}
        self.mentor = {key: number for number, key in enumerate(mentors)}
        self.session = {one.key: number for number, one in enumerate(problem.sessions)}
        offers = problem.offers
        self.offer = {
            (course, session, first): number
            for number, (course, session, first) in enumerate(
                zip(
                    offers.course.tolist(),
                    offers.session.tolist(),
                    offers.first.tolist(),
                    strict=True,
                )
            )
        }
        weeks = setting.weeks
        most = setting.framework.paths.most_minutes_in_week
        self.most = tuple(most if minutes else 0 for minutes in weeks.each)

    def agent(self, learner: Learner) -> Agent:
        """Return one learner as an agent."""
        setting, person, place = self.setting, learner.person, self.setting.place
        gaps = person.standing.gaps if person.standing else {}
        wanted = {
            place[key]: setting.hour_due(one.due)
            for key, one in learner.wanted.items()
            if key in place
        }
        fixed = tuple(
            self._booking(key, learner.kept[key]) for key in sorted(learner.kept) if key in place
        )
        previous = self._previous(learner)
        return Agent(
            key=person.agent_id,
            team=self.team[person.team_id],
            gap=tuple(gaps.get(key, 0.0) for key in setting.framework.dimension_keys),
            minutes=self._minutes(fixed, previous),
            most=self.most,
            language=person.language,
            tier=person.tier,
            mix=_mix_of(setting.framework.paths, person.group),
            held=self._held(learner),
            excluded=self._excluded(learner),
            fixed=fixed,
            mentors=tuple(None if key is None else self.mentor[key] for key in person.mentors),
            required=wanted,
            pinned=self._pinned(learner),
            earliest={
                place[key]: max(0, setting.weeks.week(day + dt.timedelta(days=6)))
                for key, day in learner.earliest.items()
                if key in place
            },
            previous=previous,
        )

    def _minutes(self, fixed: Sequence[Booking], previous: Mapping[int, int]) -> tuple[int, ...]:
        """Minutes by week; in the first also what the plan before had saved up for what it sent.

        Without that a long session far ahead would no longer fit when the weeks before it are over.
        """
        each = np.array(self.setting.weeks.each)
        sent = np.cumsum(self.problem.offers.minutes[sorted(previous.values())].sum(axis=0))
        begun = np.array([one.minutes for one in fixed]).reshape(-1, len(each)).sum(axis=0)
        left = np.cumsum(each) - np.cumsum(begun)
        # Where what is begun exceeds the time by itself nothing was saved up.
        short = np.where(left >= 0, sent - left, 0.0).max(initial=0.0)
        saved = int(np.ceil(short - 1e-9))
        return (int(each[0]) + saved, *each[1:].tolist())

    def _held(self, learner: Learner) -> frozenset[int]:
        """Courses that count as passed; one to be renewed counts until then as not taken."""
        history, as_of = learner.person.history, self.setting.as_of
        return frozenset(
            number
            for key, number in self.setting.place.items()
            if history.holds(key, as_of) and key not in learner.wanted
        )

    def _excluded(self, learner: Learner) -> frozenset[int]:
        """Courses ruled out, and those that need one the catalogue does not know."""
        history, as_of, place = learner.person.history, self.setting.as_of, self.setting.place
        beyond = {
            place[course.course_id]
            for course in self.setting.courses
            if any(
                key not in place and not history.holds(key, as_of) for key in course.prerequisites
            )
        }
        return frozenset(beyond | {place[key] for key in learner.barred if key in place})

    def _booking(self, key: str, kept: Kept) -> Booking:
        weeks = self.setting.weeks
        minutes = [0] * weeks.count
        first = weeks.week(kept.start)
        session = None if kept.session is None else self.session.get(kept.session.session_id)
        if session is not None:
            if 0 <= first < weeks.count:
                minutes[first] = kept.minutes
        elif kept.minutes:
            # What is due before the horizon is worked off from its first week on.
            first = max(first, 0)
            for week, part in enumerate(spread(kept.minutes, self.problem.rules.pace), start=first):
                if week < weeks.count:
                    minutes[week] = part
        last = max(
            min(weeks.week(kept.due), weeks.count - 1),
            max((week for week, part in enumerate(minutes) if part), default=-1),
        )
        return Booking(self.setting.place[key], max(last, -1), tuple(minutes), session)

    def _pinned(self, learner: Learner) -> dict[int, int]:
        found = {}
        for key, session_id in learner.pinned.items():
            session = self.session.get(session_id)
            if key in self.setting.place and session is not None:
                first = self.problem.sessions[session].first
                offer = self.offer.get((self.setting.place[key], session, first))
                if offer is not None:
                    found[self.setting.place[key]] = offer
        return found

    def _previous(self, learner: Learner) -> dict[int, int]:
        """The offers that items sent before mean now; what should have begun, in the first week."""
        found, weeks = {}, self.setting.weeks
        for key, sent in learner.person.sent.items():
            number = self.setting.place.get(key)
            if number is None or key in learner.kept:
                continue
            session = self.session.get(sent.session_id or "", -1)
            first = max(weeks.week(sent.start), 0)
            if session >= 0:
                first = self.problem.sessions[session].first
            offer = self.offer.get((number, session, first))
            if offer is not None:
                found[number] = offer
        return found


def kind_of(rules: PathRules, course: lms.Course) -> str | None:
    """Return the kind of training a course's format is; None when no pattern knows it."""
    name = (course.format or "").casefold()
    for kind, patterns in rules.formats.items():
        if any(fnmatchcase(name, pattern.casefold()) for pattern in patterns):
            return kind
    return None


def _course(setting: Setting, course: lms.Course) -> Course:
    rules, place = setting.framework.paths, setting.place
    kind = kind_of(rules, course)
    needed = tuple(place[key] for key in course.prerequisites if key in place)
    return Course(
        key=course.course_id,
        minutes=course.minutes,
        uplift=tuple(
            setting.points(course.course_id, key) for key in setting.framework.dimension_keys
        ),
        prerequisites=needed,
        language=course.language,
        min_tier=course.min_tier,
        kind=None if kind is None else list(rules.formats).index(kind),
        micro=course.minutes <= rules.micro_minutes,
        mentor=MENTORS.index(course.mentoring) if course.mentoring in MENTORS else None,
        barred=not course.active or course.red_card,
    )


def _rules(setting: Setting) -> Rules:
    rules = setting.framework.paths
    return Rules(
        pace=rules.minutes_per_week,
        items=rules.maximum_items,
        micro_a_week=rules.micro_per_week,
        minute_cost=rules.minute_cost,
        keep=rules.change_gain,
        least_gap=rules.minimum_gap,
        least_uplift=rules.minimum_uplift,
        mix_tolerance=rules.mix_tolerance,
        mix_slack=rules.minutes_per_week,
    )


def _mixes(rules: PathRules) -> tuple[tuple[float, ...], ...]:
    """Shares by kind of each staff group; 1 where a group's mix does not name the kind."""
    mixes = (getattr(rules.training_mix, group) or {} for group in GROUPS)
    return tuple(tuple(mix.get(kind, 1.0) for kind in rules.formats) for mix in mixes)


def _mix_of(rules: PathRules, group: str | None) -> int | None:
    if group not in GROUPS or getattr(rules.training_mix, group) is None:
        return None
    return GROUPS.index(group)
