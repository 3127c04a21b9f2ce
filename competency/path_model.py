"""One agent's part of the path problem as an integer program, and what plans share.

    maximise    sum_d w_d g_d + sum_o (bonus_o - cost * minutes_o - price_o) x_o
    subject to  g_d <= gap_d,  g_d <= sum_o min(uplift, gap)_od x_o,  and the agent's own rules

x_o = 1 takes offer o; g_d is the part of gap d that is closed, so what a second course adds to a
gap shrinks. The agent's own rules are `path_rules`. Seats, a team's time off the phones, people
away at peak hours and mentors' time are shared: each is a row of `Shared` with a limit, and has a
price in the decomposition (`path_master`). Solving one agent's program is `path_pricing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from competency.columns import Floats, Ints
from competency.path_choices import choices, left_gap
from competency.path_problem import Agent, Problem
from competency.path_rules import own_rules, set_rules
from competency.path_sets import Table, enumerate_sets

_WEEK = 168.0


@dataclass(frozen=True)
class Shared:
    """Limits that agents share: seats, team minutes, team heads, mentor minutes, in that order."""

    limit: Floats
    team: int
    heads: int
    mentor: int

    @classmethod
    def of(cls, problem: Problem) -> Shared:
        """Return the limits, less what started courses already take of them."""
        minutes, mentors = problem.team_minutes.copy(), problem.mentor_minutes.copy()
        heads = problem.team_heads.astype(np.float64)
        for agent in problem.agents:
            for booking in agent.fixed:
                minutes[agent.team] -= booking.minutes
                kind = problem.courses[booking.course].mentor
                mentor = None if kind is None or kind >= len(agent.mentors) else agent.mentors[kind]
                if mentor is not None:
                    mentors[mentor] -= booking.minutes
                if booking.session is not None:
                    heads[agent.team, list(problem.sessions[booking.session].peaks)] -= 1
        seats = [np.inf if one.seats is None else one.seats for one in problem.sessions]
        parts = [np.array(seats), minutes.ravel(), heads.ravel(), mentors.ravel()]
        at = np.cumsum([len(part) for part in parts])
        limit = np.maximum(np.concatenate(parts), 0.0)
        return cls(limit, int(at[0]), int(at[1]), int(at[2]))


@dataclass(frozen=True)
class Block:
    """One agent's program. Offers are in the order of their courses; `course` counts from 0 here.

    `value` is what an offer is worth by itself (bonus less minutes), `closing` (courses,
    dimensions) what a course closes of each gap, `needs` its missing prerequisites;
    `rows` (rules, offers) and `most` are the agent's rules; `sets`
    (rules, courses) and `sets_most` what follows from them for the courses alone, whatever their
    weeks. `touched` are the shared rows the agent can take of, and `use` (touched, offers) how
    much.
    """

    offers: Ints
    course: Ints
    value: Floats
    gap: Floats
    weight: Floats
    closing: Floats
    rows: Floats
    most: Floats
    sets: Floats
    sets_most: Floats
    minutes: Floats
    needs: tuple[tuple[int, ...], ...]
    touched: Ints
    use: Floats

    @cached_property
    def table(self) -> Table | None:
        """The sets of courses that the rules allow; None: too many."""
        return enumerate_sets(self.sets, self.sets_most, self.closing, self.gap, self.weight)

    @cached_property
    def starts(self) -> Ints:
        """The position of each course's first offer, and the number of offers."""
        return np.flatnonzero(np.diff(self.course, prepend=-1, append=len(self.course) + 1))

    @cached_property
    def relief(self) -> Floats:
        """The most that a course gives back to each rule, shape (rules, courses)."""
        return np.maximum(-np.minimum.reduceat(self.rows, self.starts[:-1], axis=1), 0.0)

    def closed(self, taken: Ints) -> float:
        """Return the weighted gap a plan closes, by positions of its offers in `offers`."""
        return self.closing_of(self.course[taken])

    def closing_of(self, courses: Ints) -> float:
        """Return the weighted gap courses close, by their positions."""
        together = self.closing[courses].sum(axis=0)
        return float(self.weight @ np.minimum(self.gap, together))

    def taking(self, taken: Ints) -> Floats:
        """Return what a plan takes of the touched shared rows."""
        return np.asarray(self.use[:, taken].sum(axis=1), dtype=np.float64)

    def worth(self, taken: Ints) -> float:
        """Return the value of a plan."""
        return self.closed(taken) + float(self.value[taken].sum())


def build_block(problem: Problem, shared: Shared, agent: Agent, useful: bool = True) -> Block:
    """Return an agent's program, of the offers that `path_choices.choices` lists."""
    offered = choices(problem, agent, useful)
    offers, rules = problem.offers, problem.rules
    courses, course = np.unique(offers.course[offered], return_inverse=True)
    gap = left_gap(problem, agent)
    uplift = np.array([one.uplift for one in problem.courses]).reshape(-1, len(gap))[courses]
    wide = gap > 0
    value = -rules.minute_cost * offers.minutes[offered].sum(axis=1)
    for position, offer in enumerate(offered.tolist()):
        value[position] += _bonus(problem, agent, int(offers.course[offer]), offer)
    rows, most = own_rules(problem, agent, offered)
    sets, sets_most = set_rules(problem, agent, offered)
    place = {one: position for position, one in enumerate(courses.tolist())}
    touched, use = _use(problem, shared, agent, offered)
    weight, closing = np.array(problem.weights)[wide], np.clip(uplift, 0.0, gap)[:, wide]
    return Block(
        offers=offered,
        course=course.astype(np.int64),
        value=value,
        gap=gap[wide],
        weight=weight,
        closing=closing,
        rows=rows,
        most=most,
        sets=sets,
        sets_most=sets_most,
        minutes=np.array([problem.courses[one].minutes for one in courses], dtype=np.float64),
        needs=tuple(
            tuple(place[it] for it in problem.courses[one].prerequisites if it in place)
            for one in courses.tolist()
        ),
        touched=touched,
        use=use,
    )


def _bonus(problem: Problem, agent: Agent, course: int, offer: int) -> float:
    rules, bonus = problem.rules, 0.0
    if course in agent.required:
        late = float(problem.offers.done[offer]) - agent.required[course]
        # Late is worth half, and the sooner the better: by weeks, so that days move nothing sent.
        bonus += rules.required * (0.5 - 0.01 * np.ceil(late / _WEEK) if late > 0 else 1.0)
    if course in agent.previous:
        bonus += rules.keep * (1.0 if agent.previous[course] == offer else 0.5)
    return bonus


def _use(problem: Problem, shared: Shared, agent: Agent, offered: Ints) -> tuple[Ints, Floats]:
    """Return the shared rows that are taken of, and how much by each offer (rows, offers)."""
    offers = problem.offers
    weeks, slots = problem.weeks, problem.team_heads.shape[1]
    row: list[int] = []
    column: list[int] = []
    amount: list[float] = []
    for position, offer in enumerate(offered.tolist()):
        course = problem.courses[int(offers.course[offer])]
        mentor = None if course.mentor is None else agent.mentors[course.mentor]
        taken: list[tuple[int, float]] = []
        session = int(offers.session[offer])
        if session >= 0:
            heads = shared.heads + agent.team * slots
            taken.append((session, 1.0))
            taken += [(heads + peak, 1.0) for peak in problem.sessions[session].peaks]
        for week in range(int(offers.first[offer]), int(offers.last[offer]) + 1):
            spent = float(offers.minutes[offer, week])
            taken.append((shared.team + agent.team * weeks + week, spent))
            if mentor is not None:
                taken.append((shared.mentor + mentor * weeks + week, spent))
        for where, much in taken:
            if np.isfinite(shared.limit[where]):
                row.append(where)
                column.append(position)
                amount.append(much)
    touched, place = np.unique(np.array(row, dtype=np.int64), return_inverse=True)
    use = np.zeros((len(touched), len(offered)))
    use[place, column] = amount
    return touched, use
