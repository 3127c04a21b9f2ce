"""Plans everyone's learning path at once and says how good the plan is.

Greedy first, so that there is always a feasible plan; then column generation (`path_master`), in
large centres on a sample of teams first, whole plans from the columns, and improvement agent by
agent (`path_polish`). Where staffing is tight the bound of prices stays far off: small centres then
are one program (`path_exact`). How far each step goes is counted work set by the effort, so the
same input gives the same plan at any load; the clock is a safety stop.
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
from competency.path_polish import Standing, dive, improve
from competency.path_problem import Problem

#: Up to how many offers one program for all is tried; larger ones take minutes at the first node.
EXACT = 3_000
#: Agents in the sample that finds first prices: this many or this part; from how many on.
_SAMPLE, _PART, _LARGE = 100, 12, 200
#: Agents whose mix is found together.
_GROUP = 400
#: Sets of courses tried for an agent where there are no prices.
_QUICK = 6
#: From how many agents on efforts go less far.
_CROWD = 1500
#: Share of the time that prices leave for making whole plans and improving them.
_KEPT = 0.4
#: Steps in which whole plans are made of the master's mix; in a crowd only the first.
_DIVES = (6, 12, 4, 8)


@dataclass(frozen=True)
class _Work:
    """How far an effort goes: rounds of prices, those that price closely, nodes of one program.

    `passes` of improvement, each at a share of the prices; `close` is the relative gap of bound
    and value that is good enough.
    """

    rounds: int
    closely: int
    nodes: int
    passes: tuple[float, ...]
    close: float


_EFFORTS: dict[Effort, _Work] = {
    "quick": _Work(0, 0, 0, (0.0, 0.0), 0.0),
    "standard": _Work(8, 2, 1, (0.9, 0.5, 0.0, 0.0), 0.005),
    "thorough": _Work(24, 8, 50, (0.9, 0.5, 0.0, 0.0, 0.0), 0.002),
}
#: The same from `_CROWD` agents on, where every round takes minutes.
_CROWDED: dict[Effort, _Work] = {
    "quick": _Work(0, 0, 0, (0.0,), 0.0),
    "standard": _Work(2, 0, 0, (0.9, 0.0), 0.01),
    "thorough": _Work(5, 1, 0, (0.9, 0.0), 0.005),
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
    """Asked before each piece of work whether there is more time left than is kept for others."""

    def __init__(self, left: Callable[[], float], kept: float = 0.0) -> None:
        self.left, self.stopped = left, False
        seconds = left() if kept else np.inf
        self._kept = kept * seconds if np.isfinite(seconds) else 0.0

    def __call__(self) -> bool:
        self.stopped = self.stopped or self.left() <= self._kept
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
    team = np.array([agent.team for agent in problem.agents], dtype=np.int64)
    pool = Pool(blocks, shared.limit, _grouped(team))
    run = _Run(shared, pool, team, making.plans(), _Clock(left))
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
        run.clock.stopped or run.pricing.stopped,
    )


class _Run:
    """The steps after greedy; the plan only ever gets better."""

    def __init__(
        self, shared: Shared, pool: Pool, team: Ints, plans: Sequence[Ints], clock: _Clock
    ) -> None:
        self.shared, self.pool, self.team, self.clock = shared, pool, team, clock
        self.pricing = _Clock(clock.left, _KEPT)
        self.standing = Standing(pool.blocks, shared.limit, plans)
        self.everyone = np.arange(len(pool.blocks))
        self.prices, self.bound = np.zeros(len(shared.limit)), np.inf
        self.steps: list[str] = []
        for number, plan in enumerate(plans):
            pool.add(number, plan)
        self._note("greedy")

    def go(self, work: _Work) -> None:
        """Do the steps of an effort."""
        starts = [list(self.standing.plans)]
        if work.rounds and self.clock():
            starts = self._by_columns(work)
        unlike = {tuple(plan.tobytes() for plan in start): start for start in starts}
        for start in unlike.values():
            if not self._within(1e-4):
                self._improve(Standing(self.pool.blocks, self.shared.limit, start), work)
        size = sum(len(block.offers) for block in self.pool.blocks)
        if work.nodes and size <= EXACT and not self._within(work.close) and self.clock():
            self._exactly(work)

    def _within(self, close: float) -> bool:
        return self.bound - self.standing.value() <= close * abs(self.standing.value())

    def _note(self, step: str) -> None:
        closed, value = self.standing.closed(), self.standing.value()
        self.steps.append(f"{step}: closed {closed:.3f}, value {value:.3f}")

    def _consider(self, found: Standing) -> None:
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
            self._consider(Standing(self.pool.blocks, self.shared.limit, plans))
        self.bound = max(self.bound, self.standing.value())  # the solver's tolerance
        self._note(f"one program, bound {self.bound:.3f}")

    def _by_columns(self, work: _Work) -> list[list[Ints]]:
        """Find prices and a bound, then return whole plans to improve."""
        close = work.close * self.standing.closed()
        unit = self._unit()
        if len(self.everyone) > _LARGE:
            prices = _sampled(self.pool, self.shared, self.team, close, unit, self.pricing)
            self._note("sample")
        else:
            prices = first_prices(self.pool, self.everyone, self.shared.limit, unit, self.pricing)
        found = generate(
            self.pool,
            self.everyone,
            self.shared.limit,
            prices,
            self.pricing,
            close,
            work.rounds,
            work.closely,
        )
        self.prices, self.bound = found.prices, min(self.bound, found.bound)
        self._note(
            f"{found.rounds} rounds, master {found.master.value:.3f}, bound {found.bound:.3f}"
        )
        # Dives are cheap and differ by chance, and so does what they can be improved to.
        limit, known, starts = self.shared.limit, self.standing.value(), [self.standing.plans]
        for steps in _DIVES if len(self.everyone) <= _CROWD else _DIVES[:1]:
            plans = dive(self.pool, found.master, limit, self.clock, steps)
            self._consider(Standing(self.pool.blocks, limit, plans))
            starts.append(plans)
        self._note("whole plans")
        return starts if self.standing.value() <= known else starts[1:]

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

    def _improve(self, standing: Standing, work: _Work) -> None:
        """Plan agents anew in the room that is left, ever less mindful of prices."""
        tries = 15 if np.isfinite(self.bound) else _QUICK
        for weight in work.passes:
            before, kept = standing.value(), list(standing.plans)
            improve(standing, self.everyone, weight * self.prices, self.clock, tries)
            if standing.value() < before:
                standing = Standing(self.pool.blocks, self.shared.limit, kept)
            if weight == 0 and standing.value() <= before + 1e-6:
                break
        self._consider(standing)
        self._note("improved")


def _grouped(team: Ints) -> Ints:
    """Return a group of each agent: whole teams, of about `_GROUP` agents together."""
    before = np.concatenate([[0], np.cumsum(np.bincount(team))])[team]
    return np.asarray(before // _GROUP, dtype=np.int64)


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
        most = block.use.max(axis=1, initial=0).astype(np.float64)
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
