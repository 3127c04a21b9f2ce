"""How far the errors of one month's evidence hang together, and whether they are as large as said.

The criteria of one review share a reviewer's impression of it, the answers of one survey a
customer's mood, the outcomes of one contact its luck. Judged from month-to-month differences of the
same person, in which ability hardly moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.columns import Floats

#: A correlation counts in proportion to its evidence; this many pairs halve it.
_PAIRS = 30.0
#: Patterns of shared error that are kept.
PATTERNS = 3
#: Differences beyond so many standard deviations are cut: one freak month proves no rule.
_FREAK = 4.0


@dataclass(frozen=True)
class Noise:
    """inflation: factor on every indicator's variances, shape (indicators,), at least 1.

    pattern: shared part of the error in standard deviations, shape (indicators, PATTERNS); what is
    left of each indicator's error variance is its own.
    """

    inflation: Floats
    pattern: Floats

    @property
    def alone(self) -> Floats:
        """Share of each indicator's error variance that is its own, shape (indicators,)."""
        return np.asarray(1 - (self.pattern**2).sum(axis=1))


def learn_noise(value: Floats, variance: Floats) -> Noise:
    """Learn it from monthly evidence, shape (agents, months, indicators); NaN where there is none.

    With d = (y_t - y_(t-1)) / sqrt(v_t + v_(t-1)), the mean of d_i^2 is the inflation and the mean
    of d_i d_j the correlation; its factors by iterated principal axes.
    """
    count = value.shape[2]
    if value.shape[1] < 2:
        return Noise(np.ones(count), np.zeros((count, PATTERNS)))
    step = np.diff(value, axis=1) / np.sqrt(variance[:, 1:] + variance[:, :-1])
    step = step.reshape(-1, count)
    known = ~np.isnan(step)
    step = np.where(known, np.clip(step, -_FREAK, _FREAK), 0.0)
    pairs = known.T.astype(float) @ known.astype(float)
    moments = (step.T @ step) / np.maximum(pairs, 1.0)
    seen = np.diag(pairs)
    inflation = np.maximum((seen * np.diag(moments) + _PAIRS) / (seen + _PAIRS), 1.0)
    scale = np.sqrt(np.maximum(np.diag(moments), 1e-9))
    correlation = moments / scale[:, None] / scale[None, :] * pairs / (pairs + _PAIRS)
    return Noise(inflation, _principal_axes(correlation))


def _principal_axes(correlation: Floats) -> Floats:
    """Return the loadings of the leading patterns, shape (indicators, PATTERNS)."""
    count = len(correlation)
    reduced = correlation.copy()
    np.fill_diagonal(reduced, 0.0)
    common = np.abs(reduced).max(axis=1, initial=0.0)
    loadings = np.zeros((count, PATTERNS))
    for _ in range(50):
        np.fill_diagonal(reduced, common)
        root, axis = np.linalg.eigh(reduced)
        top = np.argsort(root)[::-1][: min(PATTERNS, count)]
        kept = axis[:, top] * np.sqrt(np.maximum(root[top], 0.0))
        loadings[:, : len(top)] = kept
        common = np.minimum((kept**2).sum(axis=1), 0.9)
    size = (loadings**2).sum(axis=1)
    return np.asarray(loadings * np.sqrt(np.minimum(1.0, 0.9 / np.maximum(size, 1e-9)))[:, None])
