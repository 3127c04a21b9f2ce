"""Why this and not that: what a plan is worth at prices, and each planned course's runner-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from competency.columns import Flags, Floats, Ints
from competency.path_model import Block, Shared, build_block
from competency.path_polish import Standing
from competency.path_pricing import price
from competency.path_problem import Agent, Problem

_NEAR = 1e-9

Why = Literal["less_gain", "no_seat", "no_time", "prerequisite"]


@dataclass(frozen=True)
class RunnerUp:
    """The course not planned that would do most in a planned one's place, and why it is not taken.

    `offer` is the planned one; `less` is how many weighted points less `other` is worth there
    (negative: more, and `why` is what stands against it).
    """

    offer: int
    other: int | None
    less: float
    why: Why | None


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


def runners_up(problem: Problem, plans: Sequence[Ints]) -> list[list[RunnerUp]]:
    """Return, for each agent, the runner-up of each planned offer, in the plan's order.

    Compared is what each course closes besides the rest of the plan, with bonuses and minutes.
    Micro-lessons are compared with micro-lessons. One that would do more and fits all the same is
    left to the next run, so it is not named.

    Args:
        problem: everything given.
        plans: offers of each agent, by position in the problem's offers.
    """
    shared = Shared.of(problem)
    blocks = [build_block(problem, shared, agent, fillers=True) for agent in problem.agents]
    taken = [np.searchsorted(block.offers, plan) for block, plan in zip(blocks, plans, strict=True)]
    room = Standing(blocks, shared.limit, taken).room
    return [
        [_Beside(problem, agent, block, room, its).runner_up(one) for one in its.tolist()]
        for agent, block, its in zip(problem.agents, blocks, taken, strict=True)
    ]


class _Beside:
    """What else one agent could take beside a plan."""

    def __init__(
        self, problem: Problem, agent: Agent, block: Block, room: Floats, taken: Ints
    ) -> None:
        self.block, self.taken = block, taken
        self.number = problem.offers.course[block.offers[block.starts[:-1]]]
        self.own = np.zeros(0)
        if len(block.offers):
            self.own = np.maximum.reduceat(block.value, block.starts[:-1])
        self.left = block.most - block.rows[:, taken].sum(axis=1)
        self.room = room[block.touched]
        self.closed = block.closing[block.course[taken]].sum(axis=0)
        self.micro = np.array([problem.courses[one].micro for one in self.number], dtype=np.bool_)

    def runner_up(self, planned: int) -> RunnerUp:
        """Return the runner-up of one planned offer, by position in the block."""
        block, offer = self.block, int(self.block.offers[planned])
        course = int(block.course[planned])
        without = self.closed - block.closing[course]
        adds = np.minimum(block.gap, without + block.closing) - np.minimum(block.gap, without)
        worth = adds @ block.weight + self.own
        now = float(worth[course] - self.own[course] + block.value[planned])
        worth[block.course[self.taken]] = -np.inf
        worth[self.micro != self.micro[course]] = -np.inf
        for other in np.argsort(-worth, kind="stable").tolist():
            if worth[other] <= 0:
                break
            less = now - float(worth[other])
            why: Why | None = "less_gain" if less >= 0 else self._obstacle(other, planned)
            if why is not None:
                return RunnerUp(offer, int(self.number[other]), less, why)
        return RunnerUp(offer, None, 0.0, None)

    def _obstacle(self, other: int, planned: int) -> Why | None:
        """Tell what keeps a course from a planned one's place; None: nothing."""
        block = self.block
        planned_courses = set(block.course[self.taken].tolist()) - {int(block.course[planned])}
        if not set(block.needs[other]) <= planned_courses:
            return "prerequisite"
        offers = np.arange(block.starts[other], block.starts[other + 1])
        after = (self.left + block.rows[:, planned])[:, None] - block.rows[:, offers]
        fits: Flags = (after >= -_NEAR).all(axis=0)
        if not fits.any():
            return "no_time"
        shared = (self.room + block.use[:, planned])[:, None] - block.use[:, offers]
        return None if (fits & (shared >= -_NEAR).all(axis=0)).any() else "no_seat"
