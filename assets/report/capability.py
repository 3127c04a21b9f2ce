"""What people can do beside what customers bring: mean scores and demand by dimension and month."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from assets.report import dates
from assets.report.head_counts import MONTHS
from assets.report.names import Names
from assets.report.numbers import percent, signed
from assets.report.suppression import SMALLEST
from assets.report.text import Text, both

# Half the width of a 90 % interval, in standard errors.
_INTERVAL = 1.645
#: A dimension that asks for this much more of the work than an equal share, and scores below the
#: mean, is worth a sentence.
_LOUD = 1.1


def capability_months(
    marts: Mapping[str, pd.DataFrame], names: Names, period: date
) -> list[dict[str, Any]]:
    """One entry a dimension and month of the last year, the framework's order, oldest first.

    mean, lower, upper: mean score of those who have one (0–100) and how well it is measured
    (90 %), to one decimal; None below five people. How many they are is not told: with the count
    of everybody it would tell how few have no score. demand: share of what customers bring; None
    where unknown.
    """
    scores, demand = _scores(marts, period), _demand(marts, period)
    months = sorted({m for _, m in [*scores, *demand]})[-MONTHS:]
    entries = []
    for dimension, name in names.dimensions.items():
        for month in months:
            mean, lower, upper = scores.get((dimension, month), (None, None, None))
            entries.append(
                {
                    "dimension": name,
                    "key": dimension,
                    "month": month.isoformat(),
                    "month_name": dates.month(month),
                    "mean": mean,
                    "lower": lower,
                    "upper": upper,
                    "demand": demand.get((dimension, month)),
                }
            )
    return [e for e in entries if e["mean"] is not None or e["demand"] is not None]


def capability_now(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest month's entries, most in demand first, with the change of the mean in a year."""
    if not entries:
        return []
    newest = max(e["month"] for e in entries)
    oldest = min(e["month"] for e in entries)
    first = {e["key"]: e["mean"] for e in entries if e["month"] == oldest}
    now = [dict(e) for e in entries if e["month"] == newest]
    for one in now:
        before = first.get(one["key"])
        known = newest > oldest and None not in (before, one["mean"])
        one["change"] = one["mean"] - before if known else None
    return sorted(now, key=lambda e: -(e["demand"] or 0.0))


def weakest_spot(now: list[dict[str, Any]]) -> Text | None:
    """Where customers ask for much and people score low, in a sentence."""
    told = [e for e in now if None not in (e["mean"], e["demand"])]
    if len(told) < 2:
        return None
    mean = sum(e["mean"] for e in told) / len(told)
    asked = [e for e in told if e["demand"] * len(told) >= _LOUD and e["upper"] < mean]
    if not asked:
        return Text(
            "No ability is much in demand and clearly below the mean of all.",
            "没有哪项能力需求高而明显低于总体平均。",
        )
    worst = min(asked, key=lambda e: e["mean"])
    return both(
        "{d} is much in demand ({p} of what customers bring) and scores low: {s} points against "
        "the mean of all.",
        "{d}的需求高（占客户问题的 {p}）而得分低：与总体平均相差 {s} 分。",
        d=worst["dimension"],
        p=percent(worst["demand"]),
        s=signed(worst["mean"] - mean),
    )


def _scores(
    marts: Mapping[str, pd.DataFrame], period: date
) -> dict[tuple[str, date], tuple[float, float, float]]:
    """Mean and its interval by dimension and month, of five people or more."""
    frame = marts.get("agent_scores")
    if frame is None or frame.empty:
        return {}
    score = pd.to_numeric(frame["score"]).astype(float)
    known = pd.DataFrame(
        {
            "dimension": frame["dimension"].astype(str),
            "month": pd.to_datetime(frame["period"]).dt.date,
            "score": score,
            "variance": pd.to_numeric(frame["std_error"]).astype(float).fillna(0.0) ** 2,
        }
    )[score.notna()]
    sums = known[known["month"] <= period].groupby(["dimension", "month"]).agg(
        mean=("score", "mean"), variance=("variance", "sum"), people=("score", "size")
    )  # fmt: skip
    sums = sums[sums["people"] >= SMALLEST]
    half = _INTERVAL * np.sqrt(sums["variance"]) / sums["people"]
    return {
        (str(key[0]), key[1]): (
            round(float(mean), 1),
            round(max(0.0, float(mean - width)), 1),
            round(min(100.0, float(mean + width)), 1),
        )
        for key, mean, width in zip(sums.index.tolist(), sums["mean"], half, strict=True)
    }


def _demand(marts: Mapping[str, pd.DataFrame], period: date) -> dict[tuple[str, date], float]:
    """Share of what customers bring, by dimension and month."""
    frame = marts.get("dimension_weights")
    if frame is None or frame.empty or "demand" not in frame:
        return {}
    months = pd.to_datetime(frame["period"]).dt.date
    rows = zip(frame["dimension"].astype(str), months, frame["demand"], strict=True)
    return {(d, m): float(v) for d, m, v in rows if m <= period and not pd.isna(v)}
