"""Fits the crossed model of a share of yes and no: logit scale, Laplace approximation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import linalg, special

from competency.columns import Floats
from competency.crossed import Cells, Fit

#: Bounds of the log variance between groups: nothing left to find below, all or nothing above.
_LOG_SPREAD = (-9.0, 5.0)


def fit_binomial(cells: Cells, tolerance: float = 1e-8, looseness: float = 1.0) -> Fit:
    """Fit a share (`total` of `n` said yes) on the logit scale by the Laplace approximation.

    l(beta, s) = sum_c log Bin(y_c) - sum_g b_g^2 / 2s - 1/2 sum_g log(1 + s W_g), at the modes b_g,
    W_g = sum of n p (1 - p). The fixed effects maximise it too: the joint mode of beta and b alone
    is biased to 0 (on lme4's `cbpp` -1.36 for -1.40). Fisher scoring with the exact gradients;
    variances of factors to be estimated by MacKay's fixed point. With `looseness` the variances
    stay, but the effects are those with groups so many times freer to differ: where groups of high
    level meet high levels of a factor, random groups would take part of its effect.

    >>> n, yes = np.array([30.0, 30.0, 30.0, 30.0]), np.array([6.0, 12.0, 18.0, 24.0])
    >>> fit = fit_binomial(Cells(np.arange(4), n, yes, yes))
    >>> round(float(fit.effect[0]), 3) + 0.0, fit.group_effect.round(2).tolist()
    (0.0, [-1.14, -0.35, 0.35, 1.14])
    """
    cells = _finite(cells)
    n, total = cells.n, cells.total
    beta = np.zeros(cells.width)
    beta[0] = special.logit((total.sum() + 0.5) / (n.sum() + 1))
    mode = np.zeros(cells.groups)
    spread = 0.2
    variances = [0.1 if one.variance is None else one.variance for one in cells.factors]
    inverse = np.eye(cells.width)
    rise, damping = 0.0, 1.0
    for _ in range(200):
        offset = cells.linear(beta)
        # Modes are of the size of the variance: stale ones would send it back and forth.
        inner = tolerance * min(spread, 1.0)
        mode, chance, weight = modes(cells, offset, mode, spread, inner)
        shrunk = np.bincount(cells.group, weight, cells.groups) + 1 / spread
        precision = cells.precision(variances)
        # -1/2 log(1 + s W_g) moves with the weights and, through them, with the modes.
        skew = weight * (1 - 2 * chance)
        group_skew = np.bincount(cells.group, skew, cells.groups)
        pull = total - n * chance
        pull -= (0.5 / shrunk)[cells.group] * (skew - weight * (group_skew / shrunk)[cells.group])
        inverse = _covariance(cells, weight, spread, precision)
        step = inverse @ (cells.score(pull) - precision * beta)
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        beta = beta + step
        moved = float(np.abs(step).max())
        held = 1 - 1 / (spread * shrunk)
        slope = 0.5 * (mode**2 / spread - held - group_skew * mode / (spread * shrunk**2)).sum()
        before = rise
        rise = float(np.clip(slope / max(0.5 * (held**2).sum(), 1e-9), -1, 1))
        # A step that turned back was too long.
        damping = damping / 2 if rise * before < 0 else min(1.0, damping * 1.5)
        rise *= damping
        if _LOG_SPREAD[0] < np.log(spread) + rise < _LOG_SPREAD[1]:
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
    if looseness > 1:
        beta, inverse = _loosened(cells, beta, mode, spread * looseness, variances)
    return Fit(
        beta,
        np.diag(inverse).copy(),
        cells.contrast_variance(inverse),
        mode,
        np.pi**2 / 3,
        spread,
        tuple(variances),
        criterion,
    )


def _loosened(
    cells: Cells, beta: Floats, mode: Floats, spread: float, variances: list[float]
) -> tuple[Floats, Floats]:
    """Return the effects, and their covariance, with groups free to differ by `spread`."""
    precision = cells.precision(variances)
    inverse = np.eye(cells.width)
    for _ in range(4):
        mode, chance, weight = modes(cells, cells.linear(beta), mode, spread, 1e-4)
        inverse = _covariance(cells, weight, spread, precision)
        step = inverse @ (cells.score(cells.total - cells.n * chance) - precision * beta)
        beta = beta + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
    return beta, inverse


def _covariance(cells: Cells, weight: Floats, spread: float, precision: Floats) -> Floats:
    """Return the inverse of the equations of the effects, groups eliminated."""
    shrunk = np.bincount(cells.group, weight, cells.groups) + 1 / spread
    grouped = cells.grouped(weight)
    matrix = cells.crossed(weight) - grouped.T @ (grouped / shrunk[:, None])
    matrix[np.diag_indices(cells.width)] += precision
    return np.asarray(linalg.inv(matrix, assume_a="pos"))


def _finite(cells: Cells) -> Cells:
    """Return the cells; where all said the same, as if half a case in all had not."""
    volume = cells.n.sum()
    if 0 < cells.total.sum() < volume:
        return cells
    half = 0.5 * cells.n / volume
    return replace(cells, total=half if cells.total.sum() <= 0 else cells.n - half)


def laplace(cells: Cells, beta: Floats, spread: float) -> float:
    """Return the Laplace log-likelihood of a share at given effects and group variance."""
    offset = cells.linear(beta)
    mode, _, weight = modes(cells, offset, np.zeros(cells.groups), spread, 1e-10)
    eta = offset + mode[cells.group]
    value = special.gammaln(cells.n + 1) - special.gammaln(cells.total + 1)
    value -= special.gammaln(cells.n - cells.total + 1)
    value += cells.total * eta - cells.n * np.logaddexp(0, eta)
    group_weight = np.bincount(cells.group, weight, cells.groups)
    prior = (mode**2).sum() / (2 * spread) + 0.5 * np.log1p(spread * group_weight).sum()
    return float(value.sum() - prior)


def modes(
    cells: Cells, offset: Floats, mode: Floats, spread: float, tolerance: float
) -> tuple[Floats, Floats, Floats]:
    """Return the modes of the groups given the offsets, and every cell's chance and weight."""
    # A dozen steps are plenty; the bound is for totals that are no shares, which never settle.
    for _ in range(100):
        chance = special.expit(offset + mode[cells.group])
        weight = cells.n * chance * (1 - chance)
        slope = np.bincount(cells.group, cells.total - cells.n * chance, cells.groups)
        bend = np.bincount(cells.group, weight, cells.groups) + 1 / spread
        step = np.clip((slope - mode / spread) / bend, -2, 2)
        if np.abs(step).max(initial=0.0) < tolerance:
            break
        mode = mode + step
    return mode, chance, weight
