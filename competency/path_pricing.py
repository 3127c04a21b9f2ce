"""The best plan of one agent when what is shared has a price.

Which courses is decided with each course at its cheapest offer, so the value of a set bounds every
plan's with these courses from above; the weeks are a search over the offers, under the agent's own
rules. Sets are tried from the best bound down until no other can be better: the plan is then the
best there is, and otherwise the bound still holds. `price` is quick; `price_closely` also prices
the agent's own rules (Lagrange, by the duals of the linear relaxation), so that few sets are left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linprog

from competency.columns import Flags, Floats, Ints
from competency.path_exact import solve_whole
from competency.path_model import Block
from competency.path_schedule import Weeks
from competency.path_sets import Table, enumerate_sets

_NEAR = 1e-9
#: Where all sets would be too many: how far below the linear relaxation they are looked at.
_LOSS = 0.05
#: Offers looked at for one agent when priced closely; most sets listed then, and when quick. With
#: ten times as many plans are worth the same and proven by a tenth of a percent nearer.
_TRIES, _SETS, _FEW = 4_000, 20_000, 2_000
#: From which distance of bound and value on, in points, an integer program decides, and its nodes.
_LOOSE, _NODES = 0.1, 200
_NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Priced:
    """A plan (positions of offers), its value less prices, and a proven bound on that value."""

    taken: Ints
    net: float
    bound: float


def net_values(block: Block, prices: Floats | None) -> Floats:
    """Return what each offer is worth by itself, less the price of what it takes."""
    return block.value if prices is None else block.value - block.use.T @ prices[block.touched]


def price(
    block: Block,
    prices: Floats | None = None,
    room: Floats | None = None,
    tries: int = 15,
    known: Ints = _NOTHING,
) -> Priced:
    """Return a good plan at `prices` and a bound on every plan's net value.

    Args:
        block: the agent's program.
        prices: of what is shared, shape (shared rows,); None: free.
        room: what is left of what is shared; the plan keeps to it, and the bound is for such plans.
        tries: sets of courses that are scheduled at most.
        known: a plan that fits; only better ones are looked for.
    """
    if not len(block.offers):
        return Priced(_NOTHING, 0.0, 0.0)
    net = net_values(block, prices)
    best, reached = known, block.closed(known) + float(net[known].sum())
    if reached < 0:
        best, reached = _NOTHING, 0.0
    if room is not None:
        room = room[block.touched]
        net = np.where((block.use <= room[:, None] + _NEAR).all(axis=0), net, -np.inf)
    cheapest = np.maximum.reduceat(net, block.starts[:-1])
    table, outside = block.table, 0.0
    if table is None:
        relaxed = _relax(block, cheapest, np.arange(len(cheapest)), block.sets, block.sets_most)
        table, outside = _near_best(block, relaxed, _LOSS * relaxed.bound, _FEW)
    nets, weeks = table.nets(cheapest), Weeks(block, -net, room)
    open_bound = outside
    for _ in range(tries):
        number = int(np.argmax(nets)) if len(nets) else 0
        bound = float(nets[number]) if len(nets) else 0.0
        if bound <= reached + _NEAR:
            break
        courses = table.members(number)
        found = weeks.find(courses, below=block.closing_of(courses) - reached)
        nets[number] = -np.inf
        if not found.fits:
            clash = _clash(weeks, table, number)
            nets[clash] = -np.inf
            if room is None:
                table.gain[clash] = -np.inf  # fits into no weeks whatever the prices
        if found.taken is not None:
            best = found.taken
            reached = block.closed(best) + float(net[best].sum())
        if not found.complete:
            open_bound = max(open_bound, bound)
    return Priced(best, reached, max(reached, open_bound, float(nets.max(initial=0.0))))


def price_closely(block: Block, prices: Floats, known: Priced, tries: int = _TRIES) -> Priced:
    """Return the best plan at `prices`, or one better than `known`, and a near bound.

    Args:
        block: the agent's program.
        prices: of what is shared, shape (shared rows,).
        known: a plan and a bound at these prices, the better the sooner this is done.
        tries: offers looked at.
    """
    if not len(block.offers):
        return Priced(_NOTHING, 0.0, 0.0)
    net = net_values(block, prices)
    relaxed = _relax(block, net, block.course, block.rows, block.most)
    if relaxed.bound <= known.net + _NEAR:
        return Priced(known.taken, known.net, max(known.net, relaxed.bound))
    table, outside = block.table, 0.0
    if table is None:
        table, outside = _near_best(block, relaxed, relaxed.bound - known.net, _SETS)
    start = float(relaxed.duals @ block.most)
    own = np.maximum.reduceat(net - relaxed.duals @ block.rows, block.starts[:-1])
    nets = np.minimum(
        table.nets(own) + start, table.nets(np.maximum.reduceat(net, block.starts[:-1]))
    )
    weeks = Weeks(block, -net, duals=relaxed.duals)
    best, reached, open_bound = known.taken, known.net, outside
    better = np.flatnonzero(nets > reached + _NEAR)
    for number in better[np.argsort(-nets[better], kind="stable")].tolist():
        bound = float(nets[number])
        if bound <= reached + _NEAR:
            break
        if tries <= 0:
            open_bound = max(open_bound, bound)
            break
        courses = table.members(number)
        gain = block.closing_of(courses)
        found = weeks.find(courses, tries, below=gain - reached)
        tries -= found.tries
        if found.taken is not None:
            best, reached = found.taken, gain + float(net[found.taken].sum())
        if not found.complete:
            open_bound = max(open_bound, bound)
    near = Priced(best, reached, max(reached, min(known.bound, open_bound)))
    return near if near.bound - near.net <= _LOOSE else _exactly(block, net, near)


def _exactly(block: Block, net: Floats, known: Priced) -> Priced:
    """Solve one integer program: for the few with many sets to rule out, as by required courses."""
    priced = replace(block, value=net)
    rows = int(block.touched.max(initial=-1)) + 1
    plans, bound = solve_whole([priced], np.full(rows, np.inf), _NODES)
    bound = min(known.bound, bound)
    if plans is not None and priced.worth(plans[0]) > known.net:
        known = Priced(plans[0], priced.worth(plans[0]), bound)
    return Priced(known.taken, known.net, max(known.net, bound))


def _clash(weeks: Weeks, table: Table, number: int) -> Flags:
    """Tell which sets fit into no weeks for the same reason as one that does not."""

    def impossible(some: Ints) -> bool:
        return not weeks.find(some, among=True).fits

    courses = table.members(number)
    if not impossible(courses):  # others could relieve it
        return np.asarray(np.arange(len(table.mask)) == number, dtype=np.bool_)
    for one in courses.tolist():
        fewer = courses[courses != one]
        if impossible(fewer):
            courses = fewer
    return table.holding(courses)


@dataclass(frozen=True)
class _Relaxed:
    """A linear relaxation: bound, duals of the rules, reduced cost of each course."""

    bound: float
    duals: Floats
    reduced: Floats


def _relax(block: Block, net: Floats, course: Ints, rules: Floats, most: Floats) -> _Relaxed:
    """Solve the relaxation over offers (rules `rows`) or over courses (rules `sets`).

    The bound is computed from the duals, so it holds whatever the solver's tolerance.
    """
    d = len(block.gap)
    allowed = np.isfinite(net)
    finite, closing = np.where(allowed, net, 0.0), block.closing[course]
    upper = np.concatenate([allowed.astype(np.float64), block.gap])
    result = linprog(
        -np.concatenate([finite, block.weight]),
        A_ub=np.block([[rules, np.zeros((len(rules), d))], [-closing.T, np.eye(d)]]),
        b_ub=np.concatenate([most, np.zeros(d)]),
        bounds=[(0.0, one) for one in upper.tolist()],
        method="highs-ds",
    )
    duals = np.zeros(len(rules) + d)
    if result.x is not None:
        duals = np.maximum(-result.ineqlin.marginals, 0.0)
    own, gaps = duals[: len(rules)], duals[len(rules) :]
    each = finite + closing @ gaps - own @ rules
    each[~allowed] = -np.inf
    reduced = np.maximum.reduceat(each, np.flatnonzero(np.diff(course, prepend=-1)))
    slope = float(np.maximum(block.weight - gaps, 0.0) @ block.gap)
    bound = float(own @ most) + slope + float(np.maximum(reduced, 0.0).sum())
    return _Relaxed(bound, own, reduced)


def _near_best(block: Block, relaxed: _Relaxed, loss: float, most: int) -> tuple[Table, float]:
    """List sets where all would be too many; also return a bound on the sets left out.

    A set is worse than the linear relaxation by at least the reduced costs of what it leaves out
    of it or takes besides; sets worse by more than `loss` are left out.
    """
    while loss > _NEAR:
        table = enumerate_sets(
            block.sets,
            block.sets_most,
            block.closing,
            block.gap,
            block.weight,
            relaxed.reduced,
            loss,
            most,
        )
        if table is None:
            break
        if len(table.mask):
            return table, max(0.0, relaxed.bound - table.loss)
        loss *= 3  # the relaxation itself is far from all sets
    return Table(_NOTHING, np.zeros(0), _NOTHING), relaxed.bound
