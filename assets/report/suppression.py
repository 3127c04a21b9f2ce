"""Which counts of a page stay hidden, so that nothing can be learnt of a group below five.

Small counts are hidden (primary suppression), then as many more as it takes that no hidden count
below five follows from the totals and from the other tables on the page (complementary
suppression). For each one a linear program finds the cheapest set of cells that could all be a
little different, so that the hidden one could be a group of five or more: those cells are hidden
too (Kelly, Golden and Assad 1992, "Cell Suppression: Disclosure Protection for Sensitive Tabular
Data", Networks 22, 397–417; Fischetti and Salazar-González 2001, Management Science 47,
1008–1027). One cell after the other is the usual shortcut: it may hide a few too many, never too
few. `intervals` is the check, the least and the most that an attacker can work out for a hidden
count (Hundepool et al. 2012, "Statistical Disclosure Control", chapter 4).

A row that is published again in later results (`alone`) is decided by itself, so that each of
them hides the same of it; the other tables then hide more, never the row.

A zero is shown where its group has five people or more, for it speaks of nobody in particular;
everything of a smaller group is hidden, zeros included. What is worked out of a hidden count (a
share, a mean) is the page's to hide with it: it asks `Shown`.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack

#: Least size of a group that may be shown.
SMALLEST = 5
_CLOSE = 1e-6
# What hiding a cell costs: totals say most, large counts more than small ones, hidden ones nothing.
_TOTAL, _COUNT, _HIDDEN = 1000.0, 0.01, 1e-3

Key = Hashable


@dataclass(frozen=True)
class Sum:
    """A published total and the parts that add up to it."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def cells(self) -> tuple[Key, ...]:
        """The total and its parts."""
        return (self.total, *self.parts)


@dataclass(frozen=True)
class Shown:
    """Counts with what of them is hidden."""

    counts: Mapping[Key, int]
    hidden: frozenset[Key]

    def get(self, key: Key) -> int | None:
        """A count; None where it is hidden; 0 for a key that nobody has."""
        return None if key in self.hidden else self.counts.get(key, 0)

    def group(self, key: Key) -> bool:
        """Whether figures about this group may be shown: it is large enough and not hidden."""
        return (self.get(key) or 0) >= SMALLEST


def suppress(
    counts: Mapping[Key, int],
    sums: Sequence[Sum] = (),
    small: Iterable[Key] = (),
    alone: Sequence[Sum] = (),
) -> Shown:
    """Hide what has to be hidden of some tables that are published together.

    Args:
        counts: count by cell; a total is a cell of its own. Cells of different tables that are the
            same figure have the same key, which is how linked tables are known.
        sums: which cells add up to which.
        small: cells to hide whatever they count, say courses of fewer than five people.
        alone: those of the sums whose cells are hidden as if nothing else were published.

    Returns:
        The counts with the hidden ones marked.

    Raises:
        ValueError: a total is not the sum of its parts.

    A2 is small; B2 has to go with it, or its column would give it away, and so on round the rows.

    >>> counts = {"A1": 9, "A2": 3, "B1": 8, "B2": 7, "A": 12, "B": 15, "1": 17, "2": 10}
    >>> sums = [Sum("A", ("A1", "A2")), Sum("B", ("B1", "B2")), Sum("1", ("A1", "B1")),
    ...         Sum("2", ("A2", "B2"))]
    >>> sorted(suppress(counts, sums).hidden)
    ['A1', 'A2', 'B1', 'B2']
    """
    for one in sums:
        parts = sum(counts.get(part, 0) for part in one.parts)
        if counts.get(one.total, 0) != parts:
            raise ValueError(
                f"suppression: {one.total!r} is {counts.get(one.total, 0)}, but its parts add up "
                f"to {parts}; give every part"
            )
    asked = set(small)
    fixed: set[Key] = set()
    rows: set[Key] = set()
    for one in alone:
        of_row = suppress({cell: counts.get(cell, 0) for cell in one.cells}, [one]).hidden
        rows |= of_row
        fixed |= {*one.cells} - of_row
    hidden = {key for key, number in counts.items() if 0 < number < SMALLEST} | asked | rows
    for one in sums:
        # Zeros of a small group would say where nobody of it stands.
        if 0 < counts.get(one.total, 0) < SMALLEST:
            hidden.update(set(one.parts) - fixed)
    for one in sums:
        # Of two parts, the one gives the other away: no program is needed to know that.
        if len(one.parts) == 2 and one.total not in hidden and hidden & set(one.parts):
            hidden.update(set(one.parts) - fixed)
    table = _Table(counts, sums, fixed)
    # The smallest first: what protects them often protects the rest. Of the cells hidden on the
    # way only zeros need a look of their own.
    waiting = [key for key in hidden if key in asked or table.is_small(key)]
    waiting.sort(key=lambda key: (table.number(key), repr(key)))
    for key in waiting:
        if table.most(key, hidden) < table.needed(key) - _CLOSE:
            beside = table.beside(key, hidden)
            hidden.update(beside)
            waiting.extend(cell for cell in beside if table.is_small(cell))
    return Shown(counts, frozenset(hidden))


def intervals(
    counts: Mapping[Key, int], sums: Sequence[Sum], hidden: Iterable[Key]
) -> dict[Key, tuple[float, float]]:
    """The least and the most each hidden count can be, given the shown ones and that none is < 0.

    >>> counts = {"a": 2, "b": 6, "all": 8}
    >>> intervals(counts, [Sum("all", ("a", "b"))], ["a", "b"])["a"]
    (0.0, 8.0)
    """
    table, unknown = _Table(counts, sums), set(hidden)
    return {key: (table.least(key, unknown), table.most(key, unknown)) for key in unknown}


class _Table:
    """Cells and sums as the matrix of linear programs: a row a sum, 0 = parts − total."""

    def __init__(
        self, counts: Mapping[Key, int], sums: Sequence[Sum], fixed: Iterable[Key] = ()
    ) -> None:
        cells = list(dict.fromkeys([cell for one in sums for cell in one.cells]))
        self._place = {cell: at for at, cell in enumerate(cells)}
        self._cells = cells
        self._counts = counts
        self._numbers = np.array([counts.get(cell, 0) for cell in cells], dtype=float)
        entries = [
            (factor, row, self._place[cell])
            for row, one in enumerate(sums)
            for cell, factor in ((one.total, -1.0), *((part, 1.0) for part in one.parts))
        ]
        values, rows, columns = zip(*entries, strict=True) if entries else ((), (), ())
        self._matrix = csr_array((values, (rows, columns)), shape=(len(sums), len(cells)))
        totals = {one.total for one in sums}
        self._costs = 1.0 + _COUNT * self._numbers
        self._costs[[self._place[total] for total in totals]] *= _TOTAL
        self._fixed = {cell for cell in fixed if cell in self._place}

    def number(self, key: Key) -> int:
        return self._counts.get(key, 0)

    def is_small(self, key: Key) -> bool:
        return self.number(key) < SMALLEST

    def needed(self, key: Key) -> int:
        """What must seem possible of a hidden count: a group that could be shown."""
        return max(SMALLEST, self.number(key) + 1)

    def most(self, key: Key, hidden: set[Key]) -> float:
        """The most a hidden count can be."""
        return self._extreme(key, hidden, -1)

    def least(self, key: Key, hidden: set[Key]) -> float:
        """The least a hidden count can be."""
        return self._extreme(key, hidden, 1)

    def _extreme(self, key: Key, hidden: set[Key], sign: int) -> float:
        if key not in self._place:  # in no sum: nothing is known of it
            return float("inf") if sign == -1 else 0.0
        columns = [self._place[cell] for cell in self._cells if cell in hidden]
        matrix = self._matrix[:, columns]
        goal = np.zeros(len(columns))
        goal[columns.index(self._place[key])] = sign
        right = matrix @ self._numbers[columns]
        used = np.diff(matrix.indptr) > 0
        found = _solve(key, goal, matrix[used], right[used], (0, None))
        return float("inf") if found is None else float(abs(goal @ found))

    def beside(self, key: Key, hidden: set[Key]) -> list[Key]:
        """The cells to hide so that this hidden count could be as large as is needed.

        All that may be hidden where even that does not do.
        """
        size = len(self._cells)
        costs = self._costs.copy()
        costs[[self._place[cell] for cell in hidden if cell in self._place]] = _HIDDEN
        up, down = np.full(size, np.inf), self._numbers.copy()
        still = [self._place[cell] for cell in self._fixed]
        up[still] = down[still] = 0.0
        bounds = np.stack([np.zeros(2 * size), np.concatenate([up, down])], axis=1)
        here, more = self._place[key], self.needed(key) - self.number(key)
        bounds[here], bounds[size + here] = (more, more), (0, 0)
        found = _solve(
            key,
            np.concatenate([costs, costs]),
            hstack([self._matrix, -self._matrix]),
            np.zeros(self._matrix.shape[0]),
            bounds,
        )
        if found is None:
            return [c for c in self._cells if c not in hidden and c not in self._fixed]
        moved = found.reshape(2, size).sum(axis=0) > _CLOSE
        return [c for c, one in zip(self._cells, moved, strict=True) if one and c not in hidden]


def _solve(key: Key, goal: Any, matrix: Any, right: Any, bounds: Any) -> Any:
    """The cells at the least of a goal; None where it has no bound or cannot be met."""
    solved: Any = linprog(goal, A_eq=matrix, b_eq=right, bounds=bounds)
    if solved.status in (2, 3):
        return None
    if solved.status != 0:
        raise ValueError(f"suppression: the check of {key!r} failed: {solved.message}")
    return solved.x
