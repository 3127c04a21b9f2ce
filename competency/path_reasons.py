"""Why this and not that: what a plan is worth at prices, and each planned course's runner-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from competency.catalogue import speaks
from competency.columns import Floats, Ints
from competency.path_choices import left_gap
from competency.path_model import Shared, build_block
from competency.path_pricing import price
from competency.path_problem import Agent, Course, Problem
from competency.path_room import Beside, Room

#: Weighted points that are none in two digits.
_NONE = 0.005


@dataclass(frozen=True)
class RunnerUp:
    """What would do most in a planned offer's place, and why it is not taken.

    `less` is how many weighted points less the agent's plan is worth with `other` instead, without
    what stability is worth (negative: more). `why` is `less_gain`, `sent` (fits, but what was sent
    changes only for more), `as_good` (fits), `needs_it` (needs the planned course first), an
    obstacle as in `path_room.Beside`; without `other` it is `needed` (the rest of the plan needs
    the planned course) or `none`.
    """

    offer: int
    other: int | None
    less: float
    why: str


def priced_value(problem: Problem, agent: Agent, prices: Floats) -> float:
    """Return what the best plan of an agent is worth when what is shared has a price.

    What an override costs is the value without it less the value with it. `problem.agents` need not
    hold the agent as given. A lower bound where the search stops early, near the best otherwise.

    Args:
        problem: everything given.
        agent: the agent, with or without the override.
        prices: of what is shared, as in `Solution.prices`.

    >>> from dataclasses import replace
    >>> from competency.path_samples import sample_problem
    >>> from competency.path_solver import solve
    >>> problem = sample_problem(1, agents=2, courses=8)
    >>> found, agent = solve(problem), problem.agents[0]
    >>> barred = replace(agent, excluded=frozenset(range(8)))
    >>> free = priced_value(problem, agent, found.prices)
    >>> bool(free >= priced_value(problem, barred, found.prices) == 0)
    True
    """
    block = build_block(problem, Shared.of(problem), agent)
    return price(block, prices).net


def runners_up(
    room: Room, agent: Agent, plan: Ints, rivals: Mapping[int, Sequence[int]]
) -> list[RunnerUp]:
    """Return the runner-up of some planned offers of one agent.

    A runner-up is open to the agent and not on the plan. Of those that would do as much as the
    planned one, the best is named, with what stands against it; else the best of those that fit;
    else the best.

    Args:
        room: what everybody's plans leave.
        agent: whose plan it is.
        plan: the offers taken.
        rivals: the courses to compare each of these offers with, such as work on the same ability;
            those closed to the agent or on the plan are passed over.
    """
    if not rivals:
        return []
    beside, worths = Beside(room, agent, plan), _Worth(room.problem, agent, plan)
    return [_runner_up(beside, worths, offer, its) for offer, its in sorted(rivals.items())]


class _Worth:
    """What courses are worth to one agent in place of one that is planned."""

    def __init__(self, problem: Problem, agent: Agent, plan: Ints) -> None:
        self.gap, self.weights = left_gap(problem, agent), np.array(problem.weights)
        uplift = np.array([one.uplift for one in problem.courses]).reshape(-1, len(self.gap))
        self.closing = np.clip(uplift, 0.0, self.gap)
        minutes = np.array([one.minutes for one in problem.courses], dtype=np.float64)
        self.cost = problem.rules.minute_cost * minutes
        self.closed = self.closing[problem.offers.course[plan]].sum(axis=0)

    def less(self, planned: int, others: Ints) -> Floats:
        """Return how many weighted points less the plan is worth with each of the others."""
        rest = self.closed - self.closing[planned]
        with_ = np.minimum(self.gap, rest + self.closing[[planned, *others]]) @ self.weights
        worth = with_ - self.cost[[planned, *others]]
        return np.asarray(worth[0] - worth[1:], dtype=np.float64)


def _runner_up(beside: Beside, worths: _Worth, offer: int, rivals: Sequence[int]) -> RunnerUp:
    problem, agent = beside.problem, beside.agent
    taken = set(problem.offers.course[beside.plan].tolist())
    planned = int(problem.offers.course[offer])
    if any(planned in problem.courses[one].prerequisites for one in taken):
        return RunnerUp(offer, None, 0.0, "needed")
    gone = taken | {booking.course for booking in agent.fixed} | agent.held | agent.excluded
    others = np.array(
        [one for one in rivals if one not in gone and _open(agent, problem.courses[one])],
        dtype=np.int64,
    )
    if not len(others):
        return RunnerUp(offer, None, 0.0, "none")
    less = worths.less(planned, others)
    after = np.array([planned in problem.courses[one].prerequisites for one in others.tolist()])
    order = np.lexsort((less, after))
    named = int(order[0])
    if less[named] >= _NONE or after[named]:
        fitting = (at for at in order if not after[at] and beside.fits(int(others[at]), offer))
        named = int(next(fitting, named))
    other, much = int(others[named]), float(less[named])
    why = "needs_it" if after[named] else beside.obstacle(other, offer)
    return RunnerUp(offer, other, much, why or _preferred(problem, agent, planned, much))


def _open(agent: Agent, course: Course) -> bool:
    return (
        not course.barred
        and course.min_tier <= agent.tier
        and speaks(agent.language, course.language)
    )


def _preferred(problem: Problem, agent: Agent, planned: int, less: float) -> str:
    """Return why a course is not taken that fits."""
    if less >= _NONE:
        return "less_gain"
    sent = planned in agent.previous and -less < problem.rules.keep
    return "sent" if sent else "as_good"
