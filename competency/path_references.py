"""OR-Library's assignment and knapsack problems as path problems, and what is optimal for them.

gap1: Cattrysse, Salomon and Van Wassenhove 1994, Osman 1995; mknap1: Petersen 1967; both collected
by J. E. Beasley, and stored in his format. An agent of gap1 is an agent here, a job a session with
one seat; a knapsack is one agent with rules of his own.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

import numpy as np

from competency.columns import Floats
from competency.path_model import Block

#: Published optima.
GAP1 = (336.0, 327.0, 339.0, 341.0, 326.0)
MKNAP1 = (3800.0, 8706.1, 4015.0, 6120.0, 12400.0, 10618.0, 16537.0)
#: Every job must be done: what doing one is worth on top.
JOB = 1000.0


def assignment_problems() -> list[tuple[list[Block], Floats]]:
    """Return gap1's problems: the agents' blocks, and the limits they share (a job once).

    A plan's value is the published one plus `JOB` a job.

    >>> [len(blocks) for blocks, _ in assignment_problems()]
    [5, 5, 5, 5, 5]
    """
    given = _numbers("gap1")
    problems = []
    for _ in range(int(next(given))):
        agents, jobs = int(next(given)), int(next(given))
        worth = _table(given, agents, jobs)
        takes, room = _table(given, agents, jobs), _table(given, 1, agents)[0]
        blocks = [
            _block(worth[at] + JOB, takes[at : at + 1], room[at : at + 1], np.eye(jobs))
            for at in range(agents)
        ]
        problems.append((blocks, np.ones(jobs)))
    return problems


def knapsack_problems() -> list[tuple[list[Block], Floats]]:
    """Return mknap1's problems: one block each, and nothing shared.

    >>> [len(blocks[0].offers) for blocks, _ in knapsack_problems()]
    [6, 10, 15, 20, 28, 39, 50]
    """
    given = _numbers("mknap1")
    problems = []
    for _ in range(int(next(given))):
        items, rules, _published = int(next(given)), int(next(given)), next(given)
        worth = _table(given, 1, items)[0]
        takes, room = _table(given, rules, items), _table(given, 1, rules)[0]
        problems.append(([_block(worth, takes, room, np.zeros((0, items)))], np.zeros(0)))
    return problems


def _numbers(name: str) -> Iterator[float]:
    file = resources.files("competency") / "reference_data" / f"{name}.txt"
    return iter([float(one) for one in file.read_text(encoding="utf-8").split()])


def _table(given: Iterator[float], rows: int, columns: int) -> Floats:
    return np.array([[next(given) for _ in range(columns)] for _ in range(rows)])


def _block(worth: Floats, takes: Floats, room: Floats, use: Floats) -> Block:
    count = len(worth)
    return Block(
        offers=np.arange(count),
        course=np.arange(count),
        value=worth,
        gap=np.zeros(0),
        weight=np.zeros(0),
        closing=np.zeros((count, 0)),
        rows=takes,
        most=room,
        sets=takes,
        sets_most=room,
        minutes=np.ones(count),
        needs=((),) * count,
        touched=np.arange(use.shape[0]),
        use=use,
    )
