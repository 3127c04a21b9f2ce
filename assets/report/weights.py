"""What counts how much: weights now and over a year, and what moved them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from assets.report import dates
from assets.report.names import Names
from assets.report.numbers import signed
from assets.report.records import Record, records
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
    """One dimension's weight this month with its reasons; shares of 1."""

    dimension: str
    name: Text
    row: Record
    moved: Text | None
    reason: Text | None


def weight_lines(marts: Mapping[str, pd.DataFrame], names: Names, period: date) -> list[WeightLine]:
    """This month's weights in the framework's order."""
    past = _past(marts, names, period)
    return [
        WeightLine(
            dimension=dimension,
            name=_name(names, dimension),
            row=rows[-1],
            moved=_moved(rows),
            reason=pair(rows[-1].get("reason"), rows[-1].get("reason_zh")),
        )
        for dimension, rows in past.items()
        if rows[-1]["period"] == period
    ]


def weight_months(
    marts: Mapping[str, pd.DataFrame], names: Names, period: date
) -> dict[str, list[dict[str, Any]]]:
    """Weights of the last months with their bounds, and each step with the terms it is made of.

    Shares of 1; steps in percentage points. The first month shown has no step: what led to it
    lies before.
    """
    months, steps = [], []
    for dimension, rows in _past(marts, names, period).items():
        for at, row in enumerate(rows):
            here = {
                "dimension": _name(names, dimension),
                "month": row["period"].isoformat(),
                "month_name": dates.month(row["period"]),
            }
            months.append(
                here
                | {
                    "weight": row.get("weight") or 0.0,
                    "base": row.get("base_weight"),
                    "lower": row.get("lower_bound"),
                    "upper": row.get("upper_bound"),
                }
            )
            if at:
                steps += [
                    here | {"term": column, "name": name, "points": 100 * (row.get(column) or 0.0)}
                    for column, name in TERMS
                ]
    return {"months": months, "steps": steps}


def _name(names: Names, dimension: str) -> Text:
    return names.dimensions.get(dimension, Text(dimension, dimension))


def _past(marts: Mapping[str, pd.DataFrame], names: Names, period: date) -> dict[str, list[Record]]:
    """The last months' rows by dimension in the framework's order, oldest first."""
    found: dict[str, list[Record]] = {dimension: [] for dimension in names.dimensions}
    for row in sorted(records(marts, "dimension_weights"), key=lambda row: row["period"]):
        if row["period"] <= period:
            found.setdefault(row["dimension"], []).append(row)
    return {dimension: rows[-MONTHS:] for dimension, rows in found.items() if rows}


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
