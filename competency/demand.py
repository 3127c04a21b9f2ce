"""What customers bring now, against the people who deal with it: the frame `weight_demand`.

For every dimension: contacts and complaints that call on it, as ratios to the base window, and the
ability of the people at work on it, likewise.

    pressure = sqrt(calls ratio x complaints ratio) / capacity ratio

A ratio follows its month by a local-level filter of its logarithm, so that a month's chance moves
it little and a lasting change fully.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats, month_starts, months, numbers, require, texts
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import Framework
from competency.weight_rules import Calls

COLUMNS = ("period", "kind", "complexity", "customer_emotion", "issue_type", "theme", "n")
#: Standard deviations of the logarithm: how far a ratio truly moves in a month, and how far a month
#: strays beyond what counting explains (holidays, campaigns).
DRIFT, STRAY = 0.05, 0.05
#: Points below which capacity counts as this: a ratio to nothing says nothing.
LEAST_CAPACITY = 10.0


def estimate_demand(
    framework: Framework, brought: pd.DataFrame, scores: pd.DataFrame
) -> pd.DataFrame:
    """Return `weight_demand`: one row a month and dimension; ratios null where nothing tells.

    Args:
        framework: resolved framework.
        brought: kind 'contact' or 'complaint', its labels and how many, columns `COLUMNS`.
        scores: frame `agent_scores`.
    """
    require(brought, "brought", COLUMNS)
    month, n = months(brought), numbers(brought, "n")
    kept = (month >= 0) & (n > 0)
    if not kept.any():
        return empty("weight_demand")
    span = np.arange(month[kept].min(), month[kept].max() + 1)
    kind = brought["kind"].astype("string")
    contact = kept & (kind == "contact").fillna(False).to_numpy(dtype=bool)
    complaint = kept & (kind == "complaint").fillna(False).to_numpy(dtype=bool)

    def total(rows: Flags) -> Floats:
        return np.bincount(month[rows] - span[0], n[rows], len(span)).astype(np.float64)

    contacts = total(contact)
    calls_of = {calls.dimension: calls for calls in framework.recalibration.calls}
    base = np.arange(len(span)) < framework.anchor_months
    parts: list[pd.DataFrame] = []
    for dimension in framework.dimensions:
        calls = calls_of.get(dimension.key, Calls(dimension=dimension.key))
        called = total(contact & _calls(brought, calls))
        complained = total(complaint & _like(brought, "theme", calls.themes))
        ratios = np.array([
            _ratio(called, contacts, base),
            _ratio(complained, contacts, base),
        ])  # fmt: skip
        parts.append(
            pd.DataFrame(
                {
                    "period": month_starts(span),
                    "dimension": dimension.key,
                    "n_contacts": called,
                    "calls_ratio": ratios[0],
                    "n_complaints": complained,
                    "complaints_ratio": ratios[1],
                    "capacity_ratio": np.nan,
                    "pressure": np.nan,
                }
            )
        )
    frame = conform(pd.concat(parts, ignore_index=True), "weight_demand")
    frame = rounded(frame, "weight_demand", DIGITS)
    return against_capacity(framework, frame, mean_scores(scores))


def mean_scores(scores: pd.DataFrame) -> pd.DataFrame:
    """Return period, dimension and the mean `score` of the people with evidence on it.

    Args:
        scores: frame `agent_scores`.
    """
    month, mean = months(scores), numbers(scores, "posterior_mean")
    kept = (month >= 0) & ~np.isnan(mean) & (numbers(scores, "n_evidence") > 0)
    of = pd.DataFrame({"month": month[kept], "dimension": scores["dimension"][kept].to_numpy()})
    of["score"] = mean[kept]
    found = of.groupby(["month", "dimension"], as_index=False, observed=True).mean()
    return found.assign(period=month_starts(found["month"].to_numpy(dtype=np.int64)))


def against_capacity(
    framework: Framework, demand: pd.DataFrame, levels: pd.DataFrame
) -> pd.DataFrame:
    """Return `weight_demand` with capacity and pressure computed from its ratios, anew.

    Args:
        framework: resolved framework.
        demand: frame `weight_demand`; its ratios are kept.
        levels: what `mean_scores` returns, under any targets.
    """
    if not len(demand):
        return demand
    month, level_month = months(demand), months(levels)
    span = np.arange(month.min(), month.max() + 1)
    base = np.arange(len(span)) < framework.anchor_months
    result = demand.copy()
    capacity, pressure = np.full(len(demand), np.nan), np.ones(len(demand))
    for dimension in framework.dimension_keys:
        rows = np.flatnonzero((demand["dimension"] == dimension).to_numpy(dtype=bool))
        own = (levels["dimension"] == dimension).to_numpy(dtype=bool) & (level_month >= span[0])
        own &= level_month <= span[-1]
        average = np.full(len(span), np.nan)
        average[level_month[own] - span[0]] = numbers(levels, "score")[own]
        capacity[rows] = _capacity(average, base)[month[rows] - span[0]]
        ratios = np.array(
            [numbers(demand, f"{one}_ratio")[rows] for one in ("calls", "complaints")]
        )
        told = ~np.isnan(ratios)
        load = np.where(told, np.log(np.where(told, ratios, 1.0)), 0.0).sum(axis=0)
        load /= np.maximum(told.sum(axis=0), 1)
        able = np.where(np.isnan(capacity[rows]), 1.0, capacity[rows])
        # What nobody calls for by name is not wanted less where people are able.
        pressure[rows] = np.where(told.any(axis=0), np.exp(load) / able, 1.0)
    result["capacity_ratio"], result["pressure"] = capacity, pressure
    return rounded(result, "weight_demand", DIGITS)


def _calls(brought: pd.DataFrame, calls: Calls) -> Flags:
    return np.asarray(
        _like(brought, "complexity", calls.complexity)
        | _like(brought, "customer_emotion", calls.emotions)
        | _like(brought, "issue_type", calls.issue_types)
    )


def _like(brought: pd.DataFrame, column: str, patterns: tuple[str, ...]) -> Flags:
    """Tell which rows have a label that one of the patterns fits, whatever the case."""
    wanted = [pattern.lower() for pattern in patterns]
    fits = {
        label
        for label in set(texts(brought, column))
        if label is not None and any(fnmatchcase(label.lower(), one) for one in wanted)
    }
    return brought[column].isin(fits).to_numpy(dtype=bool)


def _ratio(part: Floats, whole: Floats, base: Flags) -> Floats:
    """Return part / whole against the base window so far, filtered; NaN where nothing ever fits.

    >>> steady = _ratio(np.full(3, 500.0), np.full(3, 1000.0), np.ones(3, bool))
    >>> steady.round(6).tolist()
    [1.0, 1.0, 1.0]
    """
    result = np.full(len(part), np.nan)
    level, doubt, before, among = 0.0, 0.0, 0.0, 0.0
    for month in range(len(part)):
        if base[month]:
            before, among = before + part[month], among + whole[month]
        doubt += DRIFT**2
        if before > 0 and whole[month] > 0:
            usual = before / among
            expected = usual * whole[month]
            seen = np.log((part[month] + 0.5) / (expected + 0.5))
            noise = STRAY**2 + 1 / (expected + 0.5)
            gain = doubt / (doubt + noise)
            level, doubt = level + gain * (seen - level), doubt * (1 - gain)
        if before > 0:
            result[month] = np.exp(level)
    return result


def _capacity(average: Floats, base: Flags) -> Floats:
    """Return mean scores by month against those of the base window so far; NaN stays.

    >>> _capacity(np.array([50.0, np.nan, 60.0]), np.array([True, True, False])).tolist()
    [1.0, nan, 1.2]
    """
    known = ~np.isnan(average)
    level = np.maximum(np.nan_to_num(average), LEAST_CAPACITY)
    usable = known & base
    so_far = np.cumsum(np.where(usable, level, 0.0)) / np.maximum(np.cumsum(usable), 1)
    return np.where(known & (so_far > 0), level / np.where(so_far > 0, so_far, 1.0), np.nan)
