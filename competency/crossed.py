"""The crossed model of one measure: what circumstances, raters and people each do to it.

    y = mu + x'beta + r_rater + ... + b_group + e

with the groups (agents, or agents by half-year) random and eliminated, so that a fit costs no more
than a matrix of the other factors' levels, however many people there are. Here are its sufficient
statistics and what a fit tells; the fits are `crossed_gaussian` and `crossed_binomial`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from competency.columns import Floats, Ints


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
    """Sufficient statistics: one entry a cell; `total_sq` is not read for shares.

    >>> rater = Factor("rater", np.array([0, 1, 1]), 2)
    >>> n = np.array([2.0, 1.0, 3.0])
    >>> cells = Cells(np.array([0, 0, 1]), n, n, n, (rater,))
    >>> cells.crossed(n).tolist()
    [[6.0, 2.0, 4.0], [2.0, 2.0, 0.0], [4.0, 0.0, 4.0]]
    """

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

    def contrast_variance(self, inverse: Floats) -> Floats:
        """Return the variance of every effect against the mean of its factor, shape (width,).

        The mean is over all cases; the first entry is that of the average case. What all levels of
        a factor share cannot be told from the intercept, and makes no difference between people.

        Args:
            inverse: covariance of the effects.
        """
        whole = np.zeros(self.width)
        whole[0] = 1.0
        variance = np.diag(inverse).copy()
        for start, one in zip(self.offsets, self.factors, strict=False):
            own = slice(start, start + one.size)
            share = np.bincount(one.level, self.n, one.size) / self.n.sum()
            whole[own] = share
            mean = inverse[own, own] @ share
            variance[own] += share @ mean - 2 * mean
        variance[0] = whole @ inverse @ whole
        return variance

    def precision(self, variances: Sequence[float]) -> Floats:
        """Return the prior precision of every column; the intercept is fixed."""
        parts = [np.zeros(1)]
        parts += [np.full(f.size, 1 / v) for f, v in zip(self.factors, variances, strict=True)]
        return np.concatenate(parts)


@dataclass(frozen=True)
class Fit:
    """A fitted crossed model.

    effect, effect_variance: of every column of the design, shape (width,).
    contrast_variance: of every effect against the mean of its factor, see `Cells`.
    group_effect: mode of every group, shape (groups,).
    residual_variance: of one value; of a share on the logit scale pi^2 / 3.
    group_variance, factor_variance: of the random effects.
    criterion: -2 log REML likelihood, or -2 log Laplace likelihood.
    """

    effect: Floats
    effect_variance: Floats
    contrast_variance: Floats
    group_effect: Floats
    residual_variance: float
    group_variance: float
    factor_variance: tuple[float, ...]
    criterion: float
