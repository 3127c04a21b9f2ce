"""Agents drawn anew with all their months (cluster bootstrap), and the intervals that gives.

A figure is a function of sums over agents; a resample is how often each agent counts in them.
Sampling is by agents because months of one agent are not independent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from competency.columns import Floats

DRAWS = 1_000
#: Resamples held in memory at a time.
_AT_ONCE = 100

ESTIMATED = "estimated"
TOO_FEW_AGENTS = "too_few_agents"


@dataclass(frozen=True)
class Estimate:
    """A figure with its 90 % interval; NaN where `state` says why there is none."""

    value: float
    lower: float
    upper: float
    state: str = ESTIMATED


def resamples(agents: int, draws: int, seed: int) -> Iterator[Floats]:
    """Yield how often each agent is drawn, in parts of shape (up to 100 draws, agents)."""
    rng = np.random.default_rng(seed)
    chances = np.full(agents, 1 / max(agents, 1))
    for start in range(0, draws, _AT_ONCE):
        size = min(_AT_ONCE, draws - start)
        # A multinomial over nobody is an error; nobody drawn is what is meant.
        counts = rng.multinomial(agents, chances, size) if agents else np.zeros((size, 0))
        yield counts.astype(np.float64)


def interval(value: float, drawn: Floats) -> Estimate:
    """Return a figure with the middle 90 % of its resamples; draws that have none do not count."""
    known = drawn[~np.isnan(drawn)]
    lower, upper = np.quantile(known, [0.05, 0.95]) if len(known) else (np.nan, np.nan)
    return Estimate(value, float(lower), float(upper))
