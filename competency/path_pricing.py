"""The best plan of one agent when what is shared has a price.

Which courses is decided with each course at its cheapest offer and the weeks left out, so the value
of a set bounds every plan's with these courses from above. The weeks are a search over the offers,
cheapest first, under the agent's own rules. Sets are tried from the best bound down until no other
can be better: the plan is then the best there is, and otherwise the bound still holds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from competency.columns import Flags, Floats, Ints
from competency.path_model import Block
from competency.path_schedule import schedule
from competency.path_sets import Table, enumerate_sets

_NEAR = 1e-9
#: Where all sets would be too many: how far below the linear relaxation they are looked at.
_LOSS = 0.05
_NOTHING = np.zeros(0, dtype=np.int64)
_EMPTY = (_NOTHING, np.zeros(0), _NOTHING)


@dataclass(frozen=True)
class Priced:
    """A plan (positions of offers), its value less prices, and a proven bound on that value."""

    taken: Ints
    net: float
    bound: float


def price(
    block: Block, prices: Floats | None = None, room: Floats | None = None, tries: int = 15
) -> Priced:
    """Return a good plan at `prices` and a bound on every plan's net value.

    Args:
        block: the agent's program.
        prices: of what is shared, shape (shared rows,); None: free.
        room: what is left of what is shared; the plan keeps to it, and the bound is for such plans.
        tries: sets of courses that are scheduled at most.
    """
    if not len(block.offers):
        return Priced(_NOTHING, 0.0, 0.0)
    net = block.value if prices is None else block.value - block.use.T @ prices[block.touched]
    if room is not None:
        room = room[block.touched]
        scarce = block.use.data > room[block.use.indices] + _NEAR
        if scarce.any():
            net = net.copy()
            net[np.repeat(np.arange(len(net)), np.diff(block.use.indptr))[scarce]] = -np.inf
    cheapest = np.maximum.reduceat(net, np.flatnonzero(np.diff(block.course, prepend=-1)))
    table, outside = block.table, 0.0
    if table is None:
        table, outside = _near_best(block, cheapest)
    nets = table.nets(cheapest)
    best, reached, open_bound = _NOTHING, 0.0, outside
    for _ in range(tries):
        number = int(np.argmax(nets)) if len(nets) else 0
        bound = float(nets[number]) if len(nets) else 0.0
        if bound <= reached + _NEAR:
            break
        found = schedule(block, table.members(number), -net, room)
        nets[number] = -np.inf
        if found.taken is None and found.complete:
            clash = _clash(block, table, number, -net, room)
            nets[clash] = -np.inf
            if room is None:
                table.gain[clash] = -np.inf  # fits into no weeks whatever the prices
        if found.taken is not None:
            value = block.closed(found.taken) + float(net[found.taken].sum())
            if value > reached:
                best, reached = found.taken, value
        if not found.complete:
            open_bound = max(open_bound, bound)
    return Priced(best, reached, max(reached, open_bound, float(nets.max(initial=0.0))))


def _clash(block: Block, table: Table, number: int, cost: Floats, room: Floats | None) -> Flags:
    """Tell which sets fit into no weeks for the same reason as one that does not."""

    def impossible(some: Ints) -> bool:
        found = schedule(block, some, cost, room, among=True)
        return found.taken is None and found.complete

    courses = table.members(number)
    if not impossible(courses):  # others could relieve it
        return np.asarray(np.arange(len(table.mask)) == number, dtype=np.bool_)
    for one in courses.tolist():
        fewer = courses[courses != one]
        if impossible(fewer):
            courses = fewer
    return table.holding(courses)


def _near_best(block: Block, net: Floats) -> tuple[Table, float]:
    """List sets where all would be too many; also return a bound on the sets left out.

    A set is worse than the linear relaxation by at least the reduced costs of what it leaves out
    of it or takes besides; sets too far below are left out.
    """
    d = len(block.gap)
    allowed = np.isfinite(net)
    finite = np.where(allowed, net, 0.0)
    rules = np.hstack([block.sets, np.zeros((len(block.sets), d))])
    gaps = np.hstack([-block.closing.T, np.eye(d)])
    result = linprog(
        -np.concatenate([finite, block.weight]),
        A_ub=np.vstack([rules, gaps]),
        b_ub=np.concatenate([block.sets_most, np.zeros(d)]),
        bounds=[(0.0, most) for most in [*(allowed * 1.0).tolist(), *block.gap.tolist()]],
        method="highs",
    )
    if result.x is None:  # not seen: the empty set is always allowed
        return Table(*_EMPTY), float(block.weight @ block.gap + np.maximum(finite, 0).sum())
    duals = np.maximum(-result.ineqlin.marginals, 0.0)
    reduced = (
        finite + block.closing @ duals[len(block.sets) :] - duals[: len(block.sets)] @ block.sets
    )
    reduced[~allowed] = -np.inf
    # The bound by these duals, whatever the solver's tolerance.
    slope = np.maximum(block.weight - duals[len(block.sets) :], 0.0) @ block.gap
    relaxed = float(duals[: len(block.sets)] @ block.sets_most + slope)
    relaxed += float(np.maximum(reduced, 0.0).sum())
    loss = _LOSS * relaxed
    while loss > _NEAR:
        table = enumerate_sets(
            block.sets, block.sets_most, block.closing, block.gap, block.weight, reduced, loss
        )
        if table is not None and len(table.mask):
            return table, max(0.0, relaxed - loss)
        # Too many sets: nearer; none: the relaxation itself is far from all of them.
        loss = loss / 2 if table is None else loss * 3
    return Table(*_EMPTY), relaxed
