"""Everyone's plan as one integer program: for small centres, and to check the decomposition by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_diag, csc_array, hstack, vstack

from competency.columns import Floats, Ints
from competency.path_model import Block


def solve_whole(
    blocks: Sequence[Block], limit: Floats, nodes: int = 2000, seconds: float = np.inf
) -> tuple[list[Ints] | None, float]:
    """Return the best plans found (None: none in time) and a bound on every plan's value.

    Args:
        blocks: the agents' programs.
        limit: of what is shared, shape (shared rows,).
        nodes: limit of the solver's search.
        seconds: limit of its time, for safety only.
    """
    sizes = [len(block.offers) for block in blocks]
    wide = [len(block.gap) for block in blocks]
    own, shared, most, worth, upper, whole = [], [], [], [], [], []
    for block, n, d in zip(blocks, sizes, wide, strict=True):
        gaps = np.hstack([-block.closing[block.course].T.reshape(d, n), np.eye(d)])
        rules = np.hstack([block.rows, np.zeros((len(block.most), d))])
        own.append(csc_array(np.vstack([rules, gaps])))
        most += [block.most, np.zeros(d)]
        worth += [block.value, block.weight]
        upper += [np.ones(n), block.gap]
        whole += [np.ones(n, dtype=np.int64), np.zeros(d, dtype=np.int64)]
        row, column = np.nonzero(block.use)
        at = (block.touched[row], column)
        shared.append(csc_array((block.use[row, column], at), shape=(len(limit), n + d)))
    if not sum(sizes):
        return [np.zeros(0, dtype=np.int64) for _ in blocks], 0.0
    together = csc_array(hstack(shared)).tocsr()
    binding = np.flatnonzero(np.isfinite(limit) & (together.sum(axis=1) > 0))
    result = milp(
        -np.concatenate(worth),
        integrality=np.concatenate(whole),
        bounds=Bounds(np.zeros(sum(sizes) + sum(wide)), np.concatenate(upper)),
        constraints=LinearConstraint(
            vstack([block_diag(own), together[binding]]).tocsc(),
            ub=np.concatenate([*most, limit[binding]]),
        ),
        options={"time_limit": seconds, "node_limit": nodes, "mip_rel_gap": 1e-6},
    )
    bound = np.inf if result.mip_dual_bound is None else -float(result.mip_dual_bound)
    if result.x is None:
        return None, bound
    starts = np.cumsum([0, *(n + d for n, d in zip(sizes, wide, strict=True))])
    plans = [
        np.flatnonzero(result.x[first : first + n] > 0.5)
        for first, n in zip(starts.tolist(), sizes, strict=False)
    ]
    return plans, bound
