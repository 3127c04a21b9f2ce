"""Finds the weeks for given courses of one agent: a depth-first search over their offers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.columns import Floats, Ints
from competency.path_model import Block

_NEAR = 1e-9


@dataclass(frozen=True)
class Scheduled:
    """Positions of offers, None when none were found; complete when all ways were looked at."""

    taken: Ints | None
    complete: bool
    tries: int


@dataclass(frozen=True)
class _Way:
    """The offers of the course at one level of the search, in order of `dual`.

    `rows` is what they take, shape (offers, rules); `later` what the courses of later levels give
    back to each rule at most. `cost` and `dual` (cost with the agent's own rules priced) are of
    each offer; `least` and `least_dual` what the later courses cost at least.
    """

    offers: list[int]
    rows: Floats
    later: Floats
    cost: list[float]
    dual: list[float]
    least: float
    least_dual: float


@dataclass
class _Search:
    ways: list[_Way]
    tries: int
    best: float
    found: list[int] | None = None

    def run(self, level: int, left: Floats, spent: float, dual: float, at: list[int]) -> None:
        """Extend `at` by the offers of the course at `level`."""
        if level == len(self.ways):
            self.best, self.found = spent, at
            return
        way = self.ways[level]
        after = left - way.rows
        # A rule that later courses relieve may be short for a while.
        fits = (after + way.later).min(axis=1, initial=0.0) >= -_NEAR
        for position in np.flatnonzero(fits).tolist():
            most = self.best - _NEAR
            if dual + way.dual[position] + way.least_dual >= most:
                return  # offers are in this order
            cost = spent + way.cost[position]
            if cost + way.least < most:
                self.tries -= 1
                if self.tries < 0:
                    return
                then = dual + way.dual[position]
                self.run(level + 1, after[position], cost, then, [*at, way.offers[position]])


def schedule(
    block: Block,
    courses: Ints,
    cost: Floats,
    room: Floats | None = None,
    tries: int = 300,
    among: bool = False,
    below: float = np.inf,
    duals: Floats | None = None,
) -> Scheduled:
    """Return the cheapest offers for a set of courses.

    Args:
        block: the agent's program.
        courses: which, by position in the block.
        cost: of each offer; inf where it may not be taken.
        room: what is left of what is shared; None: not looked at.
        tries: offers looked at.
        among: the courses may be part of a larger set, whatever it holds: where other courses
            could relieve a rule (as prerequisites, in the mix), it is taken as relieved.
        below: only what costs less is looked for.
        duals: prices of the agent's own rules (at least 0), which make the search shorter.
    """
    priced = cost if duals is None else cost + duals @ block.rows
    start = 0.0 if duals is None else -float(duals @ block.most)
    rows, left = block.rows, block.most
    if room is not None:
        rows, left = np.vstack([rows, block.use]), np.concatenate([left, room])
    offered: list[Ints] = []
    for one in courses.tolist():
        ways = np.arange(block.starts[one], block.starts[one + 1])
        ways = ways[np.isfinite(cost[ways])]
        if not len(ways):
            return Scheduled(None, True, 0)
        offered.append(ways[np.argsort(priced[ways], kind="stable")])
    offered.sort(key=len)
    later = np.zeros(len(left))
    if among:
        back = block.relief
        later[: len(back)] = back.sum(axis=1) - back[:, courses].sum(axis=1)
    least = least_dual = 0.0
    found: list[_Way] = []
    for offers in reversed(offered):
        its, own = rows[:, offers], (cost[offers], priced[offers])
        way = _Way(
            offers.tolist(), its.T, later, own[0].tolist(), own[1].tolist(), least, least_dual
        )
        found.append(way)
        later = later + np.maximum(-its.min(axis=1), 0.0)
        least, least_dual = least + float(own[0].min()), least_dual + way.dual[0]
    search = _Search(found[::-1], tries, below)
    search.run(0, left, 0.0, start, [])
    taken = None if search.found is None else np.array(sorted(search.found), dtype=np.int64)
    return Scheduled(taken, search.tries >= 0, tries - search.tries)
