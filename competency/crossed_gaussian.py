"""Fits the crossed model of a Gaussian measure by REML, from sufficient statistics alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg, optimize, sparse

from competency.columns import Floats
from competency.crossed import Cells, Fit

#: Bounds of log variance ratios: beyond them the likelihood is flat.
_LOG_RATIO = (-12.0, 8.0)


def fit_gaussian(
    cells: Cells,
    smallest_variance: float = 0.0,
    tolerance: float = 1e-10,
    looseness: float = 1.0,
) -> Fit:
    """Fit a Gaussian measure by REML.

    Henderson's mixed-model equations with groups eliminated, l = group / residual variance,
    D_g = N_g + 1/l, P the prior precisions of the columns (METHODS section 1, step 1):

        C = X'X - sum_g X_g X_g' / D_g + P;   beta = C^-1 (X'y - sum_g X_g S_g / D_g)
        b_g = (S_g - X_g'beta) / D_g;         q = y'y - beta'X'y - b'S
        -2 log REML = v (1 + log(2 pi q / v)) + log|C| + sum_g log(l D_g) + sum_f k_f log l_f

    Args:
        cells: at least one value; a lone one has the smallest variance.
        smallest_variance: floor of the residual variance: few identical values prove little.
        tolerance: of the criterion and of its slope in the logs of the variance ratios.
        looseness: how many times freer groups may differ for the effects; see `fit_binomial`.

    >>> yields = {"A": (1545, 1440, 1440, 1520, 1580), "B": (1540, 1555, 1490, 1560, 1495),
    ...           "C": (1595, 1550, 1605, 1510, 1560), "D": (1445, 1440, 1595, 1465, 1545),
    ...           "E": (1595, 1630, 1515, 1635, 1625), "F": (1520, 1455, 1450, 1480, 1445)}
    >>> y = np.array([value for batch in yields.values() for value in batch], float)
    >>> fit = fit_gaussian(Cells(np.repeat(np.arange(6), 5), np.ones(30), y, y**2))
    >>> round(fit.criterion, 6), [round(float(b), 3) for b in fit.group_effect[:3]]
    (319.654277, [-17.607, 0.391, 28.562])
    """
    # Centred values: a mean far from 0 would cost the digits of q.
    volume = cells.n.sum()
    centre = cells.total.sum() / volume
    total = cells.total - cells.n * centre
    squares = float((cells.total_sq - 2 * centre * cells.total + cells.n * centre**2).sum())
    group_n = np.bincount(cells.group, cells.n, cells.groups)
    group_sum = np.bincount(cells.group, total, cells.groups)
    # A group meets few of the levels.
    grouped = sparse.csr_array(cells.grouped(cells.n))
    crossed, score = cells.crossed(cells.n), cells.score(total)
    fixed = [one.variance for one in cells.factors]
    freedom = max(volume - 1, 1.0)

    def solve(log_ratio: Floats) -> _Solution:
        ratio = float(np.exp(log_ratio[0]))
        ratios = _ratios(fixed, log_ratio[1:])
        shrunk = group_n + 1 / ratio
        scaled = sparse.diags_array(1 / shrunk) @ grouped
        matrix = crossed - (grouped.T @ scaled).toarray()
        matrix[np.diag_indices(cells.width)] += cells.precision(ratios)
        factor = linalg.cho_factor(matrix, lower=True)
        beta = linalg.cho_solve(factor, score - scaled.T @ group_sum)
        mode = (group_sum - grouped @ beta) / shrunk
        left = max(squares - beta @ score - mode @ group_sum, 1e-12 * max(squares, 1e-12))
        residual = left / freedom
        criterion = freedom * (1 + np.log(2 * np.pi * residual))
        criterion += 2 * np.log(np.diag(factor[0])).sum() + np.log(ratio * shrunk).sum()
        inverse = linalg.cho_solve(factor, np.eye(cells.width))
        spread = (1 / shrunk).sum() + scaled.multiply(scaled @ inverse).sum()
        slope = [cells.groups - (spread + mode @ mode / residual) / ratio]
        for place, (one, value) in enumerate(zip(cells.factors, ratios, strict=True)):
            criterion += one.size * np.log(value)
            if fixed[place] is None:
                own = slice(cells.offsets[place], cells.offsets[place] + one.size)
                known = np.trace(inverse[own, own]) + beta[own] @ beta[own] / residual
                slope.append(one.size - known / value)
        return _Solution(float(criterion), np.array(slope), beta, mode, inverse, residual)

    def objective(log_ratio: Floats) -> tuple[float, Floats]:
        found = solve(log_ratio)
        return found.criterion / freedom, found.slope / freedom

    estimated = 1 + sum(value is None for value in fixed)
    best = optimize.minimize(
        objective,
        np.full(estimated, -2.0),
        jac=True,
        method="L-BFGS-B",
        bounds=[_LOG_RATIO] * estimated,
        options={"ftol": tolerance / freedom, "gtol": tolerance / freedom},
    )
    found = solve(best.x)
    loose = found
    if looseness > 1:
        loose = solve(best.x + np.log(looseness) * (np.arange(estimated) == 0))
    residual = max(found.residual, smallest_variance)
    beta = loose.beta.copy()
    beta[0] += centre
    return Fit(
        beta,
        np.diag(loose.inverse) * residual,
        cells.contrast_variance(loose.inverse) * residual,
        found.mode,
        residual,
        float(np.exp(best.x[0])) * residual,
        tuple(value * residual for value in _ratios(fixed, best.x[1:])),
        found.criterion,
    )


@dataclass(frozen=True)
class _Solution:
    """The mixed-model equations solved at given variance ratios; slope: in their logs."""

    criterion: float
    slope: Floats
    beta: Floats
    mode: Floats
    inverse: Floats
    residual: float


def _ratios(fixed: Sequence[float | None], free: Floats) -> list[float]:
    estimated = iter(np.exp(free).tolist())
    return [next(estimated) if value is None else value for value in fixed]
