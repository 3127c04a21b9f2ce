"""An agent's own rules as linear rows: over offers, and what follows for courses whatever the week.

A course once, minutes saved up and in one week, number of items, micro-lessons a week,
prerequisites in an earlier week, sessions that clash, the training mix of the seniority group.
"""

from __future__ import annotations

import numpy as np

from competency.columns import Flags, Floats, Ints
from competency.path_problem import Agent, Problem

#: Rows of constraints as (coefficients, most).
_Rows = list[tuple[Floats, float]]


def own_rules(problem: Problem, agent: Agent, offered: Ints) -> tuple[Floats, Floats]:
    """Return the rules over the offers: rows (rules, offers) and the most each may add up to."""
    offers, rules = problem.offers, problem.rules
    course, minutes = offers.course[offered], offers.minutes[offered]
    first, last = offers.first[offered], offers.last[offered]
    rows: _Rows = [((course == one).astype(np.float64), 1.0) for one in np.unique(course)]
    fixed = _fixed(problem, agent)
    saved = np.maximum(np.cumsum(agent.minutes) - np.cumsum(fixed), 0.0)
    free = np.maximum(np.array(agent.most) - fixed, 0.0)
    micro, elective = _micro(problem, course), _elective(agent, course)
    for week in range(problem.weeks):
        rows.append((minutes[:, : week + 1].sum(axis=1), float(saved[week])))
        rows.append((minutes[:, week], float(free[week])))
        rows.append(((micro & (first == week)).astype(np.float64), float(rules.micro_a_week)))
    rows.append((((~micro) & elective).astype(np.float64), _room(problem, agent)))
    rows += _before(problem, agent, course, first, last)
    rows += _clashes(offers.starts[offered], offers.ends[offered])
    rows += _mix(problem, agent, course, minutes.sum(axis=1) * elective)
    return _binding(rows, len(offered))


def set_rules(problem: Problem, agent: Agent, offered: Ints) -> tuple[Floats, Floats]:
    """Return what the rules say of courses alone: rows (rules, courses), most of each."""
    courses, which = np.unique(problem.offers.course[offered], return_inverse=True)
    ends = np.zeros(len(courses), dtype=np.int64)
    np.maximum.at(ends, which, problem.offers.last[offered])
    minutes = np.array([problem.courses[one].minutes for one in courses], dtype=np.float64)
    micro, elective = _micro(problem, courses), _elective(agent, courses)
    rules, done = problem.rules, _done(agent)
    saved = np.cumsum(agent.minutes) - np.cumsum(_fixed(problem, agent))
    rows: _Rows = [
        *((minutes * (ends <= week), max(float(saved[week]), 0.0)) for week in np.unique(ends)),
        (micro.astype(np.float64), float(rules.micro_a_week * problem.weeks)),
        (((~micro) & elective).astype(np.float64), _room(problem, agent)),
    ]
    for one in courses.tolist():
        for needed in sorted(set(problem.courses[one].prerequisites) - done):
            rows.append(((courses == one) * 1.0 - (courses == needed), 0.0))
    rows += _mix(problem, agent, courses, minutes * elective)
    return _binding(rows, len(courses))


def _binding(rows: _Rows, width: int) -> tuple[Floats, Floats]:
    """Return the rows that could ever bind."""
    kept = [(row, most) for row, most in rows if row[row > 0].sum() > most + 1e-9]
    matrix = np.array([row for row, _ in kept], dtype=np.float64).reshape(len(kept), width)
    return matrix, np.array([most for _, most in kept], dtype=np.float64)


def _fixed(problem: Problem, agent: Agent) -> Floats:
    taken = np.zeros(problem.weeks)
    for booking in agent.fixed:
        taken += booking.minutes
    return taken


def _done(agent: Agent) -> set[int]:
    return set(agent.held) | {booking.course for booking in agent.fixed}


def _micro(problem: Problem, courses: Ints) -> Flags:
    return np.array([problem.courses[one].micro for one in courses], dtype=np.bool_)


def _elective(agent: Agent, courses: Ints) -> Flags:
    return np.array([one not in agent.required for one in courses.tolist()], dtype=np.bool_)


def _room(problem: Problem, agent: Agent) -> float:
    started = sum(not problem.courses[one.course].micro for one in agent.fixed)
    return float(max(0, problem.rules.items - started))


def _before(problem: Problem, agent: Agent, course: Ints, first: Ints, last: Ints) -> _Rows:
    """Who starts a course by a week has ended each prerequisite in a week before."""
    done = _done(agent)
    rows: _Rows = []
    for one in np.unique(course).tolist():
        for needed in problem.courses[one].prerequisites:
            if needed in done:
                continue
            for week in np.unique(first[course == one]).tolist():
                row = ((course == one) & (first <= week)).astype(np.float64)
                row -= (course == needed) & (last < week)
                rows.append((row, 0.0))
    return rows


def _clashes(starts: Floats, ends: Floats) -> _Rows:
    """At the start of each session at most one runs; self-paced offers have no time (NaN)."""
    rows: _Rows = []
    for moment in np.unique(starts[~np.isnan(starts)]).tolist():
        row = ((starts <= moment) & (moment < ends)).astype(np.float64)
        rows.append((row, 1.0))
    return rows


def _mix(problem: Problem, agent: Agent, course: Ints, minutes: Floats) -> _Rows:
    """At most the mix's share of the minutes of the kinds it names are of one kind."""
    if agent.mix is None:
        return []
    rules, courses, mix = problem.rules, problem.courses, problem.mixes[agent.mix]
    named = {number for number, share in enumerate(mix) if share < 1}
    kind = np.array([k if (k := courses[one].kind) in named else -1 for one in course.tolist()])
    rows: _Rows = []
    for number in sorted(named):
        most = mix[number] + rules.mix_tolerance
        slack = float(rules.mix_slack)
        for booking in agent.fixed:
            of = courses[booking.course].kind
            if of in named:
                slack -= sum(booking.minutes) * ((of == number) - most)
        rows.append((minutes * ((kind == number) - most) * (kind >= 0), max(slack, 0.0)))
    return rows
