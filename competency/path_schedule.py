"""Finds the weeks for given courses of one agent: a depth-first search over their offers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.columns import Floats, Ints
from competency.path_model import Block

_NEAR = 1e-9


@dataclass(frozen=True)
class Scheduled:
    """Positions of offers, None when none were found; complete when all ways were looked at.

    `fits` tells that some were found, or may be there at a higher cost.
    """

    taken: Ints | None
    complete: bool
    tries: int
    fits: bool


@dataclass(frozen=True)
class _Offers:
    """One course's offers in order of `dual`: cost with the agent's own rules priced.

    `rows` is what each takes, shape (offers, rules); `back` the most any gives back to each rule;
    `cost` and `dual` are of each offer, `least` the lowest cost.
    """

    offers: list[int]
    rows: Floats
    back: Floats
    cost: list[float]
    dual: list[float]
    least: float


@dataclass(frozen=True)
class _Level:
    """A course of the search with what later ones give back to each rule and cost at least."""

    course: _Offers
    need: Floats
    least: float
    least_dual: float


@dataclass
class _Search:
    levels: list[_Level]
    tries: int
    best: float
    found: list[int] | None = None
    cut: bool = False

    def run(self, level: int, left: Floats, spent: float, dual: float, at: list[int]) -> None:
        """Extend `at` by the offers of the course at `level`."""
        if level == len(self.levels):
            self.best, self.found = spent, at
            return
        here = self.levels[level]
        course = here.course
        for position in np.flatnonzero((here.need <= left).all(axis=1)).tolist():
            most = self.best - _NEAR
            then = dual + course.dual[position]
            if then + here.least_dual >= most:
                self.cut = True
                return  # offers are in this order
            cost = spent + course.cost[position]
            if cost + here.least < most:
                self.tries -= 1
                if self.tries < 0:
                    return
                after = left - course.rows[position]
                self.run(level + 1, after, cost, then, [*at, course.offers[position]])
            else:
                self.cut = True


class Weeks:
    """One agent's offers at given costs and in given room, to find weeks for many sets by."""

    def __init__(
        self, block: Block, cost: Floats, room: Floats | None = None, duals: Floats | None = None
    ) -> None:
        """Take what all searches share.

        Args:
            block: the agent's program.
            cost: of each offer; inf where it may not be taken.
            room: what is left of what is shared; None: not looked at.
            duals: prices of the agent's own rules (at least 0), which make the search shorter.
        """
        self.block, self.cost = block, cost
        self.priced = cost if duals is None else cost + duals @ block.rows
        self.start = 0.0 if duals is None else -float(duals @ block.most)
        self.rows, self.left = block.rows, block.most
        if room is not None:
            self.rows = np.vstack([block.rows, block.use])
            self.left = np.concatenate([block.most, room])
        self.known: dict[int, _Offers] = {}

    def find(
        self, courses: Ints, tries: int = 300, among: bool = False, below: float = np.inf
    ) -> Scheduled:
        """Return the cheapest offers for a set of courses.

        Args:
            courses: which, by position in the block.
            tries: offers looked at.
            among: the courses may be part of a larger set, whatever it holds: where other courses
                could relieve a rule (as prerequisites, in the mix), it is taken as relieved.
            below: only what costs less is looked for.
        """
        chosen = [self._offers(one) for one in courses.tolist()]
        if not all(one.offers for one in chosen):
            return Scheduled(None, True, 0, False)
        # A rule that later courses relieve may be short for a while.
        later = np.full(len(self.left), _NEAR)
        if among:
            relief = self.block.relief
            later[: len(relief)] += relief.sum(axis=1) - relief[:, courses].sum(axis=1)
        least = least_dual = 0.0
        levels: list[_Level] = []
        for one in sorted(chosen, key=lambda one: -len(one.offers)):
            levels.append(_Level(one, one.rows - later, least, least_dual))
            later = later + one.back
            least, least_dual = least + one.least, least_dual + one.dual[0]
        search = _Search(levels[::-1], tries, below)
        search.run(0, self.left, 0.0, self.start, [])
        taken = None if search.found is None else np.array(sorted(search.found), dtype=np.int64)
        complete = search.tries >= 0
        fits = taken is not None or search.cut or not complete
        return Scheduled(taken, complete, tries - search.tries, fits)

    def _offers(self, course: int) -> _Offers:
        if course not in self.known:
            first, last = self.block.starts[course : course + 2].tolist()
            ways = first + np.flatnonzero(np.isfinite(self.cost[first:last]))
            ways = ways[np.argsort(self.priced[ways], kind="stable")]
            rows = np.ascontiguousarray(self.rows[:, ways].T)
            self.known[course] = _Offers(
                ways.tolist(),
                rows,
                np.maximum(-rows.min(axis=0, initial=0.0), 0.0),
                self.cost[ways].tolist(),
                self.priced[ways].tolist(),
                float(self.cost[ways].min(initial=np.inf)),
            )
        return self.known[course]
