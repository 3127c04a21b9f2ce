"""Turns columns into whole plans and improves them, agent by agent.

Everything here starts from a feasible plan of everyone and keeps it feasible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from competency.columns import Floats, Ints
from competency.path_master import Master, Pool
from competency.path_model import Block
from competency.path_pricing import price

_NEAR = 1e-7


class Standing:
    """Everyone's plan and the room it leaves."""

    def __init__(self, blocks: Sequence[Block], limit: Floats, plans: Sequence[Ints]) -> None:
        self.blocks = blocks
        self.plans = list(plans)
        self.room = limit.copy()
        for agent in range(len(blocks)):
            self._take(agent, 1)

    def value(self) -> float:
        """Return the value of all plans."""
        return sum(map(Block.worth, self.blocks, self.plans))

    def closed(self) -> float:
        """Return the weighted gap all plans close."""
        return sum(map(Block.closed, self.blocks, self.plans))

    def change(self, agent: int, taken: Ints) -> None:
        """Give an agent another plan."""
        self._take(agent, -1)
        self.plans[agent] = taken
        self._take(agent, 1)

    def _take(self, agent: int, sign: int) -> None:
        block = self.blocks[agent]
        if len(self.plans[agent]):
            self.room[block.touched] -= sign * block.taking(self.plans[agent])


def net_worth(block: Block, taken: Ints, prices: Floats) -> float:
    """Return the value of a plan less the price of what it takes."""
    return block.worth(taken) - float(prices[block.touched] @ block.taking(taken))


def improve(
    standing: Standing,
    agents: Ints,
    prices: Floats,
    go_on: Callable[[], bool],
    tries: int = 15,
) -> int:
    """Plan each agent anew in the room the others leave; return how many changed.

    At `prices` an agent leaves what is scarce to those it is worth more to; `tries` as in `price`.
    """
    changed = 0
    for agent in agents.tolist():
        if not go_on():
            break
        block, old = standing.blocks[agent], standing.plans[agent]
        standing.change(agent, np.zeros(0, dtype=np.int64))
        found = price(block, prices, standing.room, tries, old)
        better = found.net > net_worth(block, old, prices) + _NEAR
        standing.change(agent, found.taken if better else old)
        changed += better
    return changed


def dive(
    pool: Pool, master: Master, limit: Floats, go_on: Callable[[], bool], steps: int = 8
) -> list[Ints]:
    """Make whole plans of the master's mix; return everyone's.

    In each step the agents whose mix is nearest to one plan get that plan, the others are priced in
    the room that is left and mixed anew (diving, see Sadykov et al. 2019).

    Args:
        pool: the columns; grows.
        master: the master over everyone.
        limit: of what is shared, shape (shared rows,).
        go_on: asked after each agent; at False those not fixed yet get nothing.
        steps: about how many steps.
    """
    plans = [np.zeros(0, dtype=np.int64)] * len(pool.blocks)
    room, free = limit.copy(), set(range(len(plans)))
    least = -(-len(plans) // steps)
    while free and go_on():
        before, fixed = len(free), 0
        for at in np.argsort(-master.share, kind="stable").tolist():
            column = int(master.columns[at])
            agent, rows, amounts = pool.agent[column], pool.rows[column], pool.amounts[column]
            sure = master.share[at] >= 1 - _NEAR
            if master.share[at] <= _NEAR or not (sure or fixed < least):
                break
            if agent in free and (amounts <= room[rows] + _NEAR).all():
                free.discard(agent)
                plans[agent] = pool.taken[column]
                room[rows] = np.maximum(room[rows] - amounts, 0.0)
                fixed += not sure
        if len(free) == before:  # the others are best left without
            break
        for agent in sorted(free):
            if go_on():
                pool.add(agent, price(pool.blocks[agent], master.prices, room, tries=8).taken)
        if free:
            its = pool.columns(np.array(sorted(free)), master.prices, 20)
            fits = [bool((pool.amounts[c] <= room[pool.rows[c]] + _NEAR).all()) for c in its]
            master = pool.solve(its[fits], room)
    return plans
