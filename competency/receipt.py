"""Where a composite and its uncertainty come from, dimension by dimension."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Floats
from competency.composite import monthly_weights
from competency.framework import Framework
from competency.intervals import Z90
from competency.posterior import Posterior


@dataclass(frozen=True)
class Makeup:
    """Arrays of shape (rows, dimensions); rows are those of the posterior.

    weight: weights of the month, renormalised over live dimensions; they add up to 1.
    contribution: weight times score; they add up to the composite before it is capped.
    variance_share: part of the composite's variance; they add up to 1.
    composite, error: shape (rows,); NaN where no live dimension has weight.
    """

    weight: Floats
    contribution: Floats
    variance_share: Floats
    composite: Floats
    error: Floats


def makeup(framework: Framework, posterior: Posterior, weights: pd.DataFrame) -> Makeup:
    """Take every composite apart, as `composite.compose` puts it together.

    Args:
        framework: resolved framework.
        posterior: joint belief about the dimensions.
        weights: frame `dimension_weights`; months without a row take the base weights.
    """
    given = monthly_weights(framework, weights, posterior.month)
    weight = np.where(posterior.live, given, 0.0)
    total = weight.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        weight = np.where(total > 0, weight / total, np.nan)
    composite, variance = posterior.combine(given)
    together = np.einsum("ri,rij,rj->ri", weight, posterior.covariance, weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(variance[:, None] > 0, together / variance[:, None], np.nan)
    contribution = weight * np.nan_to_num(posterior.mean)
    return Makeup(weight, contribution, share, composite, np.sqrt(np.maximum(variance, 0.0)))


def narrowed(error: float, spread: float, times: float) -> float:
    """Return the half width of a 90 % interval when there is so many times the evidence.

    By the Spearman-Brown formula from the score's reliability, 1 - error^2 / spread^2. It is the
    best case: what is older counts less, and what only one indicator shows stays so.

    Args:
        error: standard error now.
        spread: standard deviation between people, in the same points.
        times: how many times as much evidence.

    >>> round(narrowed(10.0, 20.0, 1.0), 3), round(narrowed(10.0, 20.0, 3.0), 3)
    (16.449, 10.403)
    """
    known = 1 - min(error / spread, 1.0) ** 2
    left = (1 - known) / (1 + (times - 1) * known)
    return float(Z90 * spread * np.sqrt(left))
