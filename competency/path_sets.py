"""All sets of courses that one agent's rules allow, listed once: pricing is then a table look-up.

An agent has a dozen useful courses, so a few thousand sets; which are allowed and what they close
does not depend on prices. Where there are too many, `path_pricing` solves a program instead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.columns import Flags, Floats, Ints

#: Most sets listed for one agent; 20 bytes each.
LIMIT = 8_000
#: Courses in one part of a mask, whose sums are looked up together.
_PART = 12


@dataclass
class Table:
    """Sets of `courses` as bit masks and the weighted gap each closes, the most first.

    `gain` becomes -inf where a set turns out to fit into no weeks. Sets that are not listed are
    worse than the linear relaxation by at least `loss`.
    """

    mask: Ints
    gain: Floats
    courses: Ints
    loss: float = np.inf

    def nets(self, net: Floats) -> Floats:
        """Return gain plus the sum of `net` over each set; net, of all courses, may hold -inf.

        >>> table = Table(np.array([3, 1, 0]), np.array([5.0, 4.0, 0.0]), np.arange(2))
        >>> table.nets(np.array([-1.0, -2.0]))
        array([2., 3., 0.])
        """
        return self.gain + _totals(self.mask, net[self.courses])

    def holding(self, courses: Ints) -> Flags:
        """Tell which sets hold all the given courses."""
        bits = int((np.int64(1) << np.flatnonzero(np.isin(self.courses, courses))).sum())
        return np.asarray((self.mask & bits) == bits, dtype=np.bool_)

    def members(self, number: int) -> Ints:
        """Return the courses of a set, by position."""
        inside = self.mask[number] >> np.arange(len(self.courses)) & 1
        return np.sort(self.courses[inside > 0])


def _totals(mask: Ints, amount: Floats) -> Floats:
    """Return the sum of `amount` over each set."""
    total = np.zeros(len(mask))
    for first in range(0, len(amount), _PART):
        sums = np.zeros(1)  # of all subsets of this part, by bit mask
        for one in amount[first : first + _PART].tolist():
            sums = np.concatenate([sums, sums + one])
        total += sums[mask >> first & ((1 << _PART) - 1)]
    return total


def enumerate_sets(
    rows: Floats,
    most: Floats,
    closing: Floats,
    gap: Floats,
    weight: Floats,
    reduced: Floats | None = None,
    loss: float = np.inf,
    limit: int = LIMIT,
) -> Table | None:
    """List the sets of courses that keep `rows @ set <= most`.

    A set is worse than the relaxation by the reduced costs of what it leaves out of it or takes
    besides. Where there are more than `limit`, those that are worse by most are left out; without a
    relaxation, or with too many courses for a mask, None is returned.

    Args:
        rows: rules, shape (rules, courses).
        most: their limits, shape (rules,).
        closing: what each course closes, shape (courses, dimensions).
        gap: open gaps, shape (dimensions,).
        weight: weights, shape (dimensions,).
        reduced: reduced cost of each course in a linear relaxation, shape (courses,).
        loss: sets that are worse than the relaxation by more than this are left out.
        limit: most sets.

    >>> table = enumerate_sets(np.array([[2.0, 2.0]]), np.array([3.0]), np.eye(2), np.ones(2),
    ...     np.array([1.0, 2.0]))
    >>> table.mask.tolist(), table.gain.tolist()
    ([2, 1, 0], [2.0, 1.0, 0.0])
    """
    which = np.arange(len(closing))
    if reduced is not None:
        which = np.argsort(-np.abs(reduced), kind="stable")  # the most decided first
        which = which[np.isfinite(reduced[which])]
    courses = len(which)
    if courses > 5 * _PART or (reduced is None and courses > 2 * _PART):
        return None
    rows, closing = rows[:, which], closing[which]
    cost = np.zeros(courses) if reduced is None else reduced[which]
    # How far each row may be used: what later courses may still give back comes on top.
    most = most + np.maximum(-rows, 0.0).sum(axis=1) + 1e-9
    mask, used, lost = np.zeros(1, dtype=np.int64), np.zeros((len(most), 1)), np.zeros(1)
    for one in range(courses):
        row, dear = rows[:, one], float(cost[one])
        # A set without the course loses what it would give back; all else holds as before.
        back, more = row < 0, row > 0
        most = most + np.minimum(row, 0.0)
        out = (used[back] <= most[back, None]).all(axis=0) & (lost + max(dear, 0.0) <= loss)
        into = (used[more] <= (most - row)[more, None]).all(axis=0)
        into &= lost + max(-dear, 0.0) <= loss
        mask = np.concatenate([mask[out], mask[into] | (1 << one)])
        used = np.concatenate(
            [used.compress(out, 1), used.compress(into, 1) + row[:, None]], axis=1
        )
        lost = np.concatenate([lost[out] + max(dear, 0.0), lost[into] + max(-dear, 0.0)])
        if len(mask) > limit:
            if reduced is None:
                return None
            # What a set has lost so far it never gets back.
            kept = np.sort(np.argpartition(lost, limit)[:limit])
            loss = float(lost[kept].max())
            mask, used, lost = mask[kept], used[:, kept], lost[kept]
    closed = np.array([_totals(mask, one) for one in closing.T]).reshape(len(gap), len(mask))
    gain = weight @ np.minimum(closed, gap[:, None])
    order = np.argsort(-gain, kind="stable")
    return Table(mask[order], gain[order], which, loss)
