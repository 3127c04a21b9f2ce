"""Plans everyone's learning path at once, within a time limit, and says how good the plan is.

Greedy first, so that there is always a feasible plan. Small centres then are one program; others
go by column generation (`path_master`), large ones on a sample of teams first, then to whole plans
from the columns, team by team, and improvement agent by agent (`path_polish`). The clock only
decides where this stops: stopped at the same step, the same input gives the same plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from competency.columns import Floats, Ints
from competency.path_exact import solve_whole
from competency.path_greedy import Making, greedy
from competency.path_master import Pool, generate
from competency.path_model import Block, Shared, build_block
from competency.path_polish import Standing, choose, improve
from competency.path_problem import Problem

#: Up to how many agents one program for all is solved.
EXACT = 24
#: Agents in the sample that finds first prices, and from how many on there is one.
_SAMPLE, _LARGE = 400, 800
#: Relative gap that is good enough.
_CLOSE = 0.002


@dataclass(frozen=True)
class Solution:
    """A plan: for each agent the offers taken, by position in the problem's offers.

    `closed` is the weighted gap it closes, `value` also counts minutes and bonuses; no plan is
    worth more than `bound` (inf: not known). `prices` of what is shared, as in `Shared`.
    """

    plans: tuple[Ints, ...]
    value: float
    closed: float
    bound: float
    prices: Floats
    steps: tuple[str, ...]

    @property
    def gap(self) -> float:
        """How much more could be gained at most, relative to the weighted gap closed."""
        return (self.bound - self.value) / self.closed if self.closed > 0 else 0.0


def solve(problem: Problem, left: Callable[[], float]) -> Solution:
    """Plan everyone.

    Args:
        problem: everything given.
        left: seconds left; at 0 the best plan so far is returned (greedy is always finished).
    """
    shared = Shared.of(problem)
    blocks = [build_block(problem, shared, agent) for agent in problem.agents]
    making = Making(blocks, shared.limit)
    for number, agent in enumerate(problem.agents):
        if agent.previous:
            making.keep(number, _previous(blocks[number], set(agent.previous.values())))
    greedy(making)
    run = _Run(problem, shared, Pool(blocks, shared.limit), making.plans(), left)
    if len(blocks) <= EXACT:
        run.exactly()
    elif left() > 0.02 * len(blocks):  # else there is no time for prices
        run.by_columns()
    if run.standing.value() < run.bound - 1e-4 * abs(run.standing.value()):
        run.improve()
    standing = run.standing
    return Solution(
        tuple(block.offers[plan] for block, plan in zip(blocks, standing.plans, strict=True)),
        standing.value(),
        standing.closed(),
        run.bound,
        run.prices,
        tuple(run.steps),
    )


class _Run:
    """The steps after greedy; the plan only ever gets better."""

    def __init__(
        self,
        problem: Problem,
        shared: Shared,
        pool: Pool,
        plans: Sequence[Ints],
        left: Callable[[], float],
    ) -> None:
        self.shared, self.pool, self.left = shared, pool, left
        self.standing = Standing(pool.blocks, shared.limit, plans)
        self.team = np.array([agent.team for agent in problem.agents], dtype=np.int64)
        self.everyone = np.arange(len(pool.blocks))
        self.prices, self.bound = np.zeros(len(shared.limit)), np.inf
        self.steps: list[str] = []
        for number, plan in enumerate(plans):
            pool.add(number, plan)
        self._note("greedy")

    def _note(self, step: str) -> None:
        closed, value = self.standing.closed(), self.standing.value()
        self.steps.append(
            f"{step}: closed {closed:.3f}, value {value:.3f}, {self.left():.0f} s left"
        )

    def _consider(self, plans: Sequence[Ints]) -> None:
        found = Standing(self.pool.blocks, self.shared.limit, plans)
        if found.value() > self.standing.value():
            self.standing = found

    def exactly(self) -> None:
        """Solve one program for everyone."""
        plans, bound = solve_whole(self.pool.blocks, self.shared.limit, max(1.0, 0.7 * self.left()))
        self.bound = bound
        if plans is not None:
            self._consider(plans)
        self._note(f"one program, bound {bound:.3f}")

    def by_columns(self) -> None:
        """Find prices and a bound, then whole plans."""
        total = self.left()
        close = _CLOSE * self.standing.closed()
        prices = self.prices
        if len(self.everyone) > _LARGE:
            prices = _sampled(
                self.pool, self.shared, self.team, close, lambda: self.left() > 0.7 * total
            )
            self._note("sample")
        found = generate(
            self.pool,
            self.everyone,
            self.shared.limit,
            prices,
            lambda: self.left() > 0.35 * total,
            close,
        )
        self.prices, self.bound = found.prices, found.bound
        self._note(f"{found.rounds} rounds, master {found.value:.3f}, bound {found.bound:.3f}")
        whole = Standing(self.pool.blocks, self.shared.limit, self.standing.plans)
        _round(whole, self.pool, self.team, lambda: self.left() > 0)
        self._consider(whole.plans)
        self._note("whole plans")

    def improve(self) -> None:
        """Plan agents and teams anew in the room that is left, ever less mindful of prices."""
        for weight in (0.9, 0.5, 0.0, 0.0, 0.0):
            before, kept = self.standing.value(), list(self.standing.plans)
            prices = weight * self.prices
            improve(self.standing, self.pool, self.everyone, prices, lambda: self.left() > 0)
            if np.isfinite(self.bound):
                for one in np.unique(self.team).tolist():
                    if self.left() > 0:
                        choose(self.standing, self.pool, np.flatnonzero(self.team == one), prices)
            if self.standing.value() < before:
                self.standing = Standing(self.pool.blocks, self.shared.limit, kept)
            self._note(f"improved at {weight:g} of the prices")
            if self.left() <= 0 or (weight == 0 and self.standing.value() <= before + 1e-6):
                break


def _previous(block: Block, offers: set[int]) -> list[int]:
    return [at for at, offer in enumerate(block.offers.tolist()) if offer in offers]


def _sampled(
    pool: Pool, shared: Shared, team: Ints, close: float, go_on: Callable[[], bool]
) -> Floats:
    """Return prices found on a sample of teams, with their share of what is shared."""
    teams = np.unique(team)
    step = max(1, len(team) // _SAMPLE)
    inside = np.isin(team, teams[::step])
    demand = np.zeros((2, len(shared.limit)))
    for block, sampled in zip(pool.blocks, inside.tolist(), strict=True):
        most = np.zeros(len(block.touched)) if not len(block.offers) else _most(block)
        demand[:, block.touched] += np.outer([1.0, float(sampled)], most)
    part = np.divide(demand[1], demand[0], out=np.zeros(demand.shape[1]), where=demand[0] > 0)
    limit = np.where(np.isfinite(shared.limit), shared.limit, 0.0) * part
    limit[~np.isfinite(shared.limit)] = np.inf
    found = generate(pool, np.flatnonzero(inside), limit, np.zeros(len(limit)), go_on, close / step)
    # Teams outside the sample begin with its average.
    prices = found.prices.copy()
    count = int(team.max()) + 1
    for first, last in ((shared.team, shared.heads), (shared.heads, shared.mentor)):
        table = prices[first:last].reshape(count, -1)
        table[np.setdiff1d(np.arange(count), teams[::step])] = table[teams[::step]].mean(axis=0)
    return prices


def _most(block: Block) -> Floats:
    return np.asarray(block.use.max(axis=1).toarray()).ravel()


def _round(standing: Standing, pool: Pool, team: Ints, go_on: Callable[[], bool]) -> None:
    """Make whole plans of the master's mix, team by team.

    Teams still to come keep what the mix gives them, so that what is scarce is not all gone to the
    first.
    """
    everyone = np.arange(len(team))
    master = pool.solve(everyone, pool.limit)
    chosen = np.array([one for it in everyone.tolist() for one in pool.of.get(it, [])], np.int64)
    owner = team[np.array([pool.agent[one] for one in chosen], dtype=np.int64)]
    use = pool.matrix(chosen).tocsc()
    reserve = use @ master.share
    for agent in everyone.tolist():
        standing.change(agent, np.zeros(0, dtype=np.int64))
    for one in np.unique(team).tolist():
        mine = owner == one
        reserve = np.maximum(reserve - use[:, mine] @ master.share[mine], 0.0)
        if go_on():
            choose(standing, pool, np.flatnonzero(team == one), master.prices, reserve - 1e-6)
