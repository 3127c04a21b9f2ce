"""Plans in the making under every limit, and simple policies that fill them.

The greedy plan is the start of the optimisation and always feasible. A uniform curriculum and
weakest-first are what it is compared with.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from competency.columns import Floats, Ints
from competency.path_model import Block

_NEAR = 1e-9
#: Worth of a course for an agent now; 0 or less: not to be planned.
Rate = Callable[[Block, Floats, tuple[int, ...]], float]


class Making:
    """All agents' plans and the room left; only offers that fit can be added."""

    def __init__(self, blocks: Sequence[Block], limit: Floats) -> None:
        self.blocks = blocks
        self.room = limit.copy()
        self.left = [block.most.copy() for block in blocks]
        self.closed = [np.zeros(len(block.gap)) for block in blocks]
        self.taken: list[list[int]] = [[] for _ in blocks]
        self.courses: list[set[int]] = [set() for _ in blocks]

    def plans(self) -> list[Ints]:
        """Return the positions of each agent's offers."""
        return [np.array(sorted(taken), dtype=np.int64) for taken in self.taken]

    def bundle(self, agent: int, course: int) -> tuple[int, ...]:
        """Return a course after those of its prerequisites that are not planned yet."""
        found: dict[int, None] = {}

        def visit(one: int) -> None:
            if one not in self.courses[agent] and one not in found:
                for needed in self.blocks[agent].needs[one]:
                    visit(needed)
                found[one] = None

        visit(course)
        return tuple(found)

    def add(self, agent: int, courses: Iterable[int]) -> bool:
        """Plan courses at their best, earliest offers, all or none."""
        block, booked = self.blocks[agent], list[int]()
        for course in courses:
            offer = self._fitting(agent, np.arange(*block.starts[course : course + 2]))
            if offer is None:
                for one in booked:
                    self._book(agent, one, -1)
                return False
            self._book(agent, offer, 1)
            booked.append(offer)
        self._enter(agent, booked)
        return True

    def keep(self, agent: int, offers: Iterable[int]) -> None:
        """Plan given offers as far as they fit, one by one."""
        block = self.blocks[agent]
        for offer in offers:
            course = int(block.course[offer])
            fits = self._fitting(agent, np.array([offer])) is not None
            if fits and course not in self.courses[agent]:
                self._book(agent, offer, 1)
                self._enter(agent, [offer])

    def _enter(self, agent: int, offers: Sequence[int]) -> None:
        block = self.blocks[agent]
        self.taken[agent] += offers
        for course in block.course[list(offers)].tolist():
            self.closed[agent] += block.closing[course]
            self.courses[agent].add(course)

    def _fitting(self, agent: int, offers: Ints) -> int | None:
        block = self.blocks[agent]
        left = self.left[agent][:, None] + _NEAR
        # A row nobody adds to (the offer gives back) is no obstacle.
        rows = block.rows[:, offers]
        fits = ((rows <= left) | (rows <= 0)).all(axis=0)
        offers = offers[fits]
        room = self.room[block.touched][:, None] + _NEAR
        offers = offers[(block.use[:, offers] <= room).all(axis=0)]
        return int(offers[np.argmax(block.value[offers])]) if len(offers) else None

    def _book(self, agent: int, offer: int, sign: int) -> None:
        block = self.blocks[agent]
        self.left[agent] -= sign * block.rows[:, offer]
        self.room[block.touched] -= sign * block.use[:, offer]


def gain(block: Block, closed: Floats, bundle: tuple[int, ...]) -> float:
    """Return what a bundle adds to an agent's value, each course at its best offer."""
    before = np.minimum(block.gap, closed)
    after = np.minimum(block.gap, closed + block.closing[list(bundle)].sum(axis=0))
    own = sum(float(block.value[block.starts[one] : block.starts[one + 1]].max()) for one in bundle)
    return float(block.weight @ (after - before)) + own


def per_minute(block: Block, closed: Floats, bundle: tuple[int, ...]) -> float:
    """Return the gain a minute."""
    return gain(block, closed, bundle) / float(block.minutes[list(bundle)].sum())


def greedy(making: Making, rate: Rate = per_minute) -> None:
    """Add the bundle with the highest rate, of any agent, again and again.

    Rates only fall as gaps close, so an outdated entry is weighed again and put back.
    """
    queue: list[tuple[float, int, int]] = []
    for agent, block in enumerate(making.blocks):
        for course in range(len(block.closing)):
            bundle = making.bundle(agent, course)
            now = rate(block, making.closed[agent], bundle) if bundle else 0.0
            if now > 0:
                queue.append((-now, agent, course))
    heapq.heapify(queue)
    while queue:
        then, agent, course = heapq.heappop(queue)
        bundle = making.bundle(agent, course)
        if not bundle:
            continue
        now = rate(making.blocks[agent], making.closed[agent], bundle)
        if now <= 0:
            continue
        if now < -then - _NEAR:
            heapq.heappush(queue, (-now, agent, course))
        else:
            making.add(agent, bundle)


def uniform(making: Making, courses: Sequence[Ints]) -> None:
    """Give everyone the same curriculum, in the same order, as far as it fits.

    Args:
        making: empty plans; blocks of every course that is open to the agents.
        courses: of each agent's block, which course of the catalogue each of its courses is.
    """
    size = 1 + max((int(one.max()) for one in courses if len(one)), default=0)
    total, minutes = np.zeros(size), np.ones(size)
    for block, which in zip(making.blocks, courses, strict=True):
        if len(which):
            total[which] += block.closing @ block.weight
            minutes[which] = block.minutes
    for one in np.argsort(-total / minutes, kind="stable").tolist():
        for agent, which in enumerate(courses):
            at = np.flatnonzero(which == one)
            if len(at):
                bundle = making.bundle(agent, int(at[0]))
                if bundle:
                    making.add(agent, bundle)


def weakest_first(making: Making) -> None:
    """Let each agent in turn work on the widest open gap, by the course that closes most of it."""
    for agent, block in enumerate(making.blocks):
        tried: set[int] = set()
        while True:
            left = np.maximum(block.gap - making.closed[agent], 0.0)
            helps = np.minimum(left, block.closing)
            helps[sorted(tried | making.courses[agent])] = 0.0
            open_gaps = np.where(helps.max(axis=0, initial=0.0) > 0, left, 0.0)
            if not open_gaps.max(initial=0.0) > 0:
                break
            course = int(np.argmax(helps[:, int(np.argmax(open_gaps))]))
            tried.add(course)
            making.add(agent, making.bundle(agent, course))
