"""Plans everyone's learning path at once and says how good the plan is.

Greedy first, so that there is always a feasible plan. Small centres then are one program; others
go by column generation (`path_master`), large ones on a sample of teams first, then to whole plans
from the columns, team by team, and improvement agent by agent (`path_polish`). How far each step
goes is counted work set by the effort, so the same input gives the same plan at any load; the clock
is a safety stop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from competency.columns import Floats, Ints
from competency.learning_rules import Effort
from competency.path_earlier import bring_forward
from competency.path_exact import solve_whole
from competency.path_greedy import Making, greedy
from competency.path_master import Pool, first_prices, generate
from competency.path_model import Block, Shared, build_block
from competency.path_polish import Standing, choose, dive, improve
from competency.path_problem import Problem

#: Up to how many agents one program for all is tried; larger ones take far longer than columns.
EXACT = 8
#: Agents in the sample that finds first prices: this many or this part; from how many on.
_SAMPLE, _PART, _LARGE = 100, 12, 200
#: Sets of courses tried for an agent where there are no prices.
_QUICK = 6
#: From how many agents on efforts go less far.
_CROWD = 1500

#: Steps in which whole plans are made of the master's mix; in a crowd only the first.
_DIVES = (6, 12, 4)


@dataclass(frozen=True)
class _Work:
    """How far an effort goes: rounds of prices, those that price closely, nodes of one program.

    `passes` of improvement, each at a share of the prices, `teams` together too; `close` is the
    relative gap of bound and prices that is good enough.
    """

    rounds: int
    closely: int
    nodes: int
    passes: tuple[float, ...]
    teams: bool
    close: float


_EFFORTS: dict[Effort, _Work] = {
    "quick": _Work(0, 0, 0, (0.0, 0.0), False, 0.0),
    "standard": _Work(8, 2, 50, (0.9, 0.5, 0.0, 0.0), False, 0.005),
    "thorough": _Work(24, 8, 500, (0.9, 0.5, 0.0, 0.0, 0.0), True, 0.003),
}


#: The same from `_CROWD` agents on, where every round takes minutes.
_CROWDED: dict[Effort, _Work] = {
    "quick": _Work(0, 0, 0, (0.0,), False, 0.0),
    "standard": _Work(2, 0, 0, (0.9, 0.0), False, 0.01),
    "thorough": _Work(5, 1, 0, (0.9, 0.0), True, 0.005),
}


@dataclass(frozen=True)
class Solution:
    """A plan: for each agent the offers taken, by position in the problem's offers.

    `closed` is the weighted gap that its courses close, `value` also counts minutes and bonuses;
    no choice of courses is worth more than `bound` (inf: not known). `prices` of what is shared, as
    in `Shared` (0 where none were sought). `stopped` tells that the clock cut it short: a rerun may
    differ.
    """

    plans: tuple[Ints, ...]
    value: float
    closed: float
    bound: float
    prices: Floats
    steps: tuple[str, ...]
    stopped: bool = False

    @property
    def gap(self) -> float:
        """How much more the courses could be worth at most, relative to their value."""
        return (self.bound - self.value) / self.value if self.value > 0 else 0.0


class _Clock:
    """Asked before each piece of work whether there is time left."""

    def __init__(self, left: Callable[[], float]) -> None:
        self.left, self.stopped = left, False

    def __call__(self) -> bool:
        self.stopped = self.stopped or self.left() <= 0
        return not self.stopped


def solve(
    problem: Problem, left: Callable[[], float] = lambda: np.inf, effort: Effort = "standard"
) -> Solution:
    """Plan everyone.

    Args:
        problem: everything given.
        left: seconds left; at 0 the best plan so far is returned (greedy is always finished).
        effort: quick (greedy and improvement, no bound), standard (daily runs) or thorough.

    >>> from competency.path_samples import sample_problem
    >>> found = solve(sample_problem(1, agents=2, courses=8), effort="thorough")
    >>> found.stopped, found.value <= found.bound + 1e-4
    (False, True)
    """
    shared = Shared.of(problem)
    blocks = [build_block(problem, shared, agent) for agent in problem.agents]
    making = Making(blocks, shared.limit)
    for number, agent in enumerate(problem.agents):
        if agent.previous:
            making.keep(number, _previous(blocks[number], set(agent.previous.values())))
    greedy(making)
    run = _Run(problem, shared, Pool(blocks, shared.limit), making.plans(), _Clock(left))
    run.go((_EFFORTS if len(blocks) < _CROWD else _CROWDED)[effort])
    standing = run.standing
    bring_forward(standing)
    plans = [block.offers[plan] for block, plan in zip(blocks, standing.plans, strict=True)]
    return Solution(
        tuple(plans),
        standing.value(),
        standing.closed(),
        run.bound,
        run.prices,
        tuple(run.steps),
        run.clock.stopped,
    )


class _Run:
    """The steps after greedy; the plan only ever gets better."""

    def __init__(
        self, problem: Problem, shared: Shared, pool: Pool, plans: Sequence[Ints], clock: _Clock
    ) -> None:
        self.shared, self.pool, self.clock = shared, pool, clock
        self.standing = Standing(pool.blocks, shared.limit, plans)
        self.team = np.array([agent.team for agent in problem.agents], dtype=np.int64)
        self.everyone = np.arange(len(pool.blocks))
        self.prices, self.bound = np.zeros(len(shared.limit)), np.inf
        self.steps: list[str] = []
        for number, plan in enumerate(plans):
            pool.add(number, plan)
        self._note("greedy")

    def go(self, work: _Work) -> None:
        """Do the steps of an effort."""
        if work.nodes and len(self.everyone) <= EXACT and self.clock():
            self._exactly(work)
        if work.rounds and not self._done() and self.clock():
            self._by_columns(work)
        if not self._done():
            self._improve(work)

    def _done(self) -> bool:
        return self.standing.value() >= self.bound - 1e-4 * abs(self.standing.value())

    def _note(self, step: str) -> None:
        closed, value = self.standing.closed(), self.standing.value()
        self.steps.append(f"{step}: closed {closed:.3f}, value {value:.3f}")

    def _consider(self, plans: Sequence[Ints]) -> None:
        found = Standing(self.pool.blocks, self.shared.limit, plans)
        if found.value() > self.standing.value():
            self.standing = found

    def _exactly(self, work: _Work) -> None:
        """Solve one program for everyone."""
        seconds = self.clock.left()
        plans, bound = solve_whole(
            self.pool.blocks, self.shared.limit, work.nodes, max(seconds, 0.0)
        )
        self.bound = min(self.bound, bound)
        self.clock()
        if plans is not None:
            self._consider(plans)
        self._note(f"one program, bound {self.bound:.3f}")

    def _by_columns(self, work: _Work) -> None:
        """Find prices and a bound, then whole plans."""
        close = work.close * self.standing.closed()
        unit = self._unit()
        if len(self.everyone) > _LARGE:
            prices = _sampled(self.pool, self.shared, self.team, close, unit, self.clock)
            self._note("sample")
        else:
            prices = first_prices(self.pool, self.everyone, self.shared.limit, unit, self.clock)
        found = generate(
            self.pool,
            self.everyone,
            self.shared.limit,
            prices,
            self.clock,
            close,
            work.rounds,
            work.closely,
        )
        self.prices, self.bound = found.prices, min(self.bound, found.bound)
        self._note(
            f"{found.rounds} rounds, master {found.master.value:.3f}, bound {found.bound:.3f}"
        )
        # Dives are cheap and differ by chance, so small centres get several.
        for steps in _DIVES if len(self.everyone) <= _CROWD else _DIVES[:1]:
            self._consider(dive(self.pool, found.master, self.shared.limit, self.clock, steps))
        self._note("whole plans")

    def _unit(self) -> Floats:
        """Return a step of the first prices: a third of what the plan gains with it on average."""
        blocks, plans = self.pool.blocks, self.standing.plans
        minutes = sum(
            float(block.minutes[block.course[plan]].sum())
            for block, plan in zip(blocks, plans, strict=True)
        )
        items = sum(map(len, plans))
        unit = np.full(len(self.shared.limit), self.standing.closed() / max(minutes, 1.0) / 3)
        each = minutes / max(items, 1)
        unit[: self.shared.team] *= each
        unit[self.shared.heads : self.shared.mentor] *= each
        return unit

    def _improve(self, work: _Work) -> None:
        """Plan agents and teams anew in the room that is left, ever less mindful of prices."""
        for weight in work.passes:
            before, kept = self.standing.value(), list(self.standing.plans)
            prices = weight * self.prices
            tries = 15 if np.isfinite(self.bound) else _QUICK
            improve(self.standing, self.pool, self.everyone, prices, self.clock, tries)
            if work.teams:
                for one in np.unique(self.team).tolist():
                    if self.clock():
                        choose(self.standing, self.pool, np.flatnonzero(self.team == one), prices)
            if self.standing.value() < before:
                self.standing = Standing(self.pool.blocks, self.shared.limit, kept)
            self._note(f"improved at {weight:g} of the prices")
            if weight == 0 and self.standing.value() <= before + 1e-6:
                break


def _previous(block: Block, offers: set[int]) -> list[int]:
    return [at for at, offer in enumerate(block.offers.tolist()) if offer in offers]


def _sampled(
    pool: Pool,
    shared: Shared,
    team: Ints,
    close: float,
    unit: Floats,
    go_on: Callable[[], bool],
) -> Floats:
    """Return prices found on a sample of teams, with their share of what is shared."""
    teams = np.unique(team)
    step = max(1, len(team) // max(_SAMPLE, len(team) // _PART))
    inside = np.isin(team, teams[::step])
    demand = np.zeros((2, len(shared.limit)))
    for block, sampled in zip(pool.blocks, inside.tolist(), strict=True):
        most = np.zeros(len(block.touched)) if not len(block.offers) else _most(block)
        demand[:, block.touched] += np.outer([1.0, float(sampled)], most)
    part = np.divide(demand[1], demand[0], out=np.zeros(demand.shape[1]), where=demand[0] > 0)
    limit = np.where(np.isfinite(shared.limit), shared.limit, 0.0) * part
    limit[~np.isfinite(shared.limit)] = np.inf
    sample = np.flatnonzero(inside)
    start = first_prices(pool, sample, limit, unit, go_on)
    found = generate(pool, sample, limit, start, go_on, close / step, 8, 0)
    # Teams outside the sample begin with its average.
    prices = found.prices.copy()
    count = int(team.max()) + 1
    for first, last in ((shared.team, shared.heads), (shared.heads, shared.mentor)):
        table = prices[first:last].reshape(count, -1)
        table[np.setdiff1d(np.arange(count), teams[::step])] = table[teams[::step]].mean(axis=0)
    return prices


def _most(block: Block) -> Floats:
    return np.asarray(block.use.max(axis=1), dtype=np.float64)
