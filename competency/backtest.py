"""How well a month's composite foretells the next month's outcomes, under several weightings.

Everything is told from agents within a month: what moves the whole centre foretells nothing. How
still the tiers stand is `tier_stability`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Floats, Ints, codes, months, numbers, require
from competency.resampling import (
    DRAWS,
    ESTIMATED,
    TOO_FEW_AGENTS,
    Estimate,
    interval,
    resamples,
)

#: Together: the outcomes' correlations weighted by their shares.
ALL = "all"
#: Spread, in points or on the outcome's scale, below which a value counts as the same for all.
_SAME = 1e-4

CONSTANT_COMPOSITE = "constant_composite"
CONSTANT_OUTCOME = "constant_outcome"
NOT_MEASURED = "not_measured"
NO_EARLIER_MONTH = "no_earlier_month"


@dataclass(frozen=True)
class Foretold:
    """What the weightings foretell of one outcome.

    agents, months: those compared; a month counts when it has enough agents.
    ceiling: about the highest correlation any score could reach, as an outcome of one month is
        partly luck; NaN unknown.
    correlations: by weighting.
    differences: the first weighting's correlation minus that of each other.
    """

    outcome: str
    agents: int
    months: int
    ceiling: float
    correlations: dict[str, Estimate]
    differences: dict[str, Estimate]


@dataclass(frozen=True)
class _Pairs:
    """Sums of one outcome by agent and month, shape (agents, months, 3 + 3 weightings).

    Of weight w, outcome y and each composite x: w, wy, wyy, then wx, wxx, wxy of each.
    """

    sums: Floats
    agents: int
    months: int
    ceiling: float
    states: tuple[str, ...]


def foretell(
    composites: Mapping[str, pd.DataFrame],
    outcomes: pd.DataFrame,
    shares: Mapping[str, float],
    minimum_agents: int,
    *,
    draws: int = DRAWS,
    seed: int = 1,
) -> list[Foretold]:
    """Correlate composites with the outcomes of the month after.

    Within each month composite and outcome are centred, each agent weighted by the precision of
    the outcome, 1 / std_error^2; the sums of all months make one correlation. Intervals: agents
    drawn anew with all their months (cluster bootstrap, percentiles); the weightings share the
    draws, so that their differences are far surer than each of them.

    Args:
        composites: by weighting, agent_id, period, composite; months are those of the composite.
        outcomes: mart `agent_outcomes`: agent_id, period, outcome, estimate, std_error.
        shares: weight of every outcome in the row `ALL`; only outcomes named here are looked at.
        minimum_agents: fewest agents of a month that counts.
        draws: resamples.
        seed: of the resamples.

    Returns:
        One for every outcome in the order of `shares`, then `ALL`, which averages the outcomes
        that have a figure.

    >>> month = pd.DataFrame({"agent_id": ["A", "B", "C"], "period": "2026-01-01"})
    >>> after = month.assign(period="2026-02-01", outcome="care", std_error=0.1)
    >>> found = foretell({"base": month.assign(composite=[40, 50, 60])},
    ...     after.assign(estimate=[1, 2, 3]), {"care": 1.0}, minimum_agents=3)
    >>> round(found[0].correlations["base"].value, 3)
    1.0
    """
    require(outcomes, "outcomes", ("agent_id", "period", "outcome", "estimate", "std_error"))
    names = list(composites)
    agents, joined = _joined(composites)
    of = outcomes["outcome"].astype("string").to_numpy()
    pairs = {
        key: _pairs(joined, outcomes[of == key], agents, len(names), minimum_agents)
        for key in shares
    }
    points = [_correlations(pairs[key].sums.sum(axis=0)) for key in shares]
    drawn: list[list[Floats]] = [[] for _ in shares]
    for counts in resamples(len(agents), draws, seed):
        for place, one in enumerate(pairs.values()):
            sums = np.tensordot(counts, one.sums, axes=1)
            drawn[place].append(_correlations(sums))
    result = [
        _foretold(key, names, one, point, np.concatenate(many))
        for (key, one), point, many in zip(pairs.items(), points, drawn, strict=True)
    ]
    return [*result, _together(names, shares, result, [np.concatenate(many) for many in drawn])]


def _joined(composites: Mapping[str, pd.DataFrame]) -> tuple[pd.Index[str], pd.DataFrame]:
    """Return the agents, and by agent and month of the outcome the composite of each weighting."""
    parts = []
    for name, frame in composites.items():
        require(frame, f"composites {name}", ("agent_id", "period", "composite"))
        parts.append(
            pd.Series(
                numbers(frame, "composite"),
                index=pd.MultiIndex.from_arrays(
                    [frame["agent_id"].astype("string"), months(frame) + 1],
                    names=["agent_id", "month"],
                ),
            ).dropna()
        )
    # All weightings are judged on the same agents and months.
    table = pd.concat(parts, axis=1, join="inner", keys=range(len(parts))).reset_index()
    return pd.Index(sorted(set(table["agent_id"])), dtype="string"), table


def _pairs(
    joined: pd.DataFrame, outcomes: pd.DataFrame, agents: pd.Index[str], width: int, minimum: int
) -> _Pairs:
    error = numbers(outcomes, "std_error")
    given = pd.DataFrame(
        {
            "agent_id": outcomes["agent_id"].astype("string").to_numpy(),
            "month": months(outcomes),
            "y": numbers(outcomes, "estimate"),
            "w": np.where(error > 0, 1 / np.where(error > 0, error, 1.0) ** 2, np.nan),
        }
    ).dropna()
    both = joined.merge(given, on=["agent_id", "month"])
    lacking = TOO_FEW_AGENTS if len(both) else NO_EARLIER_MONTH if len(given) else NOT_MEASURED
    both = both[both.groupby("month")["agent_id"].transform("size") >= max(minimum, 3)]
    if not len(both):
        nothing = np.zeros((len(agents), 0, 3 + 3 * width))
        return _Pairs(nothing, 0, 0, np.nan, (lacking,) * width)
    month: Ints
    month, found = pd.factorize(both["month"], sort=True)
    agent, _ = codes(both, "agent_id", agents)
    # Centred once for the digits; every month and draw is centred by its own mean later.
    x = both[list(range(width))].to_numpy(np.float64)
    x, y, w = x - x.mean(axis=0), both["y"].to_numpy(), both["w"].to_numpy()
    y = y - y.mean()
    columns = [w, w * y, w * y * y]
    for place in range(width):
        columns += [w * x[:, place], w * x[:, place] ** 2, w * x[:, place] * y]
    sums = np.zeros((len(agents), len(found), 3 + 3 * width))
    sums[agent, month] = np.stack(columns, axis=1)
    scatter, xx, _ = _scatter(sums.sum(axis=0))
    yy = float(scatter)
    least = float(_SAME**2 * w.sum())
    if yy <= least:
        states = (CONSTANT_OUTCOME,) * width
    else:
        states = tuple(CONSTANT_COMPOSITE if one <= least else ESTIMATED for one in xx)
    ceiling = _ceiling(agent, month, y, w) if yy > least else np.nan
    return _Pairs(sums, len(set(agent.tolist())), len(found), ceiling, states)


def _ceiling(agent: Ints, month: Ints, y: Floats, w: Floats) -> float:
    """Return the root of the share of the outcome's variance that people keep from month to month.

    From products of two months of one person, in which luck averages out: sampling errors of rare
    outcomes are too rough to be taken off. NaN where nobody has two months.
    """
    mean = np.bincount(month, w * y) / np.bincount(month, w)
    off = w * (y - mean[month])
    products = float((np.bincount(agent, off) ** 2).sum() - (off**2).sum())
    weight = float((np.bincount(agent, w) ** 2).sum() - (w**2).sum())
    if weight <= 1e-9 * float((w**2).sum()):
        return float("nan")
    share = products / weight / float((off**2 / w).sum() / w.sum())
    return math.sqrt(min(max(share, 0.0), 1.0))


def _scatter(sums: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the weighted squares and products within months: yy (…), xx and xy (…, weightings)."""
    w, y, yy = sums[..., 0], sums[..., 1], sums[..., 2]
    x, xx, xy = sums[..., 3::3], sums[..., 4::3], sums[..., 5::3]
    part = 1 / np.where(w > 0, w, np.inf)
    within = yy - y**2 * part
    squares = xx - x**2 * part[..., None]
    products = xy - x * (y * part)[..., None]
    return within.sum(axis=-1), squares.sum(axis=-2), products.sum(axis=-2)


def _correlations(sums: Floats) -> Floats:
    """Return the pooled correlation of each weighting, shape (…, weightings)."""
    yy, xx, xy = _scatter(sums)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.clip(xy / np.sqrt(yy[..., None] * xx), -1, 1))


def _foretold(
    key: str, names: Sequence[str], one: _Pairs, point: Floats, drawn: Floats
) -> Foretold:
    correlations, differences = _figures(names, one.states, point, drawn)
    return Foretold(key, one.agents, one.months, one.ceiling, correlations, differences)


def _figures(
    names: Sequence[str], states: Sequence[str], point: Floats, drawn: Floats
) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    correlations, differences = {}, {}
    for place, name in enumerate(names):
        correlations[name] = _figure(states[place], point[place], drawn[:, place])
        if place:
            lacking = next((s for s in (states[0], states[place]) if s != ESTIMATED), ESTIMATED)
            gap = drawn[:, 0] - drawn[:, place]
            differences[name] = _figure(lacking, point[0] - point[place], gap)
    return correlations, differences


def _figure(state: str, value: float, drawn: Floats) -> Estimate:
    if state != ESTIMATED:
        return Estimate(np.nan, np.nan, np.nan, state)
    return interval(float(value), drawn)


def _together(
    names: Sequence[str],
    shares: Mapping[str, float],
    single: Sequence[Foretold],
    drawn: list[Floats],
) -> Foretold:
    """Average the outcomes that the first weighting has a figure for, each with its share."""
    known = [
        place
        for place, one in enumerate(single)
        if shares[one.outcome] > 0 and one.correlations[names[0]].state == ESTIMATED
    ]
    if not known:
        state = single[0].correlations[names[0]].state if single else NOT_MEASURED
        nothing = Estimate(np.nan, np.nan, np.nan, state)
        return Foretold(
            ALL, 0, 0, np.nan, dict.fromkeys(names, nothing), dict.fromkeys(names[1:], nothing)
        )
    share = np.array([shares[single[place].outcome] for place in known])
    share /= share.sum()
    found = [single[place].correlations for place in known]
    states = [
        next((one[name].state for one in found if one[name].state != ESTIMATED), ESTIMATED)
        for name in names
    ]
    values = np.array([[one[name].value for name in names] for one in found])
    many = np.einsum("k,kdn->dn", share, np.stack([drawn[place] for place in known]))
    correlations, differences = _figures(names, states, share @ values, many)
    return Foretold(
        ALL,
        max(single[place].agents for place in known),
        max(single[place].months for place in known),
        float(share @ [single[place].ceiling for place in known]),
        correlations,
        differences,
    )
