"""Follows every agent through the months: a local-level filter of correlated dimensions.

    theta_t = theta_(t-1) + w_t,   w_t ~ N(0, drift^2 Phi)

observed through the indicators of `factors`, whose own parts e_ai stay with the person. Kalman's
filter, one observation at a time, for many people at once; the drift by maximum likelihood of the
innovations (METHODS section 1, step 3). Most people hardly change and a few do at once: beside the
usual drift a fast one is followed, and each person's two beliefs are averaged by how well they
foretold the last months (dynamic model averaging; Raftery, Karny and Ettler 2010).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize, special

from competency.columns import Floats
from competency.factors import Indicators, Structure
from competency.frames import DIGITS

#: People handled at once: their covariances stay in the processor's cache.
_TOGETHER = 256
#: People the drift is learnt from.
_LEARN_FROM = 150
#: Drift a month, in standard deviations between people: nobody changes faster, and none is static.
SLOWEST, FASTEST = 0.01, 0.5
#: The fast drift, how likely somebody is on it to begin with, and how much of that knowledge is
#: kept from month to month.
FAST, FAST_SHARE, KEPT = 0.25, 0.02, 0.9


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

    mean: shape (agents, months, dimensions); covariance: (..., dimensions, dimensions); both in
    standard deviations between people. indicator_mean, indicator_variance: of the indicators' true
    levels mu + lambda (theta + s) + e, on their models' scales, (agents, months, indicators).
    """

    mean: Floats
    covariance: Floats
    indicator_mean: Floats
    indicator_variance: Floats

    def rounded(self) -> Beliefs:
        """Return what is believed of the dimensions to the digits that are published."""
        return replace(self, mean=self.mean.round(DIGITS), covariance=self.covariance.round(DIGITS))


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
        likelihood = _filter(indicators, structure, some, float(np.exp(log_drift)))[1]
        return -float(likelihood.sum())

    found = optimize.minimize_scalar(
        cost,
        bounds=(np.log(SLOWEST), np.log(FASTEST)),
        method="bounded",
        options={"xatol": 0.1},
    )
    return float(np.exp(found.x))


def follow(
    indicators: Indicators, structure: Structure, observations: Observations, drift: float
) -> Beliefs:
    """Filter all agents; `drift` in standard deviations between people a month.

    One value as unsure as people differ settles half of what there is to know:

    >>> one = Indicators(np.array([0]), 1, np.ones(1), np.ones(1), np.zeros((1, 1)), np.array([-1]))
    >>> fitted = Structure(np.array([3.0]), np.ones(1), np.zeros(1), np.zeros(0), np.eye(1))
    >>> seen = Observations(np.array([[[4.0]]]), np.array([[[1.0]]]), np.zeros((1, 1)))
    >>> found = follow(one, fitted, seen, drift=0.05)
    >>> found.mean[0, 0].round(6).tolist(), found.covariance[0, 0].round(6).tolist()
    ([0.5], [[0.5]])
    """
    usual, foretold = _filter(indicators, structure, observations, drift)
    if drift >= FAST:
        return usual
    fast, foretold_fast = _filter(indicators, structure, observations, FAST)
    prior = np.log(FAST_SHARE / (1 - FAST_SHARE))
    odds = np.full(len(foretold), prior)
    share = np.zeros(foretold.shape)
    for month in range(foretold.shape[1]):
        odds = prior + KEPT * (odds - prior) + foretold_fast[:, month] - foretold[:, month]
        share[:, month] = special.expit(odds)
    return _average(usual, fast, share)


def _average(usual: Beliefs, fast: Beliefs, share: Floats) -> Beliefs:
    """Return the moments of the mixture; `share` of the fast one, shape (agents, months)."""
    part = share[:, :, None]
    apart, apart_indicator = fast.mean - usual.mean, fast.indicator_mean - usual.indicator_mean
    both = part * (1 - part)
    return Beliefs(
        usual.mean + part * apart,
        usual.covariance
        + part[..., None] * (fast.covariance - usual.covariance)
        + both[..., None] * apart[..., :, None] * apart[..., None, :],
        usual.indicator_mean + part * apart_indicator,
        usual.indicator_variance
        + part * (fast.indicator_variance - usual.indicator_variance)
        + both * apart_indicator**2,
    )


def _filter(
    indicators: Indicators, structure: Structure, observations: Observations, drift: float
) -> tuple[Beliefs, Floats]:
    """Return beliefs and log-likelihoods of each month, shape (agents, months)."""
    agents, months, count = observations.value.shape
    dims = indicators.dimensions
    beliefs = Beliefs(
        np.zeros((agents, months, dims)),
        np.zeros((agents, months, dims, dims)),
        np.zeros((agents, months, count)),
        np.zeros((agents, months, count)),
    )
    likelihood = np.zeros((agents, months))
    for start in range(0, agents, _TOGETHER):
        rows = slice(start, min(start + _TOGETHER, agents))
        seen = observations.take(rows)
        people = _People(indicators, structure, seen.shared)
        for month in range(months):
            people.drift(drift)
            likelihood[rows, month] = people.see(seen.value[:, month], seen.variance[:, month])
            people.write(beliefs, rows, month)
    return beliefs, likelihood


class _People:
    """Running beliefs about some people: their dimensions, own parts and families, in this order.

    state: shape (people, size); spread: its covariance, shape (people, size, size).
    """

    def __init__(self, indicators: Indicators, structure: Structure, shared: Floats) -> None:
        people, count = shared.shape
        dims = indicators.dimensions
        own = np.arange(count) + dims
        parts = np.arange(indicators.families) + dims + count
        self._indicators, self._structure = indicators, structure
        self._dims = slice(0, dims)
        self._sees = _design(indicators, structure)
        size = self._sees.shape[1]
        self._state = np.zeros((people, size))
        self._spread = np.zeros((people, size, size))
        self._spread[:, self._dims, self._dims] = structure.correlation
        self._spread[:, own, own] = structure.own + shared
        self._spread[:, parts, parts] = structure.family
        self._begun = np.zeros(people, bool)

    def drift(self, drift: float) -> None:
        """Let a month go by; before the first evidence there is only the prior, which stays."""
        walk = drift**2 * self._structure.correlation
        self._spread[:, self._dims, self._dims] += self._begun[:, None, None] * walk

    def see(self, value: Floats, variance: Floats) -> Floats:
        """Take in a month's evidence; returns log-likelihoods, shape (people,).

        The patterns of error stand beside the state for this month only, one more standard normal
        each. The gains of one indicator after the other are gathered in `gains`, divided by the
        root of their innovation's variance: the covariance is then changed once, by one product.

        Args:
            value: shape (people, indicators); NaN where there is none.
            variance: sampling variance of these.
        """
        known = ~np.isnan(value)
        self._begun |= known.any(axis=1)
        variance = np.where(known, variance, 0.0)
        off = np.where(known, value - self._structure.mean, 0.0)
        (people, size), kinds = self._state.shape, self._indicators.pattern.shape[1]
        level = np.concatenate([self._state, np.zeros((people, kinds))], axis=1)
        gains = np.zeros((people, len(self._sees), size + kinds))
        likelihood = np.zeros(people)
        for item in np.flatnonzero(known.any(axis=0)):
            at = np.flatnonzero(self._sees[item])
            row, here = self._sees[item, at], known[:, item]
            mood = np.sqrt(variance[:, item, None]) * self._indicators.pattern[item]
            before = gains[:, :item]
            met = before[:, :, at] @ row + _times(before[:, :, size:], mood)
            gain = np.concatenate([row @ self._spread[:, at], mood], axis=1)
            gain -= (met[:, None, :] @ before)[:, 0]
            total = gain[:, at] @ row + (gain[:, size:] * mood).sum(axis=1)
            total += variance[:, item] * self._indicators.alone[item]
            surprise = off[:, item] - level[:, at] @ row - (level[:, size:] * mood).sum(axis=1)
            level += gain * np.where(here, surprise / total, 0.0)[:, None]
            gains[:, item] = gain * np.where(here, 1 / np.sqrt(total), 0.0)[:, None]
            density = np.log(2 * np.pi * total) + surprise**2 / total
            likelihood -= 0.5 * np.where(here, density, 0.0)
        self._state = level[:, :size]
        kept = gains[:, :, :size]
        self._spread -= kept.transpose(0, 2, 1) @ kept
        return likelihood

    def write(self, beliefs: Beliefs, rows: slice, month: int) -> None:
        """Write what is believed now into the rows of these people."""
        sees = self._sees.T
        beliefs.mean[rows, month] = self._state[:, self._dims]
        beliefs.covariance[rows, month] = self._spread[:, self._dims, self._dims]
        beliefs.indicator_mean[rows, month] = self._structure.mean + self._state @ sees
        beliefs.indicator_variance[rows, month] = ((self._spread @ sees) * sees).sum(axis=1)


def _times(matrices: Floats, vectors: Floats) -> Floats:
    """Return each matrix times its vector."""
    return np.asarray((matrices @ vectors[:, :, None])[:, :, 0])


def _design(indicators: Indicators, structure: Structure) -> Floats:
    """Return what every indicator sees of the state, without its error: (indicators, size)."""
    count, dims = len(indicators.dimension), indicators.dimensions
    sees = np.zeros((count, dims + count + indicators.families))
    every = np.arange(count)
    sees[every, indicators.dimension] = structure.loading
    sees[every, dims + every] = 1.0
    member = indicators.family >= 0
    sees[every[member], dims + count + indicators.family[member]] = structure.loading[member]
    return sees
