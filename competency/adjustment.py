"""Case mix and rater severity: what an agent's figure would be on the centre's mix of work.

Where evidence comes from: `evidence`. How far to believe it: `shrinkage`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse

from competency.columns import Floats, Ints

#: Prior weight on every level's effect being 0, in contacts: keeps rare levels from running wild
#: and the equations solvable where levels cannot be told apart.
RIDGE = 5.0


@dataclass(frozen=True)
class Cells:
    """Sufficient statistics of one measure: one entry a cell, all arrays of the same length.

    `pieces` is how many independent pieces of evidence stand behind the `n` values (the criteria
    of one review share its error and count once).
    """

    agent: Ints
    month: Ints
    n: Floats
    total: Floats
    total_sq: Floats
    pieces: Floats
    factors: tuple[tuple[Ints, int], ...]


@dataclass(frozen=True)
class Adjustment:
    """Effect of each cell's circumstances against the centre's mean, and the noise of one value."""

    effect: Floats
    variance: float


def adjust(cells: Cells, groups: Ints) -> Adjustment:
    """Estimate how much circumstances alone move the measure, within groups.

    METHODS section 1, step 1, with groups fixed (lambda to infinity). For y = b_g + x'beta + e:

        C = X'WX - sum_g X_g X_g' / N_g + ridge;   beta = C^-1 (X'S - sum_g X_g S_g / N_g)

    so that difficulty is estimated from the same people's easy and hard cases, and who gets which
    cases does not matter. One fit over all evidence given.

    Args:
        cells: statistics of one measure.
        groups: absorbed group of each cell (agent, or agent and month), numbered from 0.

    Returns:
        Effects that average 0 over all evidence, and the residual variance of a single value.
    """
    if not len(cells.n):
        return Adjustment(np.zeros(0), 0.0)
    _, group = np.unique(groups, return_inverse=True)
    size = int(group.max()) + 1
    design = _design(cells)
    volume = cells.n.sum()
    group_n = np.bincount(group, cells.n, size)
    group_mean = np.bincount(group, cells.total, size) / group_n
    effect = np.zeros(len(cells.n))
    levels = design.shape[1]
    if levels:
        weighted = sparse.diags_array(cells.n) @ design
        member = sparse.csr_array(
            (np.ones(len(group)), (group, np.arange(len(group)))), shape=(size, len(group))
        )
        per_group = member @ weighted
        centred = sparse.diags_array(1 / group_n) @ per_group
        matrix = (design.T @ weighted).toarray() - (per_group.T @ centred).toarray()
        right = design.T @ cells.total - per_group.T @ group_mean
        beta = linalg.solve(matrix + RIDGE * np.eye(levels), right, assume_a="pos")
        effect = np.asarray(design @ beta).reshape(-1)
        effect = effect - (cells.n * effect).sum() / volume
    # Residual: within cells, and between cells of a group beyond their circumstances.
    mean = cells.total / cells.n
    group_effect = np.bincount(group, cells.n * effect, size) / group_n
    fitted = group_mean[group] + effect - group_effect[group]
    squares = (cells.total_sq - cells.n * mean**2).clip(min=0).sum()
    squares += (cells.n * (mean - fitted) ** 2).sum()
    freedom = volume - size - levels
    return Adjustment(effect, float(squares / freedom) if freedom >= 1 else 0.0)


def _design(cells: Cells) -> sparse.csr_array:
    """One column a level of each factor that varies at all, shape (cells, levels)."""
    rows = np.arange(len(cells.n))
    blocks = [
        sparse.csr_array((np.ones(len(rows)), (rows, level)), shape=(len(rows), size))
        for level, size in cells.factors
        if len(rows) and (level != level[0]).any()
    ]
    if not blocks:
        return sparse.csr_array((len(rows), 0))
    return sparse.csr_array(sparse.hstack(blocks, format="csr"))
