"""Cells with their circumstances taken out -> each agent's evidence, month by month.

One row an agent, month and indicator: an estimate with its variance on the scale of the indicator's
model (logits, natural logs, shares of marks), shrunk by nothing yet. The effects come from
`circumstances`; combining the evidence is `scores`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import special

from competency.circumstances import block, smallest_variance
from competency.columns import Floats, Ints, month_starts, months
from competency.crossed import Cells
from competency.crossed_binomial import modes
from competency.frames import conform, empty
from competency.framework import Framework, Indicator
from competency.samples import Sample, samples


def measure_agents(
    framework: Framework, contacts: pd.DataFrame, marks: pd.DataFrame, effects: pd.DataFrame
) -> pd.DataFrame:
    """Return the frame `measured_agents`.

    For a continuous indicator: mean of y - x'beta, variance s^2 / n. For a share: one scoring step
    from the agent's own half-year level b, with p the chance of each cell there:

        estimate = mu + b + sum(y - n p) / sum(n p (1 - p)),   variance = 1 / sum(n p (1 - p))

    `shared_variance` is what raters' unsure effects add; it does not shrink with more cases of the
    same raters. `raw` is the plain mean on the same scale (a share stays a share).

    Args:
        framework: resolved, with what the exports lack switched off.
        contacts: see `samples.samples`; any subset of agents.
        marks: see `samples.samples`; any subset of agents.
        effects: frame `fitted_effects`.
    """
    parts = [
        _measured(item, sample, effects[effects["indicator"] == item.key])
        for item, sample in samples(framework, contacts, marks)
    ]
    if not parts:
        return empty("measured_agents")
    return conform(pd.concat(parts, ignore_index=True), "measured_agents")


def _measured(item: Indicator, sample: Sample, effects: pd.DataFrame) -> pd.DataFrame:
    first = _first_month(sample, effects)
    # Months before the fit's first count to its first half-year.
    part = np.maximum(block(sample.month, first), 0)
    expected, unsure = _expected(sample, effects, part, first)
    # A place for every agent and month, then those that have evidence: quicker than sorting.
    start = int(sample.month.min())
    span = int(sample.month.max()) + 1 - start
    every = sample.agent * span + sample.month - start
    size = len(sample.agents) * span
    pair = np.flatnonzero(np.bincount(every, sample.n, size))
    place = np.zeros(size, np.int64)
    place[pair] = np.arange(len(pair))
    place = place[every]

    def summed(value: Floats) -> Floats:
        return np.bincount(place, value, len(pair)).astype(np.float64)

    n, total = summed(sample.n), summed(sample.total)
    intercept = _one(effects, "intercept", "")
    if item.kind == "binary":
        own = _levels(sample, expected, part, _variance(effects, "agent"))
        chance = special.expit(expected + own)
        weight = summed(sample.n * chance * (1 - chance))
        weight = np.maximum(weight, 1e-9)
        base = summed(sample.n * own) / n
        estimate = intercept + base + (total - summed(sample.n * chance)) / weight
        variance = 1 / weight
        pieces, shared = n, np.zeros(len(n))
    else:
        estimate = (total - summed(sample.n * (expected - intercept))) / n
        pieces = np.maximum(summed(sample.pieces), 1.0)
        residual = max(_variance(effects, "residual"), smallest_variance(item))
        variance = residual / n
        shared = _shared(sample, unsure, place, n)
    month = start + pair % span
    return pd.DataFrame(
        {
            "agent_id": sample.agents[pair // span],
            "period": month_starts(month),
            "indicator": item.key,
            "n": pieces,
            "raw": total / n,
            "estimate": estimate,
            "variance": variance,
            "shared_variance": shared,
        }
    )


def _first_month(sample: Sample, effects: pd.DataFrame) -> int:
    """Return the month from which the fit counts half-years, whichever agents are measured."""
    dated = effects[effects["since"].notna()]
    return int(months(dated, "since").min()) if len(dated) else int(sample.month.min())


def _expected(
    sample: Sample, effects: pd.DataFrame, part: Ints, first: int
) -> tuple[Floats, dict[str, Floats]]:
    """Return mu + x'beta of every cell, and the variances of the raters' effects by cell.

    A level the fit never saw counts as average.
    """
    expected = np.full(len(sample.n), _one(effects, "intercept", ""))
    unsure: dict[str, Floats] = {}
    for name in sample.levels.columns:
        plain = effects[effects["factor"] == name]
        if name == "team" or not len(plain):
            # Teams are told apart from their reviewers, but what a team does well is its own.
            continue
        code, found = pd.factorize(sample.levels[name])
        levels: pd.Index[str] = pd.Index(found, dtype="string")
        known: pd.Index[str] = pd.Index(plain["level"].astype("string"))
        row = known.get_indexer(levels)
        effect = np.where(row >= 0, plain["effect"].to_numpy()[row], 0.0)
        expected += effect[code]
        if name == "rater":
            error = plain["std_error"].to_numpy() ** 2
            unsure["rater"] = np.where(row >= 0, error[row], _variance(effects, "rater"))[code]
        moving = effects[effects["factor"] == f"{name}_drift"]
        if len(moving):
            expected += _drifts(moving, levels, first, int(part.max()) + 1)[code, part]
    return expected, unsure


def _drifts(moving: pd.DataFrame, levels: pd.Index[str], first: int, width: int) -> Floats:
    """Return the drift of every level and half-year, shape (levels, width); 0 where unseen."""
    table = np.zeros((len(levels), width))
    row = levels.get_indexer(pd.Index(moving["level"].astype("string")))
    column = block(months(moving, "since"), first)
    keep = (row >= 0) & (column >= 0) & (column < width)
    table[row[keep], column[keep]] = moving["effect"].to_numpy()[keep]
    return table


def _levels(sample: Sample, expected: Floats, part: Ints, spread: float) -> Floats:
    """Return, for every cell, the shrunk level of its agent in its half-year."""
    width = int(part.max()) + 1
    group = np.unique(sample.agent * width + part, return_inverse=True)[1].astype(np.int64)
    cells = Cells(group, sample.n, sample.total, sample.total_sq)
    level, _, _ = modes(cells, expected, np.zeros(cells.groups), max(spread, 1e-4), 1e-9)
    return np.asarray(level[group])


def _shared(sample: Sample, unsure: dict[str, Floats], place: Ints, n: Floats) -> Floats:
    """Return sum over raters of (share of the agent's month)^2 times the variance of the effect."""
    if "rater" not in unsure:
        return np.zeros(len(n))
    code, _ = pd.factorize(sample.levels["rater"])
    width = int(code.max()) + 1
    pair, where = np.unique(place * width + code, return_inverse=True)
    share = np.bincount(where, sample.n, len(pair)) / n[pair // width]
    total = np.bincount(where, sample.n * unsure["rater"], len(pair))
    variance = total / np.bincount(where, sample.n, len(pair))
    return np.bincount(pair // width, share**2 * variance, len(n)).astype(np.float64)


def _one(effects: pd.DataFrame, factor: str, level: str) -> float:
    row = effects[(effects["factor"] == factor) & (effects["level"] == level)]
    return float(row["effect"].iloc[0]) if len(row) else 0.0


def _variance(effects: pd.DataFrame, source: str) -> float:
    return _one(effects, "variance", source)


def by_indicator(
    framework: Framework, measured: pd.DataFrame
) -> Iterator[tuple[Indicator, pd.DataFrame]]:
    """Yield every indicator that counts with its rows of `measured_agents`, if it has any."""
    # One pass over the texts, whatever the number of indicators.
    of = measured.groupby(measured["indicator"].astype("category"), observed=True).indices
    for item in framework.enabled_indicators():
        if item.key in of:
            yield item, measured.iloc[of[item.key]]
