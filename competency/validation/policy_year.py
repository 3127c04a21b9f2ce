"""A year of training by one policy in one centre, planned anew every month on what is believed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from competency.columns import Floats, Ints
from competency.framework import Framework
from competency.path_greedy import Making, uniform, weakest_first
from competency.path_model import Shared, build_block
from competency.path_problem import Agent, Booking, Problem, Rules, Session
from competency.path_solver import solve
from competency.validation.policy_belief import Belief
from competency.validation.policy_centre import HISTORY, WEEKS, PolicyCentre, scale

Policy = Callable[[Problem], Sequence[Ints]]
"""From everything given to offers of each agent, by position in the problem's offers."""


def paths(problem: Problem) -> Sequence[Ints]:
    """Plan everyone by the product's optimiser."""
    return solve(problem, effort="quick").plans


def uniform_curriculum(problem: Problem) -> Sequence[Ints]:
    """Give everyone the same courses in the catalogue's order, basics first, as far as they fit.

    That is what a training department does that has no estimates: all courses and micro-lessons
    that are open to somebody and not taken yet, under the same rules and seats as paths.
    """
    making, which = _open_courses(problem)
    for course in range(len(problem.courses)):
        for agent, courses in enumerate(which):
            for at in np.flatnonzero(courses == course).tolist():
                making.add(agent, making.bundle(agent, at))
    return _offers(making)


def uniform_by_effect(problem: Problem) -> Sequence[Ints]:
    """Give everyone the same courses, those first that close most of all gaps a minute.

    It takes the product's estimates of effects and gaps to find that order, every month anew: the
    best that can be done without telling people apart.
    """
    making, which = _open_courses(problem)
    uniform(making, which)
    return _offers(making)


def weakest_dimension_first(problem: Problem) -> Sequence[Ints]:
    """Let everyone work on the widest gap, by the course that is believed to close most of it."""
    shared = Shared.of(problem)
    making = Making([build_block(problem, shared, one) for one in problem.agents], shared.limit)
    weakest_first(making)
    return _offers(making)


def _open_courses(problem: Problem) -> tuple[Making, list[Ints]]:
    """Return empty plans, and which courses each agent may take, whether of use or not."""
    shared = Shared.of(problem)
    blocks = [build_block(problem, shared, agent, useful=False) for agent in problem.agents]
    which = [np.unique(problem.offers.course[block.offers]) for block in blocks]
    return Making(blocks, shared.limit), which


def _offers(making: Making) -> list[Ints]:
    return [block.offers[plan] for block, plan in zip(making.blocks, making.plans(), strict=True)]


@dataclass(frozen=True)
class Year:
    """What became of everybody, at the start and after each of the twelve months.

    Attributes:
        score: true scores in points, not capped, (agents, 13, 6).
        published: tiers the product gave, 0 for none, (agents, 13).
        minutes: spent, by week, (agents, 52).
    """

    score: Floats
    published: Ints
    minutes: Floats


def follow(
    framework: Framework,
    centre: PolicyCentre,
    policy: Policy | None,
    minutes: Floats | None = None,
) -> Year:
    """Follow a policy for a year.

    Args:
        framework: resolved framework.
        centre: the centre; it is not changed.
        policy: what to do; None: no training.
        minutes: that may be spent, (agents, 52). Everybody keeps what he has not spent, and has a
            week's time more, so that whole courses fit; and what all together have not spent in
            the months before is handed to everybody in equal parts, as some have no course left.
            So all is spent, and by no month's end more than all together may have spent by then,
            but for what goes on that was begun before. None: the configured minutes a week, within
            the horizon of each plan.
    """
    going = _Going(framework, centre, minutes)
    for month in range(HISTORY):
        going.belief.see(centre.evidence[month])
    going.note(HISTORY - 1)
    for month, weeks in enumerate(WEEKS):
        first = sum(WEEKS[:month])
        if policy is not None:
            problem = going.problem(first)
            going.carry_out(problem, policy(problem), first, weeks)
        going.belief.see(centre.evidence[HISTORY + month] + going.gained)
        going.learn(HISTORY + month, first + weeks)
        going.note(HISTORY + month)
    published = going.belief.tiers()[:, HISTORY - 1 :]
    return Year(np.stack(going.scores, axis=1), published, going.minutes)


@dataclass(frozen=True)
class _Begun:
    """A course begun: what, its minutes by week of the year, the week it ends."""

    course: int
    minutes: Floats
    last: int


@dataclass
class _Going:
    """A year under way."""

    framework: Framework
    centre: PolicyCentre
    allowed: Floats | None
    scores: list[Floats] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start with nothing done."""
        centre = self.centre
        agents = len(centre.team)
        self.belief = Belief(self.framework, agents, centre.evidence_error)
        self.gained = np.zeros((agents, centre.ability.shape[2]))
        self.minutes = np.zeros((agents, sum(WEEKS)))
        self.held = [set(np.flatnonzero(row).tolist()) for row in centre.held]
        self.begun: list[list[_Begun]] = [[] for _ in range(agents)]
        self.seats = {one.key: one.seats for one in centre.sessions}
        #: What is planned and not begun: course to session and first week of the year.
        self.planned: list[dict[int, tuple[str, int]]] = [{} for _ in range(agents)]

    def note(self, month: int) -> None:
        """Note the true scores at the end of a month."""
        slope, intercept = scale(self.framework)
        self.scores.append(intercept + slope * (self.centre.ability[month] + self.gained))

    def problem(self, first: int) -> Problem:
        """Return what is to be planned from a week of the year on."""
        centre, rules = self.centre, self.framework.paths
        weeks = rules.horizon_weeks
        sessions = [one for one in centre.sessions if first <= one.first < first + weeks]
        heads = np.bincount(centre.team)
        away = heads * rules.staffing.week_minutes * rules.staffing.training_share
        problem = Problem(
            weeks=weeks,
            weights=tuple(item.weight for item in self.framework.dimensions),
            courses=centre.courses,
            sessions=tuple(self._from(one, first) for one in sessions),
            agents=(),
            team_minutes=np.repeat(away[:, None], weeks, axis=1),
            team_heads=np.zeros((len(heads), 0), dtype=np.int64),
            mentor_minutes=np.zeros((0, weeks)),
            rules=Rules(
                items=rules.maximum_items,
                micro_a_week=rules.micro_per_week,
                minute_cost=rules.minute_cost,
                keep=rules.change_gain,
                least_gap=rules.minimum_gap,
                least_uplift=rules.minimum_uplift,
            ),
        )
        offers = problem.offers
        offer = {
            ("" if session < 0 else problem.sessions[session].key, course, first + week): number
            for number, (course, session, week) in enumerate(
                zip(offers.course.tolist(), offers.session.tolist(), offers.first.tolist(),
                    strict=True)
            )
        }  # fmt: skip
        over = 0.0
        if self.allowed is not None:
            unspent = self.allowed[:, :first].sum() - self.minutes[:, :first].sum()
            over = max(0.0, float(unspent)) / len(centre.team)
        tiers = self.belief.tiers()[:, -1]
        gaps = self.belief.gaps(tiers)
        agents = []
        for number, name in enumerate(self.belief.names):
            wanted = {
                course: (session, course, week)
                for course, (session, week) in self.planned[number].items()
            }
            agents.append(
                Agent(
                    key=name,
                    team=int(centre.team[number]),
                    gap=tuple(gaps[number].tolist()),
                    minutes=self._time(number, first, weeks, over),
                    most=(rules.most_minutes_in_week,) * weeks,
                    tier=max(1, int(tiers[number])),
                    held=frozenset(self.held[number]),
                    fixed=tuple(_booking(one, first, weeks) for one in self.begun[number]),
                    previous={course: offer[key] for course, key in wanted.items() if key in offer},
                )
            )
        return replace(problem, agents=tuple(agents))

    def carry_out(self, problem: Problem, plans: Sequence[Ints], first: int, weeks: int) -> None:
        """Begin what is planned for the first weeks; the rest may be planned otherwise.

        Where minutes are given, no more are spent than all together have by then: week by week
        those begin first who have spent least, and who has to wait waits with what comes after.
        """
        offers, end, until = problem.offers, sum(WEEKS), first + weeks
        left = np.inf
        if self.allowed is not None:
            left = float((self.allowed - self.minutes)[:, :until].sum())
        spent = self.minutes.sum(axis=1)
        self.planned = [{} for _ in plans]
        order = sorted(
            (int(offers.first[offer]), float(spent[number]), number, offer)
            for number, plan in enumerate(plans)
            for offer in plan.tolist()
        )
        for week, _, number, offer in order:
            course, session = int(offers.course[offer]), int(offers.session[offer])
            key = "" if session < 0 else problem.sessions[session].key
            now = float(offers.minutes[offer, :weeks].sum())
            if week >= weeks or now > left or self.planned[number]:
                self.planned[number][course] = key, first + week
                continue
            left -= now
            minutes = np.zeros(end + problem.weeks)
            minutes[first : first + problem.weeks] = offers.minutes[offer]
            self.minutes[number] += minutes[:end]
            self.begun[number].append(_Begun(course, minutes, first + int(offers.last[offer])))
            seats = self.seats.get(key)
            if seats is not None:
                self.seats[key] = seats - 1

    def learn(self, month: int, end: int) -> None:
        """Add what courses that ended before a week of the year do."""
        ability = self.centre.ability[month]
        for number, begun in enumerate(self.begun):
            for one in [one for one in begun if one.last < end]:
                now = ability[number] + self.gained[number]
                self.gained[number] += self.centre.uplift(one.course, now)
                self.held[number].add(one.course)
                begun.remove(one)

    def _from(self, session: Session, first: int) -> Session:
        """Return a session as it is seen from a week of the year, with the seats left."""
        return Session(
            session.key, session.course, session.first - first, session.last - first,
            session.starts - 168 * first, session.ends - 168 * first, self.seats[session.key],
        )  # fmt: skip

    def _time(self, agent: int, first: int, weeks: int, over: float) -> tuple[int, ...]:
        each = self.framework.paths.minutes_per_week
        if self.allowed is None:
            return (each,) * weeks
        allowed = self.allowed[agent]
        there = np.zeros(weeks)
        shown = allowed[first : first + weeks]
        there[: len(shown)] = shown
        there[0] += over + each + allowed[:first].sum() - self.minutes[agent, :first].sum()
        return tuple(int(one) for one in there.tolist())


def _booking(begun: _Begun, first: int, weeks: int) -> Booking:
    left = begun.minutes[first : first + weeks]
    minutes = np.zeros(weeks, dtype=np.int64)
    minutes[: len(left)] = left
    return Booking(begun.course, begun.last - first, tuple(minutes.tolist()))
