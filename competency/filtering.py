"""Follows every agent through the months: a local-level filter of correlated dimensions.

    theta_t = theta_(t-1) + w_t,   w_t ~ N(0, drift^2 Phi)

observed through the indicators of `factors`, whose own parts e_ai stay with the person. Kalman's
filter, one observation at a time, for many people at once; the drift by maximum likelihood of the
innovations (METHODS section 1, step 3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from competency.columns import Floats
from competency.factors import Indicators, Structure

#: People handled at once: their covariances stay in the processor's cache.
_TOGETHER = 128
#: People the drift is learnt from.
_LEARN_FROM = 250
#: Drift a month, in standard deviations between people: nobody changes faster, and none is static.
SLOWEST, FASTEST = 0.01, 0.5


@dataclass(frozen=True)
class Observations:
    """Monthly evidence, signed so that more is better; arrays of shape (agents, months, ...).

    value, variance: by indicator; NaN where there is none; the variance without `shared`.
    shared: variance by raters' unsure effects, which stays, shape (agents, indicators).
    """

    value: Floats
    variance: Floats
    shared: Floats

    def take(self, agents: slice | Floats) -> Observations:
        """Return the observations of some agents."""
        return Observations(self.value[agents], self.variance[agents], self.shared[agents])


@dataclass(frozen=True)
class Beliefs:
    """What is believed at the end of each month, from evidence up to it.

    mean: shape (agents, months, dimensions); covariance: (..., dimensions, dimensions);
    indicator_mean, indicator_variance: of loading * theta + e, shape (agents, months, indicators).
    """

    mean: Floats
    covariance: Floats
    indicator_mean: Floats
    indicator_variance: Floats


def estimate_drift(
    indicators: Indicators, structure: Structure, observations: Observations
) -> float:
    """Return the drift a month that makes the innovations most likely, by bounded search."""
    amount = (~np.isnan(observations.value)).sum(axis=(1, 2))
    order = np.argsort(-amount, kind="stable")
    order = order[amount[order] > 0]
    chosen = order[:: max(1, len(order) // _LEARN_FROM)][:_LEARN_FROM]
    if not len(chosen) or observations.value.shape[1] < 2:
        return SLOWEST
    some = observations.take(np.sort(chosen))

    def cost(log_drift: float) -> float:
        return -_filter(indicators, structure, some, float(np.exp(log_drift)))[1]

    found = optimize.minimize_scalar(
        cost,
        bounds=(np.log(SLOWEST), np.log(FASTEST)),
        method="bounded",
        options={"xatol": 0.05},
    )
    return float(np.exp(found.x))


def follow(
    indicators: Indicators, structure: Structure, observations: Observations, drift: float
) -> Beliefs:
    """Filter all agents; `drift` in standard deviations between people a month."""
    return _filter(indicators, structure, observations, drift)[0]


def _filter(
    indicators: Indicators, structure: Structure, observations: Observations, drift: float
) -> tuple[Beliefs, float]:
    agents, months, count = observations.value.shape
    dims = indicators.dimensions
    beliefs = Beliefs(
        np.zeros((agents, months, dims)),
        np.zeros((agents, months, dims, dims)),
        np.zeros((agents, months, count)),
        np.zeros((agents, months, count)),
    )
    likelihood = 0.0
    for start in range(0, agents, _TOGETHER):
        rows = slice(start, min(start + _TOGETHER, agents))
        likelihood += _some(indicators, structure, observations.take(rows), drift, beliefs, rows)
    return beliefs, likelihood


def _some(
    indicators: Indicators,
    structure: Structure,
    seen: Observations,
    drift: float,
    beliefs: Beliefs,
    rows: slice,
) -> float:
    agents, months, count = seen.value.shape
    dims, kinds = indicators.dimensions, indicators.pattern.shape[1]
    families = indicators.families
    size = dims + count + families + kinds
    sees = _design(indicators, structure, size)
    columns = [np.nonzero(row)[0] for row in sees]
    own, parts = np.arange(count) + dims, np.arange(families) + dims + count
    fresh = np.arange(kinds) + dims + count + families
    state = np.zeros((agents, size))
    spread = np.zeros((agents, size, size))
    spread[:, :dims, :dims] = structure.correlation
    spread[:, own, own] = structure.own + seen.shared
    spread[:, parts, parts] = structure.family
    walk = drift**2 * structure.correlation
    centred = seen.value - structure.mean
    known = ~np.isnan(centred)
    # Nobody drifts before the first evidence: until then there is only the prior.
    begun = np.cumsum(known.any(axis=2), axis=1) - known.any(axis=2) > 0
    error = np.sqrt(np.where(known, seen.variance, 0.0))
    likelihood = 0.0
    for month in range(months):
        spread[begun[:, month], :dims, :dims] += walk
        # What the errors of one month share is another month's no more.
        state[:, fresh] = 0.0
        spread[:, fresh, :] = 0.0
        spread[:, :, fresh] = 0.0
        spread[:, fresh, fresh] = 1.0
        for item in range(count):
            here = np.nonzero(known[:, month, item])[0]
            if not len(here):
                continue
            everyone = len(here) == agents
            part = spread if everyone else spread[here]
            level = state if everyone else state[here]
            scale = error[here, month, item]
            mood = scale[:, None] * indicators.pattern[item]
            at, row = columns[item], sees[item, columns[item]]
            gain = part[:, :, at] @ row + (part[:, :, fresh] @ mood[:, :, None])[:, :, 0]
            total = gain[:, at] @ row + (gain[:, fresh] * mood).sum(axis=1)
            total += scale**2 * indicators.alone[item]
            off = centred[here, month, item] - level[:, at] @ row
            off -= (level[:, fresh] * mood).sum(axis=1)
            likelihood -= 0.5 * float((np.log(2 * np.pi * total) + off**2 / total).sum())
            move = gain * (off / total)[:, None]
            less = gain[:, :, None] * (gain / total[:, None])[:, None, :]
            if everyone:
                state += move
                spread -= less
            else:
                state[here] += move
                spread[here] -= less
        beliefs.mean[rows, month] = state[:, :dims]
        beliefs.covariance[rows, month] = spread[:, :dims, :dims]
        beliefs.indicator_mean[rows, month] = state @ sees.T
        beliefs.indicator_variance[rows, month] = ((spread @ sees.T) * sees.T).sum(axis=1)
    return likelihood


def _design(indicators: Indicators, structure: Structure, size: int) -> Floats:
    """Return what every indicator sees of the state, without its error: (indicators, size)."""
    count, dims = len(indicators.dimension), indicators.dimensions
    sees = np.zeros((count, size))
    every = np.arange(count)
    sees[every, indicators.dimension] = structure.loading
    sees[every, dims + every] = 1.0
    member = indicators.family >= 0
    sees[every[member], dims + count + indicators.family[member]] = structure.loading[member]
    return sees
