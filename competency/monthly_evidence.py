"""What one month alone says of a person's dimension, for whoever must not see other months in it.

Scores are beliefs from all months so far: they would smear a course's effect over time. Here, on
the model of `factors` and in standard deviations between people, with w adding up to 1:

    evidence_adt = sum_i w_it (y_ait - mu_i) / lambda_i

A person's own part of each indicator stays the same only where the weights do. So the weights are
those of least variance against the person's usual ones W: of noise, and of own parts that shift:

    w' R w + (w - W)' P (w - W)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats, Ints, codes, month_starts, numbers, require
from competency.factors import Indicators, Structure
from competency.frames import DIGITS, conform, rounded
from competency.framework import Framework
from competency.grid import Grid
from competency.learning import Learnt
from competency.panel import Panel

#: Variance of what is not there.
_NEVER = 1e9
#: People handled at once.
_TOGETHER = 500


@dataclass(frozen=True)
class MonthlyEvidence:
    """Arrays of shape (agents, months, dimensions), NaN without evidence.

    Estimates that no other month has a part in, but for a constant of the person, and their
    variances.
    """

    value: Floats
    variance: Floats


def monthly_evidence(seen: Panel, learnt: Learnt) -> MonthlyEvidence:
    """Return what every month says of every dimension.

    Args:
        seen: evidence by indicator.
        learnt: loadings and errors as they were learnt in the base window.
    """
    indicators, structure = learnt.indicators, learnt.structure
    shape = (*seen.grid.shape, indicators.dimensions)
    value, variance = np.full(shape, np.nan), np.full(shape, np.nan)
    doubt = seen.variance * learnt.noise.inflation
    steady = np.nan_to_num(seen.shared).mean(axis=1)
    for dimension in range(indicators.dimensions):
        mine = np.flatnonzero(indicators.dimension == dimension)
        if not len(mine):
            continue
        for start in range(0, shape[0], _TOGETHER):
            rows = slice(start, start + _TOGETHER)
            value[rows, :, dimension], variance[rows, :, dimension] = _combine(
                (seen.value[rows][:, :, mine] - structure.mean[mine]) / structure.loading[mine],
                doubt[rows][:, :, mine] / structure.loading[mine] ** 2,
                _own(indicators, structure, mine, steady[rows][:, mine]),
                learnt.noise.pattern[mine],
            )
    return MonthlyEvidence(value, variance)


def _own(indicators: Indicators, structure: Structure, mine: Ints, steady: Floats) -> Floats:
    """Return the covariance of what stays with a person, shape (agents, mine, mine)."""
    family = indicators.belongs[mine]
    shared = (family * structure.family) @ family.T
    alone = (structure.own[mine] + steady) / structure.loading[mine] ** 2
    return np.asarray(shared + alone[:, :, None] * np.eye(len(mine)))


def _combine(
    value: Floats, variance: Floats, own: Floats, pattern: Floats
) -> tuple[Floats, Floats]:
    """Return estimates and variances of shape (agents, months).

    Args:
        value: by indicator, in units of the dimension, shape (agents, months, indicators).
        variance: of its noise.
        own: covariance of what stays, shape (agents, indicators, indicators).
        pattern: of errors that hang together, see `noise.Noise`.
    """
    known = ~np.isnan(value) & (variance > 0)
    precision = np.where(known, 1 / np.where(known, variance, 1.0), 0.0)
    total = precision.sum(axis=1)
    usual = total / np.maximum(total.sum(axis=1, keepdims=True), 1e-300)
    noise = _noise(np.where(known, variance, 0.0), pattern)
    barred = np.where(known, 0.0, _NEVER)[..., None] * np.eye(value.shape[2])
    inverse = np.linalg.inv(noise + own[:, None] + barred)
    toward = np.einsum("atij,aj->ati", inverse, np.einsum("aij,aj->ai", own, usual))
    free = inverse.sum(axis=3)
    short = 1 - toward.sum(axis=2, keepdims=True)
    weight = toward + short * free / free.sum(axis=2, keepdims=True)
    weight = _proper(weight, known)
    shift = weight - usual[:, None]
    doubt = np.einsum("ati,atij,atj->at", weight, noise, weight)
    doubt += np.einsum("ati,aij,atj->at", shift, own, shift)
    there = known.any(axis=2)
    found = (weight * np.where(known, value, 0.0)).sum(axis=2)
    return np.where(there, found, np.nan), np.where(there, doubt, np.nan)


def _proper(weight: Floats, known: Flags) -> Floats:
    weight = np.where(known, weight, 0.0)
    total = weight.sum(axis=2, keepdims=True)
    return np.asarray(weight / np.where(np.abs(total) > 1e-6, total, 1.0))


def _noise(variance: Floats, pattern: Floats) -> Floats:
    """Return the covariance of a month's noise, shape (agents, months, indicators, indicators)."""
    deviation = np.sqrt(variance)
    together = pattern @ pattern.T
    np.fill_diagonal(together, 1.0)
    return np.asarray(deviation[..., :, None] * together * deviation[..., None, :])


def evidence_frame(framework: Framework, grid: Grid, found: MonthlyEvidence) -> pd.DataFrame:
    """Return the frame `ability_evidence`: one row where there is evidence."""
    agent, month, dimension = np.nonzero(~np.isnan(found.value))
    keys = np.array(framework.dimension_keys, dtype=object)
    here = (agent, month, dimension)
    frame = pd.DataFrame(
        {
            "agent_id": grid.agents[agent],
            "period": month_starts(grid.months[month]),
            "dimension": keys[dimension],
            "estimate": found.value[here],
            "variance": found.variance[here],
        }
    )
    return rounded(conform(frame, "ability_evidence"), "ability_evidence", DIGITS)


def read_evidence(framework: Framework, frame: pd.DataFrame, grid: Grid) -> MonthlyEvidence:
    """Return the frame `ability_evidence` as arrays over a grid."""
    require(frame, "ability_evidence", ("agent_id", "period", "dimension", "estimate", "variance"))
    keys: pd.Index[str] = pd.Index(framework.dimension_keys, dtype="string")
    agent, month, inside = grid.places(frame)
    dimension, _ = codes(frame, "dimension", keys)
    here = inside & (dimension >= 0)
    where = (agent[here], month[here], dimension[here])
    value = np.full((*grid.shape, len(keys)), np.nan)
    variance = np.full(value.shape, np.nan)
    value[where] = numbers(frame, "estimate")[here]
    variance[where] = numbers(frame, "variance")[here]
    return MonthlyEvidence(value, variance)
