"""Which offers an agent may take at all, whatever others take: eligibility, use, prerequisites."""

from __future__ import annotations

import numpy as np

from competency.catalogue import speaks
from competency.columns import Flags, Floats, Ints
from competency.path_problem import Agent, Problem


def left_gap(problem: Problem, agent: Agent) -> Floats:
    """Return an agent's gaps after the courses already started, shape (dimensions,)."""
    closed = [problem.courses[booking.course].uplift for booking in agent.fixed]
    left = np.array(agent.gap) - np.sum([np.maximum(up, 0) for up in closed], axis=0)
    return np.asarray(np.maximum(left, 0.0), dtype=np.float64)


def choices(problem: Problem, agent: Agent, useful: bool = True) -> Ints:
    """Return the offers an agent may take, whatever others take, in order.

    Open to the agent (tier, language, not held, excluded, fixed or barred), useful for a gap or
    required or a prerequisite of such a course (all with `useful` False), in time, and with every
    prerequisite to be had.
    """
    offers, courses = problem.offers, problem.courses
    barred = agent.held | agent.excluded | {booking.course for booking in agent.fixed}
    open_to = {
        number
        for number, course in enumerate(courses)
        if not course.barred
        and number not in barred
        and course.min_tier <= agent.tier
        and speaks(agent.language, course.language)
        and (course.mentor is None or _mentor(agent, course.mentor) is not None)
    }
    done = {booking.course: booking.last for booking in agent.fixed}
    open_to = _attainable(problem, open_to, agent.held | done.keys())
    gap = left_gap(problem, agent)
    wanted = {
        number
        for number in open_to
        if not useful or number in agent.required or _useful(problem, agent, gap, number)
    }
    stack = sorted(wanted)
    while stack:
        for needed in courses[stack.pop()].prerequisites:
            if needed in open_to and needed not in wanted:
                wanted.add(needed)
                stack.append(needed)
    earliest = np.full(len(courses), len(agent.minutes) + 1)
    for number in wanted:
        after = [done[one] + 1 for one in courses[number].prerequisites if one in done]
        earliest[number] = max([agent.earliest.get(number, 0), *after])
    fits = (offers.minutes <= np.array(agent.most)).all(axis=1)
    fits &= offers.first >= earliest[offers.course]
    for booking in agent.fixed:
        if booking.session is not None:
            busy = problem.sessions[booking.session]
            fits &= ~((offers.starts < busy.ends) & (busy.starts < offers.ends))
    for number, offer in agent.pinned.items():
        fits &= (offers.course != number) | (np.arange(len(offers)) == offer)
    seats = np.array([session.seats != 0 for session in problem.sessions] + [True])
    fits &= seats[offers.session]
    return np.flatnonzero(_after_prerequisites(problem, fits, agent.held | done.keys()))


def _after_prerequisites(problem: Problem, fits: Flags, done: frozenset[int] | set[int]) -> Flags:
    """Drop offers that begin before any offer of a missing prerequisite has ended."""
    offers = problem.offers
    while True:
        ends = np.full(len(problem.courses), problem.weeks)
        np.minimum.at(ends, offers.course[fits], offers.last[fits])
        ready = np.array(
            [
                max(
                    (int(ends[one]) + 1 for one in course.prerequisites if one not in done),
                    default=0,
                )
                for course in problem.courses
            ],
            dtype=np.int64,
        )
        kept = fits & (offers.first >= ready[offers.course])
        if (kept == fits).all():
            return kept
        fits = kept


def _useful(problem: Problem, agent: Agent, gap: Floats, number: int) -> bool:
    """Tell whether a course closes enough of a gap; anything, where it was planned before.

    An unstarted item is then not dropped for the gap's having shrunk a little, but only for what
    is worth more than it by `keep`.
    """
    rules, kept = problem.rules, number in agent.previous
    least = (0.0, 0.0) if kept else (rules.least_gap, rules.least_uplift)
    return any(
        there >= least[0] and min(there, up) >= least[1] and (not kept or min(there, up) > 0)
        for there, up in zip(gap, problem.courses[number].uplift, strict=True)
    )


def _mentor(agent: Agent, kind: int) -> int | None:
    return agent.mentors[kind] if kind < len(agent.mentors) else None


def _attainable(problem: Problem, open_to: set[int], done: frozenset[int] | set[int]) -> set[int]:
    """Return the courses whose prerequisites, and theirs, are done or open."""
    while True:
        kept = {
            number
            for number in open_to
            if all(one in open_to or one in done for one in problem.courses[number].prerequisites)
        }
        if kept == open_to:
            return kept
        open_to = kept
