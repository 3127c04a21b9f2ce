"""The baseline: what a spreadsheet makes of the same contacts, reviews and tests.

Plain means of every indicator, standardised over people, averaged within the dimension, weighed.
No case mix, no reviewers, no shrinkage; durations as logarithms, which is kind to the spreadsheet.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.columns import Floats, Ints
from competency.framework import Framework
from competency.panel import Panel


def raw_indicators(seen: Panel, months: slice) -> Floats:
    """Return means of the indicators, standardised over people and signed: more is better.

    Args:
        seen: evidence, month by month.
        months: those averaged over.

    Returns:
        Shape (agents, indicators); NaN without evidence.
    """
    n = seen.n[:, months]
    total = n.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (n * np.nan_to_num(seen.raw[:, months])).sum(axis=1) / total
    return _standardised(np.where(total > 0, mean * seen.sign, np.nan))


def told_weights(indicators: Floats, truth: Floats) -> Floats:
    """Return what the best linear weights of the indicators say of the truth, shape (agents,).

    An oracle: the weights are fitted to the truth itself, for each agent to all others. Unknown
    indicators count as average. NaN with fewer than three people a weight.
    """
    out = np.full(len(truth), np.nan)
    rows = np.flatnonzero(~np.isnan(truth) & ~np.isnan(indicators).all(axis=1))
    if len(rows) < 3 * (indicators.shape[1] + 1):
        return out
    known = np.column_stack([np.ones(len(rows)), np.nan_to_num(indicators[rows])])
    inverse = np.linalg.pinv(known.T @ known)
    fitted = known @ (inverse @ (known.T @ truth[rows]))
    pull = np.einsum("ai,ij,aj->a", known, inverse, known)
    out[rows] = (fitted - pull * truth[rows]) / (1 - pull)
    return out


def raw_dimensions(framework: Framework, seen: Panel, months: slice) -> Floats:
    """Return standardised means by dimension, shape (agents, dimensions).

    An indicator without evidence of an agent is left out of his mean; so is a dimension: NaN.

    Args:
        framework: resolved framework.
        seen: evidence, month by month.
        months: those averaged over.
    """
    values = raw_indicators(seen, months)
    place = np.array([framework.dimension_keys.index(item.dimension) for item in seen.items])
    out = np.full((len(values), len(framework.dimensions)), np.nan)
    for column in range(out.shape[1]):
        out[:, column] = _mean_of_known(values[:, place == column])
    return out


def raw_composite(framework: Framework, dimensions: Floats) -> Floats:
    """Return the weighted mean of the known dimensions, shape (agents,)."""
    weight = np.array([item.weight for item in framework.dimensions])
    known = ~np.isnan(dimensions)
    total = (weight * known).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (weight * np.nan_to_num(dimensions)).sum(axis=1) / total
    return np.asarray(np.where(total > 0, mean, np.nan))


def cut_at_shares(values: Floats, tiers: Floats) -> Floats:
    """Return tiers 1 to 5 by rank, as many of each as `tiers` has; NaN without a value.

    A spreadsheet knows no scale: it is told how many people stand on each tier.

    >>> cut_at_shares(np.array([3.0, 1.0, np.nan, 2.0]), np.array([1.0, 1.0, 2.0, 5.0])).tolist()
    [5.0, 1.0, nan, 2.0]
    """
    out = np.full(len(values), np.nan)
    known = np.flatnonzero(~np.isnan(values))
    given: Ints = tiers[~np.isnan(tiers)].astype(np.int64)
    if not len(known) or not len(given):
        return out
    below = np.cumsum(np.bincount(given, minlength=6)[1:6]) / len(given)
    rank = pd.Series(values[known]).rank(method="first").to_numpy() - 0.5
    out[known] = 1 + np.searchsorted(below[:4], rank / len(known), side="right")
    return out


def _standardised(values: Floats) -> Floats:
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, values - np.nan_to_num(values).sum(axis=0) / count, np.nan)
    spread = np.sqrt((np.nan_to_num(centred) ** 2).sum(axis=0) / count)
    return np.asarray(centred / np.where(spread > 0, spread, 1.0))


def _mean_of_known(values: Floats) -> Floats:
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.nan_to_num(values).sum(axis=1)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))
