"""Weights of the dimensions, month by month: a target of three parts, followed within limits.

    target_t = k_p base + k_i importance_t + k_d demand_t,   k_p + k_i + k_d = 1
    w_t = the nearest to target_t within the bounds and a step of w_(t-1), adding up to 1

and what became of it, term by term (METHODS section 3):

    w_t - w_(t-1) = k_p d(base) + k_i d(importance) + k_d d(demand) + what the limits did

Importance comes from `importance`, demand from `demand`, the nearest weights from `projection`, the
words from `weight_words`. Only arithmetic here, so that a what-if can do it over again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Floats, month_starts, months, numbers, require, texts
from competency.editions import Editions, editions_of
from competency.frames import conform, empty
from competency.framework import Framework
from competency.importance import ALL, ENOUGH
from competency.projection import project
from competency.weight_words import Told, reasons

#: Where the importance of a month comes from: estimated in it, kept from an earlier one, or nowhere
#: yet, so that the base weights stand for it.
ESTIMATED, KEPT, PRIOR = "estimated", "kept", "prior"


@dataclass(frozen=True)
class _Month:
    """What one month's weights are made of; arrays of shape (dimensions,)."""

    base: Floats
    importance: Floats
    demand: Floats
    parts: Floats  # (3, dimensions): base, importance and demand times their shares of the target
    target: Floats
    weight: Floats
    step_limit: float
    evidence: str


def weigh_dimensions(
    framework: Framework | Editions,
    importance: pd.DataFrame,
    demand: pd.DataFrame,
    periods: Iterable[object],
) -> pd.DataFrame:
    """Return the frame `dimension_weights`: one row a month and dimension, summing to 1 a month.

    The first month has the base weights. Where an outcome says too little the importance last known
    stays; before there is any, the base weights stand for it.

    Args:
        framework: resolved framework, or the editions in force month by month.
        importance: frame `weight_importance`; may be empty.
        demand: frame `weight_demand`; may be empty.
        periods: dates; their distinct months are weighed.

    >>> from competency.loading import load_framework
    >>> frame = weigh_dimensions(load_framework(), empty("weight_importance"),
    ...     empty("weight_demand"), pd.to_datetime(["2026-01-01"]))
    >>> frame[["dimension", "weight", "evidence"]].head(2).values.tolist()
    [['process', 0.2, 'prior'], ['knowledge', 0.15, 'prior']]
    """
    editions = editions_of(framework)
    found = months(pd.DataFrame({"period": list(periods)}))
    outcomes = _Outcomes(importance)
    pressures = _Pressures(demand)
    before: _Month | None = None
    rows: list[pd.DataFrame] = []
    for month in np.unique(found[found >= 0]).tolist():
        now = editions.at(month)
        one = _month(now, outcomes.shares(now, month), pressures.of(now, month), before)
        rows.append(_rows(now, month, one, before, outcomes, pressures))
        before = one
    if not rows:
        return empty("dimension_weights")
    return conform(pd.concat(rows, ignore_index=True), "dimension_weights")


def _month(
    framework: Framework, importance: Floats | None, pressure: Floats, before: _Month | None
) -> _Month:
    rules = framework.recalibration
    base = np.array([item.weight for item in framework.dimensions])
    lower = np.array([item.lower_bound for item in framework.dimensions])
    upper = np.array([item.upper_bound for item in framework.dimensions])
    evidence = ESTIMATED
    if importance is None:
        kept = before is not None and before.evidence != PRIOR
        evidence = KEPT if kept else PRIOR
        importance = before.importance if before is not None and kept else base
    demand = base * pressure / (base * pressure).sum()
    shares = np.array([[rules.prior], [rules.importance], [rules.demand]])
    parts = shares * np.array([base, importance, demand])
    target = parts.sum(axis=0)
    if before is None:
        return _Month(base, importance, demand, parts, target, base, rules.step_limit, evidence)
    nearest = project(target, lower, upper, before.weight, rules.step_limit)
    return _Month(base, importance, demand, parts, target, nearest.weights, nearest.step, evidence)


class _Outcomes:
    """The frame `weight_importance` by month."""

    def __init__(self, importance: pd.DataFrame) -> None:
        require(importance, "importance", ("period", "outcome", "dimension", "importance", "state"))
        self._rows = dict(
            iter(importance.assign(month=months(importance)).groupby(["month", "outcome"]))
        )

    def shares(self, framework: Framework, month: int) -> Floats | None:
        """Mix the outcomes that say enough by their weights; None where none does."""
        base = np.array([item.weight for item in framework.dimensions])
        mixed, total = np.zeros(len(base)), 0.0
        for outcome in framework.recalibration.outcomes:
            rows = self._rows.get((month, outcome.key))
            if rows is None or outcome.weight == 0 or texts(rows, "state")[0] != ENOUGH:
                continue
            share = self._spread(framework, rows, "importance")
            known = ~np.isnan(self._spread(framework, rows, "coefficient"))
            # What nothing but outcomes measures keeps its base weight.
            room = base[known].sum()
            share = np.where(known, room * share / np.nansum(share[known]), base)
            mixed, total = mixed + outcome.weight * share, total + outcome.weight
        return mixed / total if total > 0 else None

    def interval(self, framework: Framework, month: int, share: Floats) -> tuple[Floats, Floats]:
        """Return the interval of all outcomes together, NaN where it is not of these shares."""
        nothing = np.full(len(share), np.nan)
        rows = self._rows.get((month, ALL))
        if rows is None:
            return nothing, nothing
        told = self._spread(framework, rows, "importance")
        if not np.allclose(told, share, atol=1e-9):
            return nothing, nothing
        return self._spread(framework, rows, "lower"), self._spread(framework, rows, "upper")

    @staticmethod
    def _spread(framework: Framework, rows: pd.DataFrame, name: str) -> Floats:
        of = dict(zip(texts(rows, "dimension"), numbers(rows, name), strict=True))
        return np.array([of.get(key, np.nan) for key in framework.dimension_keys])


class _Pressures:
    """The frame `weight_demand` by month and dimension."""

    names = ("calls_ratio", "complaints_ratio", "capacity_ratio", "pressure")

    def __init__(self, demand: pd.DataFrame) -> None:
        require(demand, "demand", ("period", "dimension", *self.names))
        keys = zip(months(demand).tolist(), texts(demand, "dimension"), strict=True)
        values = zip(*(numbers(demand, name).tolist() for name in self.names), strict=True)
        self._rows = dict(zip(keys, values, strict=True))
        self._nothing = (np.nan, np.nan, np.nan, 1.0)

    def of(self, framework: Framework, month: int) -> Floats:
        """Return the pressure on every dimension; 1 where nothing is known."""
        return np.array([self.told(month, key)[3] for key in framework.dimension_keys])

    def told(self, month: int, dimension: str) -> tuple[float, float, float, float]:
        """Return calls, complaints, capacity and pressure of one dimension."""
        return self._rows.get((month, dimension), self._nothing)


def _rows(
    framework: Framework,
    month: int,
    now: _Month,
    before: _Month | None,
    outcomes: _Outcomes,
    pressures: _Pressures,
) -> pd.DataFrame:
    step = now.weight - before.weight if before else np.zeros(len(now.weight))
    moves = now.parts - before.parts if before else np.zeros(now.parts.shape)
    known = now.evidence == ESTIMATED
    lower, upper = outcomes.interval(framework, month, now.importance)
    words = [
        reasons(
            Told(
                base=float(now.base[place]),
                importance=None if now.evidence == PRIOR else float(now.importance[place]),
                estimated=known,
                demand=float(now.demand[place]),
                ratios=pressures.told(month, item.key)[:3],
                target=float(now.target[place]),
                weight=float(now.weight[place]),
                step=float(step[place]),
                step_limit=now.step_limit,
                lower_bound=item.lower_bound,
                upper_bound=item.upper_bound,
                first=before is None,
            )
        )
        for place, item in enumerate(framework.dimensions)
    ]
    blank = np.full(len(now.base), np.nan)
    return pd.DataFrame(
        {
            "period": month_starts(np.full(len(now.base), month)),
            "dimension": framework.dimension_keys,
            "base_weight": now.base,
            "importance": blank if now.evidence == PRIOR else now.importance,
            "importance_lower": lower if known else blank,
            "importance_upper": upper if known else blank,
            "demand": now.demand,
            "target": now.target,
            "weight": now.weight,
            "lower_bound": [item.lower_bound for item in framework.dimensions],
            "upper_bound": [item.upper_bound for item in framework.dimensions],
            "step": step,
            "step_limit": now.step_limit,
            "prior_step": moves[0],
            "importance_step": moves[1],
            "demand_step": moves[2],
            "limit_step": step - moves.sum(axis=0),
            "evidence": now.evidence,
            "reason": [one.en for one in words],
            "reason_zh": [one.zh for one in words],
        }
    )
