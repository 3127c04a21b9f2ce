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


@dataclass
class _Search:
    block: Block
    ways: list[list[int]]
    cost: list[float]
    least: list[float]  # cheapest cost of the courses from a level on
    relief: list[Floats]  # most that the courses from a level on give back to each row
    tries: int
    best: float = np.inf
    found: list[int] | None = None

    def run(
        self, level: int, left: Floats, room: Floats | None, spent: float, at: list[int]
    ) -> None:
        """Extend `at` by the offers of the course at `level`."""
        if level == len(self.ways):
            self.best, self.found = spent, at
            return
        rows, use = self.block.rows, self.block.use
        for offer in self.ways[level]:
            after_cost = spent + self.cost[offer]
            if after_cost + self.least[level + 1] >= self.best - _NEAR:
                return  # offers are in order of cost
            self.tries -= 1
            if self.tries < 0:
                return
            after = left - rows[:, offer]
            # A row that later courses relieve may be short for a while.
            if (after + self.relief[level + 1]).min(initial=0.0) < -_NEAR:
                continue
            then = room
            if room is not None:
                part = slice(use.indptr[offer], use.indptr[offer + 1])
                where = use.indices[part]
                then = room.copy()
                then[where] -= use.data[part]
                if then[where].min(initial=0.0) < -_NEAR:
                    continue
            self.run(level + 1, after, then, after_cost, [*at, offer])


def schedule(
    block: Block,
    courses: Ints,
    cost: Floats,
    room: Floats | None = None,
    tries: int = 300,
    among: bool = False,
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
    """
    ways: list[list[int]] = []
    for one in courses.tolist():
        offered = np.flatnonzero(block.course == one)
        offered = offered[np.isfinite(cost[offered])]
        if not len(offered):
            return Scheduled(None, True)
        ways.append(offered[np.argsort(cost[offered], kind="stable")].tolist())
    ways.sort(key=len)
    relieved = np.zeros(len(block.most))
    if among:
        starts = np.flatnonzero(np.diff(block.course, prepend=-1))
        back = np.maximum(-np.minimum.reduceat(block.rows, starts, axis=1), 0.0)
        relieved = back.sum(axis=1) - back[:, courses].sum(axis=1)
    least, relief = [0.0], [relieved]
    for offers in reversed(ways):
        least.insert(0, least[0] + float(cost[offers[0]]))
        relief.insert(0, relief[0] + np.maximum(-block.rows[:, offers].min(axis=1), 0.0))
    search = _Search(block, ways, cost.tolist(), least, relief, tries)
    search.run(0, block.most, room, 0.0, [])
    found = None if search.found is None else np.array(sorted(search.found), dtype=np.int64)
    return Scheduled(found, search.tries >= 0)
