"""How indicators hang together: loadings on their dimensions, own parts, and the dimensions'
correlation, from the agents' average evidence in the base window.

    y_ai = mu_i + lambda_i (theta_a,d(i) + s_a,f(i)) + e_ai + noise
    theta_a ~ N(0, Phi),   s_af ~ N(0, kappa_f^2),   e_ai ~ N(0, psi_i^2)

where s is what an agent shows in one family of indicators alone (answers of the same customers),
with noise of known variance, correlated between indicators as `noise` found it

(METHODS section 1, step 2.) Following a person through time is `filtering`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.columns import Floats, Ints

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


def fit_structure(indicators: Indicators, value: Floats, variance: Floats) -> Structure:
    """Fit by ECM with parameter expansion (Liu, Rubin and Wu 1998): Phi is freed, then rescaled.

    Args:
        indicators: as above; values are signed so that more is better.
        value: average evidence, shape (agents, indicators); NaN where there is none.
        variance: its sampling variance.
    """
    known = ~np.isnan(value) & (variance > 0)
    rows = known.any(axis=1)
    value, variance, known = value[rows], variance[rows], known[rows]
    agents, count = value.shape
    dims, kinds = indicators.dimensions, indicators.pattern.shape[1]
    filled = np.where(known, value, 0.0)
    start = LOADING * indicators.value_sd
    prior_corr = np.full((dims, dims), CORRELATION)
    np.fill_diagonal(prior_corr, 1.0)
    seen = np.maximum(known.sum(axis=0), 1)
    mean = filled.sum(axis=0) / seen
    share = np.where(indicators.family >= 0, MEMBER_SHARE, OWN_SHARE)
    loading, own, corr = start.copy(), (share * start) ** 2, prior_corr.copy()
    family = np.full(indicators.families, OWN_SHARE**2)
    place = indicators.dimension
    noise = np.where(known, variance * indicators.alone, 1.0)
    mood = np.where(known, np.sqrt(variance), 0.0)[:, :, None] * indicators.pattern
    onto = np.zeros((count, dims))
    onto[np.arange(count), place] = 1.0
    belongs = indicators.belongs
    levels = dims + indicators.families
    parts = np.arange(indicators.families) + dims
    diagonal = np.arange(kinds) + levels
    for _ in range(_ITERATIONS):
        total = own + noise
        weight = np.where(known, 1 / total, 0.0)
        ability = np.hstack([onto, belongs])
        loads = np.broadcast_to(ability * loading[:, None], (agents, count, levels))
        design = np.concatenate([loads, mood], axis=2)
        weighed = design * weight[:, :, None]
        precision = weighed.transpose(0, 2, 1) @ design
        precision[:, :dims, :dims] += np.linalg.inv(corr)
        precision[:, parts, parts] += 1 / family
        precision[:, diagonal, diagonal] += 1.0
        spread = np.linalg.inv(precision)
        centred = np.where(known, filled - mean, 0.0)
        latent = np.einsum("ajk,aij,ai->ak", spread, weighed, centred, optimize=True)
        fitted = np.einsum("aij,aj->ai", design, latent)
        shift = (weight * (centred - fitted)).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-12)
        mean = mean + shift
        centred = np.where(known, filled - mean, 0.0)
        # Own parts: e = k r with k = psi^2 / (psi^2 + noise).
        held = own / total
        unsure = ((design @ spread) * design).sum(axis=2)
        square = held**2 * ((centred - fitted) ** 2 + unsure) + own * (1 - held)
        square = np.where(known, square, 0.0).sum(axis=0)
        wanted = OWN_WEIGHT * (share * loading) ** 2
        fresh_own = (square + wanted) / (known.sum(axis=0) + OWN_WEIGHT)
        # Loadings, on ability and family part together.
        level = latent[:, :levels] @ ability.T
        mood_part = fitted - level * loading
        cross = (mood * (ability @ spread[:, :levels, levels:])).sum(axis=2)
        doubt = ((ability @ spread[:, :levels, :levels]) * ability).sum(axis=2)
        top = (weight * ((centred - mood_part) * level - cross)).sum(axis=0)
        bottom = (weight * (level**2 + doubt)).sum(axis=0)
        pull = LOADING_WEIGHT / (own + indicators.value_sd**2 * 0.1 + start**2)
        loading_before = loading
        loading = np.maximum((top + pull * start) / (bottom + pull), 0.02 * start)
        moments = latent[:, :dims].T @ latent[:, :dims] + spread[:, :dims, :dims].sum(axis=0)
        moments += CORRELATION_WEIGHT * prior_corr
        moments /= agents + CORRELATION_WEIGHT
        squares = (latent[:, parts] ** 2 + spread[:, parts, parts]).sum(axis=0)
        family = (squares + OWN_WEIGHT * OWN_SHARE**2) / (agents + OWN_WEIGHT)
        scale = np.sqrt(np.diag(moments))
        corr = moments / scale[:, None] / scale[None, :]
        loading = loading * scale[place]
        for part in range(indicators.families):
            family[part] /= scale[place[indicators.family == part][0]] ** 2
        floor = loading**2 * (1 / indicators.share_cap - 1)
        own = np.maximum(fresh_own, floor)
        if np.abs(loading / loading_before - 1).max(initial=0.0) < 1e-4:
            break
    return Structure(mean, loading, own, family, corr)
