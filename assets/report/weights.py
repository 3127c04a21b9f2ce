"""What the organisation's page says of the weights: now, over a year, and what moved them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from markupsafe import Markup

from assets.report.charts.weight_bar import Weight, weight_bar
from assets.report.charts.weight_months import WeightMonth, weight_months
from assets.report.names import Names
from assets.report.numbers import signed
from assets.report.records import Record, latest, records
from assets.report.text import Text, both, join, pair

# A year, with the month it began in.
MONTHS = 13
# Steps below a tenth of a point are not worth words.
LEAST_STEP = 0.0005
# Terms of a step, as the mart names them.
TERMS = (
    ("prior_step", Text("base weights", "基础权重")),
    ("importance_step", Text("importance", "重要性")),
    ("demand_step", Text("demand", "需求")),
    ("limit_step", Text("limits", "限制")),
)


@dataclass(frozen=True, kw_only=True)
class WeightLine:
    """One dimension's weight with its picture and its reason."""

    name: Text
    row: Weight
    step: float | None
    bar: Markup
    months: Markup
    importance: float | None
    demand: float | None
    moved: Text | None
    reason: Text | None


def weight_lines(marts: Mapping[str, pd.DataFrame], names: Names, period: date) -> list[WeightLine]:
    """This month's weights in the framework's order."""
    rows = {r["dimension"]: r for r in latest(marts, "dimension_weights", period)}
    order = [d for d in names.dimensions if d in rows] + [
        d for d in rows if d not in names.dimensions
    ]
    weights = [
        Weight(
            dimension=d,
            base=rows[d].get("base_weight") or 0.0,
            weight=rows[d].get("weight") or 0.0,
            lower=rows[d].get("lower_bound"),
            upper=rows[d].get("upper_bound"),
        )
        for d in order
    ]
    widest = max([v for w in weights for v in (w.weight, w.base, w.upper or 0)], default=1.0)
    past = _past(marts, period)
    return [
        WeightLine(
            name=names.dimensions.get(w.dimension, Text(w.dimension, w.dimension)),
            row=w,
            step=rows[w.dimension].get("step"),
            bar=weight_bar(w, widest),
            months=weight_months(_columns(past[w.dimension]), widest),
            importance=rows[w.dimension].get("importance"),
            demand=rows[w.dimension].get("demand"),
            moved=_moved(past[w.dimension]),
            reason=pair(rows[w.dimension].get("reason"), rows[w.dimension].get("reason_zh")),
        )
        for w in weights
    ]


def _past(marts: Mapping[str, pd.DataFrame], period: date) -> dict[str, list[Record]]:
    """The last months' rows by dimension, oldest first."""
    found: dict[str, list[Record]] = {}
    for row in sorted(records(marts, "dimension_weights"), key=lambda row: row["period"]):
        if row["period"] <= period:
            found.setdefault(row["dimension"], []).append(row)
    return {dimension: rows[-MONTHS:] for dimension, rows in found.items()}


def _columns(rows: list[Record]) -> list[WeightMonth]:
    return [
        WeightMonth(
            period=row["period"],
            weight=row.get("weight") or 0.0,
            base=row.get("base_weight") or 0.0,
        )
        for row in rows
    ]


def _moved(rows: list[Record]) -> Text | None:
    """By how much a weight moved over the months shown, and through what; None if it did not."""
    # The first month shown is where the line starts: what led to it lies before.
    later = rows[1:]
    total = sum(row.get("step") or 0.0 for row in later)
    terms = [
        both("{name} {points}", "{name}{points}", name=name, points=signed(100 * part))
        for column, name in TERMS
        if abs(part := sum(row.get(column) or 0.0 for row in later)) >= LEAST_STEP
    ]
    if abs(total) < LEAST_STEP or not terms:
        return None
    return both(
        "{total} points in {n} months: {terms}.",
        "{n}个月内变动{total}个百分点：{terms}。",
        total=signed(100 * total),
        n=len(later),
        terms=join(terms),
    )
