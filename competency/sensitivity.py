"""How much of the ladder hangs on the exact weights: decisions under random weights in bounds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.columns import Floats, Ints
from competency.framework import Framework
from competency.posterior import Posterior
from competency.projection import project
from competency.tier_chances import chance_above

DRAWS = 200
#: Steps of every walk; from one start, with a handful of dimensions, they are then independent.
_STEPS = 100
_ROOM = 1e-12


@dataclass(frozen=True)
class Sensitivity:
    """Who keeps the decision of the weights in force under random ones.

    row: rows of the posterior that were looked at: everybody with a tier in the latest month.
    survives: share of the draws with the same decision, by these rows.
    """

    row: Ints
    survives: Floats
    draws: int

    @property
    def always(self) -> float:
        """Share of the people whose decision is the same under every draw; NaN without people."""
        return float((self.survives >= 1).mean()) if len(self.survives) else np.nan

    @property
    def mean(self) -> float:
        """Share of people and draws with the same decision; NaN without people."""
        return float(self.survives.mean()) if len(self.survives) else np.nan


def draw_weights(lower: Floats, upper: Floats, draws: int, seed: int) -> Floats:
    """Draw weights uniformly from all within their bounds that add up to 1, by hit-and-run.

    From a point inside, a random direction that keeps the sum; then a uniform point on the chord
    (Smith 1984): in the long run uniform, whatever the bounds. Every draw is a walk of its own.

    Returns:
        Shape (draws, dimensions).

    >>> drawn = draw_weights(np.array([0.2, 0.1, 0.1]), np.array([0.5, 0.8, 0.3]), 100, seed=1)
    >>> bool((drawn[:, 0] >= 0.2).all()), drawn.sum(axis=1).round(9).min().item()
    (True, 1.0)
    """
    rng = np.random.default_rng(seed)
    middle = (lower + upper) / 2
    start = project(middle, lower, upper, middle, 1.0).weights
    points = np.tile(start, (draws, 1))
    free = np.flatnonzero(upper - lower > _ROOM)
    if len(free) < 2:
        return points
    low, high = lower[free], upper[free]
    for _ in range(_STEPS):
        here = points[:, free]
        along = rng.standard_normal(here.shape)
        along -= along.mean(axis=1, keepdims=True)
        ends = np.stack([(low - here) / along, (high - here) / along])
        back = np.minimum(ends.min(axis=0).max(axis=1), 0.0)
        forth = np.maximum(ends.max(axis=0).min(axis=1), 0.0)
        far = rng.uniform(back, forth)
        points[:, free] = np.clip(here + far[:, None] * along, low, high)
    return points


def decisions(framework: Framework, posterior: Posterior, tier: Ints, weights: Floats) -> Ints:
    """Return what the composite asks for under some weights: 1 up, 0 stay, -1 down.

    Up when the chance of reaching the next tier's cut is as great as promotion asks, down when that
    of being below the own one's is as great as demotion asks. Layers and gates do not hang on the
    weights of a month and are left aside.

    Args:
        framework: resolved framework.
        posterior: people, as rows.
        tier: tier each holds, from 1.
        weights: shape (draws, dimensions).

    Returns:
        Shape (draws, rows).
    """
    rules = framework.ladder
    cuts = np.array([-np.inf, *(one.composite_cut for one in rules.tiers[1:]), np.inf])
    own, following = cuts[tier - 1], cuts[tier]
    share = np.where(posterior.live, weights, 0.0)
    share = share / np.maximum(share.sum(axis=1, keepdims=True), _ROOM)
    mean = share @ np.nan_to_num(posterior.mean).T
    # All pairs of dimensions at once: one product instead of one a draw.
    pairs = (share[:, :, None] * share[:, None, :]).reshape(len(share), -1)
    variance = pairs @ posterior.covariance.reshape(len(tier), share.shape[1] ** 2).T
    error = np.sqrt(np.maximum(variance, 0.0))
    up = chance_above(mean - following, error, 0.0) >= rules.promotion.probability
    down = 1 - chance_above(mean - own, error, 0.0) >= rules.demotion.probability
    return np.where(up, 1, np.where(down, -1, 0))


def sensitivity(
    framework: Framework,
    posterior: Posterior,
    tier: Ints,
    weight: Floats,
    *,
    draws: int = DRAWS,
    seed: int = 1,
) -> Sensitivity:
    """Compare decisions under random weights with those under the weights in force.

    Args:
        framework: resolved framework; gives the bounds.
        posterior: people of one month, as rows.
        tier: tier each holds, from 1; 0 for none, who are left out.
        weight: weights in force, shape (dimensions,).
        draws: how many random weights.
        seed: of the draws.
    """
    row = np.flatnonzero(tier > 0)
    lower = np.array([item.lower_bound for item in framework.dimensions])
    upper = np.array([item.upper_bound for item in framework.dimensions])
    drawn = draw_weights(lower, upper, draws, seed)
    people = posterior.take(row)
    found = decisions(framework, people, tier[row], np.vstack([weight, drawn]))
    return Sensitivity(row, (found[1:] == found[0]).mean(axis=0), draws)
