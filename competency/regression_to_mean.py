"""What luck does to extreme figures: they are too extreme, and the next are closer to the mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from competency.columns import Floats


@dataclass(frozen=True)
class Shrunk:
    """Means pulled to their grand mean: grand + factor (value - grand)."""

    grand: float
    factor: float
    value: Floats


def james_stein(value: Floats, variance: float) -> Shrunk:
    """Shrink equally exact means by the rule of James and Stein (Efron and Morris 1977).

        factor = 1 - (k - 3) variance / sum((value - grand)^2)

    Args:
        value: at least four means, shape (k,).
        variance: sampling variance of each.

    >>> james_stein(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 1.0).factor
    0.8
    """
    grand = float(value.mean())
    squares = float(((value - grand) ** 2).sum())
    factor = 1 - (len(value) - 3) * variance / squares
    return Shrunk(grand, factor, grand + factor * (value - grand))


def rebound_below(mean: float, spread: float, correlation: float, cut: float) -> float:
    """Return how far those picked below a cut rise the next time by luck alone.

    Barnett, van der Pols and Dobson (2005), equation 1, z = (cut - mean) / spread:

        spread (1 - correlation) phi(z) / Phi(z)

    Args:
        mean: of everybody.
        spread: standard deviation of one measurement between people.
        correlation: of two measurements of the same person.
        cut: those at or below it are picked.

    >>> [round(rebound_below(60, 15, correlation, 40), 3) for correlation in (0.5, 0.8)]
    [13.486, 5.394]
    """
    z = (cut - mean) / spread
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    return float(spread * (1 - correlation) * density / special.ndtr(z))
