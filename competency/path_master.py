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
from competency.path_pricing import Priced, price, price_closely

#: Weight of the prices of the best bound against the newest.
_SMOOTHING = 0.5
#: Columns of an agent in the master; sets tried for an agent in a quick round.
_COLUMNS, _TRIES = 10, 8
#: Steps to first prices.
_STEPS = 6


@dataclass(frozen=True)
class Master:
    """The restricted master's optimum: value, prices, and the share of each of its columns."""

    value: float
    prices: Floats
    columns: Ints
    share: Floats


@dataclass
class Pool:
    """Columns known so far; each agent may also have the empty plan.

    The master is solved by `group` of agents, shape (agents,): one for all takes far too long from
    some thousand agents on.
    """

    blocks: Sequence[Block]
    limit: Floats
    group: Ints
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

    def columns(self, agents: Ints, prices: Floats, most: int) -> Ints:
        """Return the `most` columns of each agent that are worth most at `prices`."""
        found: list[int] = []
        for agent in agents.tolist():
            its = self.of.get(agent, [])
            if len(its) > most:
                net = [self.net(one, prices) for one in its]
                its = sorted(its[at] for at in np.argsort(net, kind="stable")[-most:])
            found += its
        return np.array(found, dtype=np.int64)

    def net(self, column: int, prices: Floats) -> float:
        """Return the value of a column less the price of what it takes."""
        return self.value[column] - float(prices[self.rows[column]] @ self.amounts[column])

    def best(self, agent: int, prices: Floats) -> Priced:
        """Return an agent's best known plan at `prices`; nothing is known of a bound."""
        its = self.of.get(agent, [])
        net = [self.net(one, prices) for one in its]
        at = int(np.argmax(net)) if net else -1
        if at < 0 or net[at] <= 0:
            return Priced(np.zeros(0, dtype=np.int64), 0.0, np.inf)
        return Priced(self.taken[its[at]], net[at], np.inf)

    def solve(self, chosen: Ints, limit: Floats) -> Master:
        """Solve the linear restricted master over some columns.

        Each group gets a part of every limit, in proportion to what its columns take, so that their
        mixes keep the limits together; a price is the mean of theirs, by these parts.
        """
        use = self.matrix(chosen)
        total, prices = use.sum(axis=1), np.zeros(len(limit))
        limit = np.where(total > limit + 1e-9, limit, np.inf)  # the others never bind
        group = self.group[[self.agent[one] for one in chosen]]
        value, share = 0.0, np.zeros(len(chosen))
        for one in np.unique(group):
            its = np.flatnonzero(group == one)
            part = use[:, its].sum(axis=1) / np.maximum(total, 1e-9)
            binding = np.flatnonzero(np.isfinite(limit) & (part > 0))
            found = self._mix(chosen[its], use[:, its][binding], limit[binding] * part[binding])
            prices[binding] += part[binding] * found.prices
            value, share[its] = value + found.value, found.share
        return Master(value, prices, chosen, share)

    def _mix(self, chosen: Ints, use: csr_array, limit: Floats) -> Master:
        value = np.array([self.value[one] for one in chosen])
        owner = np.unique(np.array([self.agent[one] for one in chosen]), return_inverse=True)[1]
        once = csr_array((np.ones(len(chosen)), (owner, np.arange(len(chosen)))))
        rows: Any = vstack([use, once]).tocsc()  # the stubs know of dense ones only
        result = linprog(
            -value,
            A_ub=rows,
            b_ub=np.concatenate([limit, np.ones(once.shape[0])]),
            bounds=(0.0, None),
            method="highs-ds",
        )
        if result.x is None:
            return Master(0.0, np.zeros(len(limit)), chosen, np.zeros(len(chosen)))
        prices = np.maximum(-result.ineqlin.marginals[: len(limit)], 0.0)
        return Master(-float(result.fun or 0.0), prices, chosen, np.asarray(result.x))


@dataclass(frozen=True)
class Generated:
    """Where column generation stopped: the best prices, their bound, the last master."""

    prices: Floats
    bound: float
    master: Master
    rounds: int


def generate(
    pool: Pool,
    agents: Ints,
    limit: Floats,
    start: Floats,
    go_on: Callable[[], bool],
    close: float,
    rounds: int = 30,
    closely: int = 10,
) -> Generated:
    """Add columns until the bound is within `close` of the master's value.

    Rounds are quick until they bring little, at prices smoothed over the rounds; the rounds after
    that price each agent closely, at prices smoothed towards those of the best bound.

    Args:
        pool: columns known so far; grows.
        agents: whom to plan for.
        limit: of what is shared, for these agents, shape (shared rows,).
        start: first prices, shape (shared rows,).
        go_on: asked after every agent of a round; at False the round is dropped.
        close: distance of bound and value at which to stop.
        rounds: most rounds, those that price closely included.
        closely: most rounds that price closely.
    """
    best, prices, centre, near, done = np.inf, start, start, 0, 0
    finite = np.isfinite(limit)
    master = pool.solve(pool.columns(agents, start, _COLUMNS), limit)
    for done in range(1, rounds + 1):
        at = centre
        if np.isfinite(best):
            at = _SMOOTHING * centre + (1 - _SMOOTHING) * master.prices
        near += done > rounds - closely
        bound = reached = float(at[finite] @ limit[finite])
        for agent in agents.tolist():
            known = pool.best(agent, at)
            if near:
                found = price_closely(pool.blocks[agent], at, known)
            else:
                found = price(pool.blocks[agent], at, tries=_TRIES, known=known.taken)
            bound, reached = bound + found.bound, reached + found.net
            pool.add(agent, found.taken)
            if not go_on():
                return Generated(prices, best, master, done)
        if bound < best:
            best, prices = bound, at
        centre = prices if near else at
        master = pool.solve(pool.columns(agents, at, _COLUMNS), limit)
        if best - master.value <= close or near >= closely:
            break
        if near == 0 and closely and reached <= master.value + 2 * close:
            rounds = min(rounds, done + closely)  # quick rounds find no more
    return Generated(prices, best, master, done)


def first_prices(
    pool: Pool, agents: Ints, limit: Floats, unit: Floats, go_on: Callable[[], bool]
) -> Floats:
    """Return prices that more or less keep demand within the limits, by a few subgradient steps.

    Args:
        pool: columns known so far; grows.
        agents: whom to plan for.
        limit: of what is shared, for these agents, shape (shared rows,).
        unit: how far the price of each row moves when demand is twice the limit.
        go_on: asked after every agent; at False the steps end.
    """
    prices = np.zeros(len(limit))
    scarce = np.isfinite(limit) & (limit > 0)
    most = np.where(scarce, limit, 1.0)
    for step in range(_STEPS):
        demand = np.zeros(len(limit))
        for agent in agents.tolist():
            block = pool.blocks[agent]
            found = price(block, prices, tries=2)
            pool.add(agent, found.taken)
            if len(found.taken):
                demand[block.touched] += block.taking(found.taken)
            if not go_on():
                return prices
        over = np.where(scarce, np.clip((demand - most) / most, -1.0, 2.0), 0.0)
        prices = np.maximum(0.0, prices + unit * over / (1 + 0.3 * step))
    return prices
