"""The crossed model of one measure: what circumstances, raters and people each do to it.

    y = mu + x'beta + r_rater + ... + b_group + e

with the groups (agents, or agents by half-year) random and eliminated, so that a fit costs no more
than a matrix of the other factors' levels, however many people there are. Gaussian measures are
fitted by REML (Henderson's equations), shares of yes and no on the logit scale by the Laplace
approximation. From sufficient statistics alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import linalg, optimize, special

from competency.columns import Floats, Ints

#: Bounds of log variance ratios: beyond them the likelihood is flat.
_LOG_RATIO = (-12.0, 8.0)


@dataclass(frozen=True)
class Factor:
    """One nuisance factor: the level of each cell, and how far levels may differ.

    `variance` is that of a level's effect: in units of the residual variance for a Gaussian
    measure, in squared logits for a binomial one. None: estimated from the data.
    """

    name: str
    level: Ints
    size: int
    variance: float | None = None


@dataclass(frozen=True)
class Cells:
    """Sufficient statistics: one entry a cell; `total_sq` is not read for shares."""

    group: Ints
    n: Floats
    total: Floats
    total_sq: Floats
    factors: tuple[Factor, ...] = ()

    @cached_property
    def groups(self) -> int:
        """Number of groups."""
        return int(self.group.max(initial=-1)) + 1

    @cached_property
    def offsets(self) -> Ints:
        """First column of every factor; column 0 is the intercept, the last entry the width."""
        return np.concatenate([[1], 1 + np.cumsum([one.size for one in self.factors])]).astype(
            np.int64
        )

    @property
    def width(self) -> int:
        """Number of columns of the design."""
        return int(self.offsets[-1])

    def linear(self, beta: Floats) -> Floats:
        """Return x'beta of every cell, shape (cells,)."""
        value = np.full(len(self.n), beta[0])
        for start, factor in zip(self.offsets, self.factors, strict=False):
            value += beta[start + factor.level]
        return value

    def score(self, value: Floats) -> Floats:
        """Return X'value, shape (width,)."""
        parts = [np.array([value.sum()])]
        parts += [np.bincount(one.level, value, one.size) for one in self.factors]
        return np.concatenate(parts)

    def grouped(self, weight: Floats) -> Floats:
        """Return the weight of every group on every column, shape (groups, width)."""
        parts = [np.bincount(self.group, weight, self.groups)[:, None]]
        for one in self.factors:
            flat = np.bincount(self.group * one.size + one.level, weight, self.groups * one.size)
            parts.append(flat.reshape(self.groups, one.size))
        return np.hstack(parts)

    def crossed(self, weight: Floats) -> Floats:
        """Return X'WX, shape (width, width)."""
        matrix = np.zeros((self.width, self.width))
        matrix[0] = matrix[:, 0] = self.score(weight)
        for start, one in zip(self.offsets, self.factors, strict=False):
            for begin, other in zip(self.offsets, self.factors, strict=False):
                if begin < start:
                    continue
                flat = np.bincount(
                    one.level * other.size + other.level, weight, one.size * other.size
                )
                block = flat.reshape(one.size, other.size)
                matrix[start : start + one.size, begin : begin + other.size] = block
                matrix[begin : begin + other.size, start : start + one.size] = block.T
        return matrix

    def precision(self, variances: Sequence[float]) -> Floats:
        """Return the prior precision of every column; the intercept is fixed."""
        parts = [np.zeros(1)]
        parts += [np.full(f.size, 1 / v) for f, v in zip(self.factors, variances, strict=True)]
        return np.concatenate(parts)


@dataclass(frozen=True)
class Fit:
    """A fitted crossed model.

    effect, effect_variance: of every column of the design, shape (width,).
    group_effect: mode of every group, shape (groups,).
    residual_variance: of one value; of a share on the logit scale pi^2 / 3.
    group_variance, factor_variance: of the random effects.
    criterion: -2 log REML likelihood, or -2 log Laplace likelihood.
    """

    effect: Floats
    effect_variance: Floats
    group_effect: Floats
    residual_variance: float
    group_variance: float
    factor_variance: tuple[float, ...]
    criterion: float


def fit_gaussian(cells: Cells, smallest_variance: float = 0.0, tolerance: float = 1e-12) -> Fit:
    """Fit a Gaussian measure by REML.

    Henderson's mixed-model equations with groups eliminated, l = group / residual variance,
    D_g = N_g + 1/l, P the prior precisions of the columns (METHODS section 1, step 1):

        C = X'X - sum_g X_g X_g' / D_g + P;   beta = C^-1 (X'y - sum_g X_g S_g / D_g)
        b_g = (S_g - X_g'beta) / D_g;         q = y'y - beta'X'y - b'S
        -2 log REML = v (1 + log(2 pi q / v)) + log|C| + sum_g log(l D_g) + sum_f k_f log l_f

    Args:
        cells: at least two values.
        smallest_variance: floor of the residual variance: few identical values prove little.
        tolerance: of the criterion and its slope, by value.

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
    grouped, crossed, score = cells.grouped(cells.n), cells.crossed(cells.n), cells.score(total)
    fixed = [one.variance for one in cells.factors]
    freedom = volume - 1

    def solve(log_ratio: Floats) -> _Solution:
        ratio = float(np.exp(log_ratio[0]))
        ratios = _ratios(fixed, log_ratio[1:])
        shrunk = group_n + 1 / ratio
        scaled = grouped / shrunk[:, None]
        matrix = crossed - grouped.T @ scaled
        matrix[np.diag_indices(cells.width)] += cells.precision(ratios)
        factor = linalg.cho_factor(matrix, lower=True)
        beta = linalg.cho_solve(factor, score - scaled.T @ group_sum)
        mode = (group_sum - grouped @ beta) / shrunk
        left = max(squares - beta @ score - mode @ group_sum, 1e-12 * max(squares, 1e-12))
        residual = left / freedom
        criterion = freedom * (1 + np.log(2 * np.pi * residual))
        criterion += 2 * np.log(np.diag(factor[0])).sum() + np.log(ratio * shrunk).sum()
        inverse = linalg.cho_solve(factor, np.eye(cells.width))
        spread = (1 / shrunk).sum() + np.einsum(
            "gp,pq,gq->", scaled, inverse, scaled, optimize=True
        )
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

    best = optimize.minimize(
        objective,
        np.full(1 + sum(value is None for value in fixed), -2.0),
        jac=True,
        method="L-BFGS-B",
        bounds=[_LOG_RATIO] * (1 + sum(value is None for value in fixed)),
        options={"ftol": tolerance, "gtol": tolerance},
    )
    found = solve(best.x)
    residual = max(found.residual, smallest_variance)
    beta = found.beta.copy()
    beta[0] += centre
    return Fit(
        beta,
        np.diag(found.inverse) * residual,
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


def fit_binomial(cells: Cells, tolerance: float = 1e-8) -> Fit:
    """Fit a share (`total` of `n` said yes) on the logit scale by the Laplace approximation.

    l(beta, s) = sum_c log Bin(y_c) - sum_g b_g^2 / 2s - 1/2 sum_g log(1 + s W_g), at the modes b_g,
    W_g = sum of n p (1 - p). The fixed effects maximise it too: the joint mode of beta and b alone
    is biased to 0 (on lme4's `cbpp` -1.36 for -1.40). Fisher scoring with the exact gradients;
    variances of factors to be
    estimated by MacKay's fixed point.
    """
    n, total = cells.n, cells.total
    beta = np.zeros(cells.width)
    beta[0] = special.logit((total.sum() + 0.5) / (n.sum() + 1))
    mode = np.zeros(cells.groups)
    spread = 0.2
    variances = [0.1 if one.variance is None else one.variance for one in cells.factors]
    inverse = np.eye(cells.width)
    for _ in range(200):
        offset = cells.linear(beta)
        mode, chance, weight = _modes(cells, offset, mode, spread, tolerance)
        shrunk = np.bincount(cells.group, weight, cells.groups) + 1 / spread
        grouped = cells.grouped(weight)
        matrix = cells.crossed(weight) - grouped.T @ (grouped / shrunk[:, None])
        precision = cells.precision(variances)
        matrix[np.diag_indices(cells.width)] += precision
        # -1/2 log(1 + s W_g) moves with the weights and, through them, with the modes.
        skew = weight * (1 - 2 * chance)
        group_skew = np.bincount(cells.group, skew, cells.groups)
        pull = total - n * chance
        pull -= (0.5 / shrunk)[cells.group] * (skew - weight * (group_skew / shrunk)[cells.group])
        inverse = linalg.inv(matrix)
        step = inverse @ (cells.score(pull) - precision * beta)
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        beta = beta + step
        moved = float(np.abs(step).max())
        held = 1 - 1 / (spread * shrunk)
        slope = 0.5 * (mode**2 / spread - held - group_skew * mode / (spread * shrunk**2)).sum()
        rise = float(np.clip(slope / max(0.5 * (held**2).sum(), 1e-9), -1, 1))
        # At no spread at all there is nothing left to find.
        if np.log(spread) + rise > -9:
            spread *= float(np.exp(rise))
            moved = max(moved, abs(rise))
        for place, one in enumerate(cells.factors):
            if one.variance is None:
                own = slice(cells.offsets[place], cells.offsets[place] + one.size)
                # MacKay's fixed point: squares over the levels the data speak of.
                spoken = one.size - np.trace(inverse[own, own]) / variances[place]
                fresh = beta[own] @ beta[own] / max(spoken, 1e-3 * one.size)
                variances[place] = float(np.clip(fresh, 1e-4, 10.0))
        if moved < tolerance:
            break
    criterion = -2 * laplace(cells, beta, spread)
    return Fit(
        beta, np.diag(inverse).copy(), mode, np.pi**2 / 3, spread, tuple(variances), criterion
    )


def laplace(cells: Cells, beta: Floats, spread: float) -> float:
    """Return the Laplace log-likelihood of a share at given effects and group variance."""
    offset = cells.linear(beta)
    mode, _, weight = _modes(cells, offset, np.zeros(cells.groups), spread, 1e-10)
    eta = offset + mode[cells.group]
    value = special.gammaln(cells.n + 1) - special.gammaln(cells.total + 1)
    value -= special.gammaln(cells.n - cells.total + 1)
    value += cells.total * eta - cells.n * np.logaddexp(0, eta)
    group_weight = np.bincount(cells.group, weight, cells.groups)
    prior = (mode**2).sum() / (2 * spread) + 0.5 * np.log1p(spread * group_weight).sum()
    return float(value.sum() - prior)


def _modes(
    cells: Cells, offset: Floats, mode: Floats, spread: float, tolerance: float
) -> tuple[Floats, Floats, Floats]:
    """Return the modes of the groups given the offsets, and every cell's chance and weight."""
    while True:
        chance = special.expit(offset + mode[cells.group])
        weight = cells.n * chance * (1 - chance)
        slope = np.bincount(cells.group, cells.total - cells.n * chance, cells.groups)
        bend = np.bincount(cells.group, weight, cells.groups) + 1 / spread
        step = np.clip((slope - mode / spread) / bend, -2, 2)
        if np.abs(step).max(initial=0.0) < tolerance:
            return mode, chance, weight
        mode = mode + step
