"""How indicators hang together, learnt from the agents' average evidence in the base window.

    y_ai = mu_i + lambda_i (theta_a,d(i) + s_a,f(i)) + e_ai + noise
    theta_a ~ N(0, Phi),   s_af ~ N(0, kappa_f^2),   e_ai ~ N(0, psi_i^2)

theta are the dimensions; s is what an agent shows in one family of indicators alone (answers of the
same customers), e in one indicator; noise has known variance, correlated as `noise` found it
(METHODS section 1, step 2). Following a person through time is `filtering`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.columns import Flags, Floats, Ints

#: Prior of psi: so large a share of the loading, with the weight of so many agents. Without it the
#: likelihood often prefers psi = 0, which would take one indicator for the whole dimension.
OWN_SHARE, OWN_WEIGHT = 0.3, 20.0
#: The same for what is left of it to the members of a family.
MEMBER_SHARE = 0.1
#: Prior of a loading: people differ by so many standard deviations of one value, with the weight of
#: so many agents. It only matters for a handful of people.
LOADING, LOADING_WEIGHT = 0.35, 4.0
#: Prior correlation between dimensions, with the weight of so many agents.
CORRELATION, CORRELATION_WEIGHT = 0.5, 10.0
_ITERATIONS = 300
#: Agents the structure is learnt from: more would only cost time.
_LEARN_FROM = 2_000
#: Greatest change of a loading, as a share of its prior, that ends the search.
_TOLERANCE = 1e-4


@dataclass(frozen=True)
class Indicators:
    """What is fixed about the indicators, arrays of shape (indicators,).

    dimension: place of the dimension; value_sd: standard deviation of one value; share_cap: largest
    share of the dimension an indicator may ever settle alone; pattern: see `noise.Noise`; family:
    number of the family, -1 for none.
    """

    dimension: Ints
    dimensions: int
    value_sd: Floats
    share_cap: Floats
    pattern: Floats
    family: Ints

    @property
    def families(self) -> int:
        """Number of families."""
        return int(self.family.max(initial=-1)) + 1

    @property
    def belongs(self) -> Floats:
        """1 where an indicator is of a family, shape (indicators, families)."""
        return np.asarray((self.family[:, None] == np.arange(self.families)).astype(np.float64))

    @property
    def onto(self) -> Floats:
        """1 at an indicator's own dimension, shape (indicators, dimensions)."""
        return np.asarray(
            (self.dimension[:, None] == np.arange(self.dimensions)).astype(np.float64)
        )

    @property
    def alone(self) -> Floats:
        """Share of each indicator's error variance that it shares with no other."""
        return np.asarray(1 - (self.pattern**2).sum(axis=1))


@dataclass(frozen=True)
class Structure:
    """The fitted model.

    mean, loading, own (psi^2): shape (indicators,); family (kappa^2): shape (families,);
    correlation: Phi, with unit diagonal.
    """

    mean: Floats
    loading: Floats
    own: Floats
    family: Floats
    correlation: Floats


@dataclass(frozen=True)
class _Data:
    """Evidence of the agents who have any: 0 where `known` is not, arrays (agents, indicators)."""

    value: Floats
    noise: Floats
    known: Flags
    mood: Floats


@dataclass(frozen=True)
class _Expected:
    """Posterior of the latent variables (dimensions, families, patterns of error) of each agent."""

    mean: Floats
    covariance: Floats
    design: Floats
    weight: Floats


def fit_structure(indicators: Indicators, value: Floats, variance: Floats) -> Structure:
    """Fit by ECM with parameter expansion (Liu, Rubin and Wu 1998): Phi is freed, then rescaled.

    Args:
        indicators: as above; values are signed so that more is better.
        value: average evidence, shape (agents, indicators); NaN where there is none.
        variance: its sampling variance.
    """
    known = ~np.isnan(value) & (variance > 0)
    rows = np.flatnonzero(known.any(axis=1))
    rows = rows[:: 1 + max(len(rows) - 1, 0) // _LEARN_FROM]
    value, variance, known = value[rows], variance[rows], known[rows]
    data = _Data(
        np.where(known, value, 0.0),
        np.where(known, variance * indicators.alone, 1.0),
        known,
        np.where(known, np.sqrt(variance), 0.0)[:, :, None] * indicators.pattern,
    )
    found = _start(indicators, data)
    for _ in range(_ITERATIONS):
        before = found
        found = _maximise(indicators, data, before, _expect(indicators, data, before))
        change = np.abs(found.loading - before.loading) / (LOADING * indicators.value_sd)
        if change.max(initial=0.0) < _TOLERANCE:
            break
    return found


def _start(indicators: Indicators, data: _Data) -> Structure:
    dims = indicators.dimensions
    first = LOADING * indicators.value_sd
    return Structure(
        data.value.sum(axis=0) / np.maximum(data.known.sum(axis=0), 1),
        first,
        (_own_share(indicators) * first) ** 2,
        np.full(indicators.families, OWN_SHARE**2),
        np.where(np.eye(dims) > 0, 1.0, CORRELATION),
    )


def _own_share(indicators: Indicators) -> Floats:
    return np.where(indicators.family >= 0, MEMBER_SHARE, OWN_SHARE)


def _expect(indicators: Indicators, data: _Data, now: Structure) -> _Expected:
    agents, count = data.value.shape
    dims, families = indicators.dimensions, indicators.families
    weight = np.where(data.known, 1 / (now.own + data.noise), 0.0)
    shown = np.hstack([indicators.onto, indicators.belongs]) * now.loading[:, None]
    design = np.concatenate(
        [np.broadcast_to(shown, (agents, count, dims + families)), data.mood], axis=2
    )
    weighed = design * weight[:, :, None]
    precision = weighed.transpose(0, 2, 1) @ design
    precision[:, :dims, :dims] += np.linalg.inv(now.correlation)
    rest = np.arange(dims, design.shape[2])
    precision[:, rest, rest] += np.concatenate([1 / now.family, np.ones(len(rest) - families)])
    covariance = np.linalg.inv(precision)
    centred = np.where(data.known, data.value - now.mean, 0.0)
    pulled = (weighed.transpose(0, 2, 1) @ centred[:, :, None])[:, :, 0]
    return _Expected((covariance @ pulled[:, :, None])[:, :, 0], covariance, design, weight)


def _maximise(indicators: Indicators, data: _Data, now: Structure, seen: _Expected) -> Structure:
    agents, dims = len(data.value), indicators.dimensions
    fitted = (seen.design @ seen.mean[:, :, None])[:, :, 0]
    total = np.maximum(seen.weight.sum(axis=0), 1e-12)
    mean = (
        now.mean
        + (seen.weight * (np.where(data.known, data.value - now.mean, 0.0) - fitted)).sum(axis=0)
        / total
    )
    centred = np.where(data.known, data.value - mean, 0.0)
    own = _own_parts(indicators, data, now, seen, centred - fitted)
    loading = _loadings(indicators, now, seen, centred)
    theta, parts = slice(0, dims), slice(dims, dims + indicators.families)
    second = seen.covariance + seen.mean[:, :, None] * seen.mean[:, None, :]
    moments = second[:, theta, theta].sum(axis=0)
    moments += CORRELATION_WEIGHT * np.where(np.eye(dims) > 0, 1.0, CORRELATION)
    moments /= agents + CORRELATION_WEIGHT
    squares = np.einsum("aff->f", second[:, parts, parts])
    family = (squares + OWN_WEIGHT * OWN_SHARE**2) / (agents + OWN_WEIGHT)
    # Back to dimensions of unit variance.
    scale = np.sqrt(np.diag(moments))
    loading = loading * scale[indicators.dimension]
    of_family = np.array(
        [indicators.dimension[indicators.family == part][0] for part in range(len(family))], int
    )
    return Structure(
        mean,
        loading,
        np.maximum(own, loading**2 * (1 / indicators.share_cap - 1)),
        family / scale[of_family] ** 2,
        moments / scale[:, None] / scale[None, :],
    )


def _own_parts(
    indicators: Indicators, data: _Data, now: Structure, seen: _Expected, residual: Floats
) -> Floats:
    """Update psi^2: given the rest, e = k r with k = psi^2 / (psi^2 + noise)."""
    held = now.own / (now.own + data.noise)
    unsure = ((seen.design @ seen.covariance) * seen.design).sum(axis=2)
    square = held**2 * (residual**2 + unsure) + now.own * (1 - held)
    square = np.where(data.known, square, 0.0).sum(axis=0)
    prior = (_own_share(indicators) * now.loading) ** 2
    return np.asarray((square + OWN_WEIGHT * prior) / (data.known.sum(axis=0) + OWN_WEIGHT))


def _loadings(indicators: Indicators, now: Structure, seen: _Expected, centred: Floats) -> Floats:
    """Update lambda: every indicator regressed on what it sees, dimension and family together."""
    sees = np.hstack([indicators.onto, indicators.belongs])
    width = sees.shape[1]
    level = seen.mean[:, :width] @ sees.T
    doubt = ((sees @ seen.covariance[:, :width, :width]) * sees).sum(axis=2)
    mood = seen.design[:, :, width:]
    moody = (mood @ seen.mean[:, width:, None])[:, :, 0]
    together = (mood * (sees @ seen.covariance[:, :width, width:])).sum(axis=2)
    top = (seen.weight * ((centred - moody) * level - together)).sum(axis=0)
    bottom = (seen.weight * (level**2 + doubt)).sum(axis=0)
    first = LOADING * indicators.value_sd
    pull = LOADING_WEIGHT / (now.own + 0.1 * indicators.value_sd**2 + first**2)
    return np.asarray(np.maximum((top + pull * first) / (bottom + pull), 0.02 * first))
