"""Empirical Bayes: how far to believe one agent's figure, how far the centre's.

Normal-normal model y_i ~ N(t_i, v_i), t_i ~ N(mu, tau2). tau2 by the method of moments (DerSimonian
and Laird 1986), shrinkage factor and variance after Morris (1983), which with equal v_i is the
James-Stein estimator (Efron and Morris 1975).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.columns import Floats

#: With fewer there is no population to borrow strength from.
SMALLEST_POPULATION = 4


@dataclass(frozen=True)
class Shrunk:
    """Posterior of each value; arrays in the order of the input."""

    mean: float
    between_variance: float
    value: Floats
    std_error: Floats
    reliability: Floats


def between_variance(values: Floats, variances: Floats) -> float:
    """Return tau2 by the method of moments, DerSimonian and Laird (1986), never below 0.

    tau2 = (Q - (k - 1)) / (sum w - sum w^2 / sum w), w = 1/v, Q = sum w (y - ybar_w)^2
    """
    weight = 1.0 / variances
    total = weight.sum()
    centre = (weight * values).sum() / total
    statistic = (weight * (values - centre) ** 2).sum()
    scale = total - (weight**2).sum() / total
    return float(max(0.0, (statistic - (len(values) - 1)) / scale)) if scale > 0 else 0.0


def shrink(values: Floats, variances: Floats) -> Shrunk:
    """Return the empirical Bayes posterior of each value.

    Args:
        values: unshrunk estimates, shape (k,).
        variances: their sampling variances, above 0, shape (k,).

    Returns:
        Posterior means between value and mean, their standard errors (with the uncertainty of the
        mean and of tau2, after Morris 1983) and the reliability 1 - B. Fewer than four values
        come back unchanged, with reliability NaN.

    >>> result = shrink(np.array([0.0, 1.0, 2.0, 9.0, 13.0]), np.full(5, 4.0))
    >>> result.value.round(2).tolist()
    [0.31, 1.25, 2.18, 8.75, 12.51]
    """
    count = len(values)
    if count < SMALLEST_POPULATION:
        mean = float(values.mean()) if count else float("nan")
        return Shrunk(mean, float("nan"), values, np.sqrt(variances), np.full(count, np.nan))
    tau2 = between_variance(values, variances)
    weight = 1.0 / (variances + tau2)
    mean = float((weight * values).sum() / weight.sum())
    share = (count - 3) / (count - 1) * variances * weight
    deviation = values - mean
    variance = variances * (1 - (count - 1) / count * share)
    # Uncertainty of tau2 itself: far-out values may be shrunk too much.
    spread = (variances.mean() + tau2) * weight
    variance += 2 / (count - 3) * share**2 * deviation**2 * spread
    return Shrunk(mean, tau2, mean + (1 - share) * deviation, np.sqrt(variance), 1 - share)
