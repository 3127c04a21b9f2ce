"""Shares of one outcome in the dimensions, month by month, with replicates of a bootstrap.

Arrays in, arrays out; where the arrays come from and what the method is, `importance`.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from competency.columns import Flags, Floats, Ints
from competency.dynamic_regression import follow_coefficients, moments
from competency.relative_weights import johnson, lmg
from competency.weight_rules import Recalibration

#: Replicates of the bootstrap.
REPLICATES = 200
#: So many months an outcome without fresh figures (no surveys, a month just begun) still counts.
STANDS = 6


@dataclass(frozen=True)
class Beliefs:
    """What is believed of people's dimensions at the end of every month.

    mean: shape (agents, months, p), in standard deviations between people; known: whether there
    was anything to believe from, (agents, months); correlation: of the dimensions, (p, p).
    """

    mean: Floats
    known: Flags
    correlation: Floats


@dataclass(frozen=True)
class Outcomes:
    """One outcome, signed so that more is better; shape (agents, months), NaN for none.

    team: number of the agent's team in the month. People are compared within their team: what a
    team has in common (its customers, its lead) would pass for what its people can do, and its
    members are no independent witnesses of it.
    """

    value: Floats
    variance: Floats
    team: Ints


@dataclass(frozen=True)
class Shares:
    """Of one outcome, from the second month on; arrays over months and dimensions.

    share: adds up to 1 a month; replicates: the same for each replicate, (REPLICATES, months, p);
    lmg: by LMG instead; coefficient, error: of the regression; explained: share of what differs
    between agents; agents: how many had the outcome; enough: whether it says enough to count.
    """

    share: Floats
    replicates: Floats
    lmg: Floats
    coefficient: Floats
    error: Floats
    explained: Floats
    agents: Floats
    enough: Flags


def shares_of(
    outcomes: Outcomes, beliefs: Beliefs, counts: Floats, rules: Recalibration
) -> Shares | None:
    """Return the shares; None where too few agents have the outcome in every month.

    Args:
        outcomes: of all agents and months.
        beliefs: of the same agents and months, without the outcome's own indicators.
        counts: from `poisson_counts`.
        rules: what is asked of evidence.
    """
    value, variance = outcomes.value[:, 1:], outcomes.variance[:, 1:]
    usable = ~np.isnan(value) & beliefs.known[:, :-1]
    agents = usable.sum(axis=0).astype(np.float64)
    usable &= agents >= rules.minimum_agents
    if not usable.any():
        return None
    between = _between(value, variance, usable)
    weight = np.where(usable, 1 / (np.where(usable, variance, 1.0) + between), 0.0)
    believed = beliefs.mean[:, :-1]
    everybody = np.ones((1, len(value)))
    value = np.where(usable, value, 0.0)
    both = _within(np.dstack([believed, value]), weight, outcomes.team[:, 1:])
    found = moments(both[..., :-1], both[..., -1], weight, np.vstack([everybody, counts]))
    beta = follow_coefficients(found, spread=float(np.sqrt(between / believed.shape[2])))
    phi = beliefs.correlation
    ours = beta[0] @ phi
    spread, phis = _redrawn(believed, phi, usable, counts)
    # In the replicates' own units: where they differ more from each other, a unit is larger.
    many = ((beta[1:] * spread)[..., None, :] @ phis)[..., 0, :]
    error = _covariance(many)
    raw = johnson(phi, ours, error)
    # Replicates scatter around our estimate as it does around the truth: twice the noise.
    replicates = _normed(johnson(phis, many, 2 * error))
    lower, upper = np.quantile(replicates, (0.05, 0.95), axis=0)
    narrow = (upper - lower).mean(axis=1) <= rules.widest_interval
    return Shares(
        share=_normed(raw),
        replicates=replicates,
        lmg=_normed(lmg(phi, ours, error)),
        coefficient=beta[0],
        error=beta[1:].std(axis=0, ddof=1),
        explained=np.minimum(raw.sum(axis=-1) / between, 1.0),
        agents=agents,
        enough=narrow
        & _certain(ours, error, rules.certainty)
        & _fresh(agents >= rules.minimum_agents),
    )


def mixed(weights: Sequence[float], shares: Sequence[Shares]) -> Shares:
    """Mix the outcomes by their weights, each month those that say enough."""
    weight = np.array(weights)[:, None] * np.array([one.enough for one in shares])
    total = weight.sum(axis=0)
    parts = weight / np.where(total > 0, total, 1.0)

    def mean(of: list[Floats]) -> Floats:
        return np.asarray(sum(part[:, None] * one for part, one in zip(parts, of, strict=True)))

    blank = np.full_like(shares[0].share, np.nan)
    return Shares(
        mean([one.share for one in shares]),
        mean([one.replicates for one in shares]),
        mean([one.lmg for one in shares]),
        blank,
        blank,
        np.asarray(sum(p * one.explained for p, one in zip(parts, shares, strict=True))),
        np.max([one.agents for one in shares], axis=0),
        total > 0,
    )


def poisson_counts(agents: pd.Index[str]) -> Floats:
    """Return how often each agent is in each replicate, shape (REPLICATES, agents).

    Drawn by the agent's id alone, so that whoever else is there, the same draws come.
    """
    draws = [
        np.random.default_rng(zlib.crc32(agent.encode())).poisson(1.0, REPLICATES)
        for agent in agents
    ]
    return np.array(draws, dtype=np.float64).T


def _within(values: Floats, weight: Floats, team: Ints) -> Floats:
    """Return values less their team's weighted mean of the month, shape (agents, months, k).

    >>> one = np.array([[[1.0]], [[3.0]], [[9.0]]])
    >>> _within(one, np.ones((3, 1)), np.array([[0], [0], [1]])).ravel().tolist()
    [-1.0, 1.0, 0.0]
    """
    result = np.empty_like(values)
    for month in range(values.shape[1]):
        group, mass = team[:, month], weight[:, month]
        total = np.maximum(np.bincount(group, mass), 1e-300)
        for column in range(values.shape[2]):
            value = values[:, month, column]
            result[:, month, column] = value - (np.bincount(group, mass * value) / total)[group]
    return result


def _fresh(seen: Flags) -> Flags:
    """Tell in which months an outcome was seen lately; what was learnt of it stands so long.

    >>> _fresh(np.array([False, True, *[False] * 7])).astype(int).tolist()
    [0, 1, 1, 1, 1, 1, 1, 1, 0]
    """
    month = np.arange(len(seen))
    last = np.maximum.accumulate(np.where(seen, month, -len(seen) - STANDS))
    return np.asarray(month - last <= STANDS)


def _redrawn(
    believed: Floats, correlation: Floats, usable: Flags, counts: Floats
) -> tuple[Floats, Floats]:
    """Return spread and correlations of the dimensions among each replicate's people.

    How far people differ and how dimensions hang together is learnt from these very people, too.
    What the replicate's beliefs scatter more or less than ours is added to what was fitted.

    Returns:
        Standard deviations, shape (replicates, months, p), and correlations, (..., p, p).
    """
    spreads, phis = [], []
    for month in range(usable.shape[1]):
        here = believed[:, month] * usable[:, month, None]
        products = (here[:, :, None] * here[:, None, :]).reshape(len(here), -1)
        people = np.maximum(counts @ usable[:, month].astype(np.float64), 1.0)
        scatter = (counts @ products / people[:, None]).reshape(-1, *correlation.shape)
        ours = products.sum(axis=0).reshape(correlation.shape) / max(usable[:, month].sum(), 1)
        reliability = np.sqrt(np.clip(np.diag(ours), 0.2, 1.0))
        moved = correlation + (scatter - ours) / reliability[:, None] / reliability
        value, vector = np.linalg.eigh(moved)
        whole = (vector * np.maximum(value, 0.02)[:, None, :]) @ vector.transpose(0, 2, 1)
        spread = np.sqrt(np.diagonal(whole, axis1=1, axis2=2))
        spreads.append(spread)
        phis.append(whole / spread[:, :, None] / spread[:, None, :])
    return np.stack(spreads, axis=1), np.stack(phis, axis=1)


def _between(value: Floats, variance: Floats, usable: Flags) -> float:
    """Return the variance of the outcome's true levels between agents.

    From products of one agent's different months, whose errors are apart: right also where the
    errors are not quite as large as said. At least a fiftieth of what differs.
    """
    precision = np.where(usable, 1 / np.where(usable, variance, 1.0), 0.0)
    total = np.maximum(precision.sum(axis=0), 1e-300)
    level = (precision * np.where(usable, value, 0.0)).sum(axis=0) / total
    apart = precision * np.where(usable, value - level, 0.0)
    pairs = apart.sum(axis=1) ** 2 - (apart**2).sum(axis=1)
    weights = precision.sum(axis=1) ** 2 - (precision**2).sum(axis=1)
    spread = float((apart**2).sum() / max(float((precision**2).sum()), 1e-300))
    found = float(pairs.sum()) / float(weights.sum()) if weights.sum() > 0 else 0.0
    return max(found, 0.02 * spread)


def _covariance(replicates: Floats) -> Floats:
    """Return covariances over the first axis, shape (months, p, p)."""
    apart = replicates - replicates.mean(axis=0)
    return np.asarray(np.einsum("btp,btq->tpq", apart, apart) / max(len(replicates) - 1, 1))


def _certain(c: Floats, error: Floats, certainty: float) -> Flags:
    """Tell in which months the outcome surely hangs on the dimensions at all (Wald's test)."""
    width = c.shape[-1]
    ridge = (
        1e-12 * np.eye(width) * np.maximum(np.trace(error, axis1=1, axis2=2), 1e-12)[:, None, None]
    )
    wald = (c * np.linalg.solve(error + ridge, c[..., None])[..., 0]).sum(axis=-1)
    # The covariance is itself estimated from few replicates (Hotelling).
    wald *= (REPLICATES - width) / REPLICATES
    return np.asarray(wald >= special.chdtri(width, 1 - certainty))


def _normed(raw: Floats) -> Floats:
    """Return shares that add up to 1; equal ones where nothing is explained."""
    total = raw.sum(axis=-1, keepdims=True)
    return np.asarray(np.where(total > 0, raw / np.where(total > 0, total, 1.0), 1 / raw.shape[-1]))
