"""Prices of what agents share: column generation, and the bound that proves how good a plan is.

A column is one agent's plan. The restricted master picks a mix of the known columns an agent, as a
linear program; its duals price seats, team time and mentors; `path_pricing` then finds each agent's
best plan at these prices. At any prices p >= 0, p·limit + sum of the agents' best net values is
a bound on every feasible plan (Lagrange). Prices are smoothed towards those of the best bound
(Wentges 1997), because the duals of a restricted master jump about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from competency.columns import Floats, Ints
from competency.path_model import Block
from competency.path_pricing import price

#: Weight of the prices of the best bound against the newest.
_SMOOTHING = 0.5


@dataclass(frozen=True)
class Master:
    """The restricted master's optimum: value, prices, and the share of each column."""

    value: float
    prices: Floats
    share: Floats


@dataclass
class Pool:
    """Columns known so far; each agent may also have the empty plan."""

    blocks: Sequence[Block]
    limit: Floats
    agent: list[int] = field(default_factory=list)
    taken: list[Ints] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    rows: list[Ints] = field(default_factory=list)
    amounts: list[Floats] = field(default_factory=list)
    of: dict[int, list[int]] = field(default_factory=dict)
    known: set[tuple[int, bytes]] = field(default_factory=set)

    def add(self, agent: int, taken: Ints) -> None:
        """Add a plan unless it is known or empty."""
        key = (agent, taken.tobytes())
        if not len(taken) or key in self.known:
            return
        self.known.add(key)
        block = self.blocks[agent]
        amount = block.taking(taken)
        used = amount > 0
        self.of.setdefault(agent, []).append(len(self.agent))
        self.agent.append(agent)
        self.taken.append(taken)
        self.value.append(block.worth(taken))
        self.rows.append(block.touched[used])
        self.amounts.append(amount[used])

    def matrix(self, columns: Ints) -> csr_array:
        """Return what columns take of what is shared, shape (shared rows, columns)."""
        rows = [self.rows[one] for one in columns]
        width = np.array([len(one) for one in rows], dtype=np.int64)
        where = np.repeat(np.arange(len(columns)), width)
        empty = np.zeros(0)
        data = np.concatenate([empty, *(self.amounts[one] for one in columns)])
        at = np.concatenate([empty, *rows]).astype(np.int64)
        return csr_array((data, (at, where)), shape=(len(self.limit), len(columns)))

    def solve(self, agents: Ints, limit: Floats) -> Master:
        """Solve the linear restricted master over some agents."""
        chosen = np.array([one for it in agents.tolist() for one in self.of.get(it, [])], np.int64)
        prices = np.zeros(len(limit))
        if not len(chosen):
            return Master(0.0, prices, np.zeros(0))
        value = np.array([self.value[one] for one in chosen])
        owner = np.unique(np.array([self.agent[one] for one in chosen]), return_inverse=True)[1]
        use = self.matrix(chosen)
        binding = np.flatnonzero(use.sum(axis=1) > limit + 1e-9)
        once = csr_array((np.ones(len(chosen)), (owner, np.arange(len(chosen)))))
        rows: Any = vstack([use[binding], once]).tocsc()  # the stubs know of dense ones only
        result = linprog(
            -value,
            A_ub=rows,
            b_ub=np.concatenate([limit[binding], np.ones(once.shape[0])]),
            bounds=(0.0, None),
            method="highs",
        )
        if result.x is None:
            return Master(0.0, prices, np.zeros(len(chosen)))
        prices[binding] = np.maximum(-result.ineqlin.marginals[: len(binding)], 0.0)
        return Master(-float(result.fun or 0.0), prices, np.asarray(result.x))


@dataclass(frozen=True)
class Generated:
    """Where column generation stopped: the best prices, their bound, the master's value."""

    prices: Floats
    bound: float
    value: float
    rounds: int


def generate(
    pool: Pool,
    agents: Ints,
    limit: Floats,
    start: Floats,
    go_on: Callable[[], bool],
    close: float,
    rounds: int = 30,
) -> Generated:
    """Add columns until the bound is within `close` of the master's value.

    Args:
        pool: columns known so far; grows.
        agents: whom to plan for.
        limit: of what is shared, for these agents, shape (shared rows,).
        start: first prices, shape (shared rows,).
        go_on: asked after every agent of a round; at False the round is dropped.
        close: distance of bound and value at which to stop.
        rounds: most rounds.
    """
    best, centre, value, done = np.inf, start, -np.inf, 0
    finite = np.isfinite(limit)
    for done in range(1, rounds + 1):
        master = pool.solve(agents, limit)
        value = master.value
        if best - value <= close:
            break
        known = np.isfinite(best)
        at = _SMOOTHING * centre + (1 - _SMOOTHING) * master.prices if known else centre
        bound = float(at[finite] @ limit[finite])
        for agent in agents.tolist():
            found = price(pool.blocks[agent], at)
            bound += found.bound
            pool.add(agent, found.taken)
            if not go_on():
                return Generated(centre, best, value, done)
        if bound < best:
            best, centre = bound, at
    return Generated(centre, best, value, done)
