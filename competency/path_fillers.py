"""Micro-lessons as fillers: put into minutes that finished plans leave over, displacing nothing.

A micro-lesson that is required, or that a planned course needs first, is planned with the courses.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from competency.columns import Floats, Ints
from competency.path_greedy import Making, greedy, per_minute
from competency.path_model import Block, Shared, build_block
from competency.path_problem import Problem


def fill(problem: Problem, shared: Shared, plans: Sequence[Ints]) -> tuple[list[Ints], float]:
    """Add micro-lessons to plans; return the plans and the weighted gap closed in addition.

    Those of the previous plan come first, then the one that closes most a minute, of any agent.
    One that would close less than `least_uplift` of each gap that is left is not added.

    Args:
        problem: everything given.
        shared: its shared limits.
        plans: offers of each agent, by position in the problem's offers.
    """
    blocks = [build_block(problem, shared, agent, fillers=True) for agent in problem.agents]
    making = Making(blocks, shared.limit)
    for number, (block, plan) in enumerate(zip(blocks, plans, strict=True)):
        making.book(number, np.searchsorted(block.offers, plan).tolist())
    before = sum(map(Block.closed, blocks, making.plans()))
    for number, (block, agent) in enumerate(zip(blocks, problem.agents, strict=True)):
        old = np.isin(block.offers, list(agent.previous.values())) & block.filler[block.course]
        for offer in np.flatnonzero(old).tolist():
            if _rate(problem, block, making.closed[number], (int(block.course[offer]),)) > 0:
                making.keep(number, [offer])
    greedy(making, lambda *given: _rate(problem, *given))
    found = making.plans()
    closed = sum(map(Block.closed, blocks, found))
    return [block.offers[plan] for block, plan in zip(blocks, found, strict=True)], closed - before


def _rate(problem: Problem, block: Block, closed: Floats, bundle: tuple[int, ...]) -> float:
    which = list(bundle)
    if not block.filler[which].all():
        return 0.0
    left = np.maximum(block.gap - closed, 0.0)
    helps = np.minimum(block.closing[which].sum(axis=0), left).max(initial=0.0)
    return per_minute(block, closed, bundle) if helps >= problem.rules.least_uplift else 0.0
