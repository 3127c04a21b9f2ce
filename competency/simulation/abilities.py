"""True abilities: correlated at the start, growing with tenure, drifting; training comes on top."""

from __future__ import annotations

import numpy as np

from competency.simulation.columns import Floats, Ints
from competency.simulation.settings import DIMENSIONS

# Base, core and value layers share more within than across.
_LAYER = np.array([0, 0, 1, 1, 2, 2])
_WITHIN, _ACROSS = 0.60, 0.45
_BASE_SD = 0.88

GROWTH = np.array([1.2, 1.2, 1.0, 0.8, 0.7, 0.6])
"""Ability gained from the first day to a long tenure, by dimension."""

_GROWTH_MONTHS = 9.0
_REFERENCE_MONTHS = 18.0


def correlation() -> Floats:
    """Correlation of abilities between dimensions, shape (6, 6).

    >>> correlation()[0, :3].tolist()
    [1.0, 0.6, 0.45]
    """
    matrix = np.where(_LAYER[:, None] == _LAYER[None, :], _WITHIN, _ACROSS)
    np.fill_diagonal(matrix, 1.0)
    return matrix


def talent_covariance() -> Floats:
    """Covariance of abilities at equal tenure, shape (6, 6)."""
    return np.asarray(_BASE_SD**2 * correlation(), dtype=np.float64)


def draw_talent(rng: np.random.Generator, agents: int) -> Floats:
    """Ability each agent would have at the reference tenure, shape (agents, 6)."""
    factor = np.linalg.cholesky(correlation())
    return _BASE_SD * rng.standard_normal((agents, len(DIMENSIONS))) @ factor.T


def tenure_gain(tenure_months: Floats) -> Floats:
    """Ability over that at 18 months of tenure, shape (agents, 6): steep at first, then flat.

    >>> [float(round(x, 2)) for x in tenure_gain(np.array([0.0, 18.0, 60.0]))[:, 0]]
    [-1.04, 0.0, 0.16]
    """
    reached = 1 - np.exp(-np.maximum(tenure_months, 0) / _GROWTH_MONTHS)
    at_reference = 1 - np.exp(-_REFERENCE_MONTHS / _GROWTH_MONTHS)
    return np.asarray((reached - at_reference)[:, None] * GROWTH[None, :], dtype=np.float64)


def true_tiers(composite: Floats, cuts: tuple[float, ...]) -> Ints:
    """Tier 1 to 5 of true composites; a value on a cut belongs to the upper tier.

    >>> true_tiers(np.array([-2.0, 0.45, 3.0]), (-0.75, -0.15, 0.45, 1.05)).tolist()
    [1, 4, 5]
    """
    return np.searchsorted(np.array(cuts), composite, side="right").astype(np.int64) + 1
