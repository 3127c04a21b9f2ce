"""For analysts: where the variance of every indicator comes from and how many cases it needs."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from assets.report.charts.cases_needed import cases_axis, cases_needed, cases_scale
from assets.report.charts.variance_bar import Part, variance_bar
from assets.report.model_words import SOURCES
from assets.report.names import Names
from assets.report.records import Record, records
from assets.report.text import Text

# An edited configuration may have many more indicators than the shipped one.
MOST = 40


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """One indicator with its two pictures."""

    name: Text
    dimension: Text | None
    bar: Markup
    cases: float | None
    cases_bar: Markup | None


@dataclass(frozen=True, kw_only=True)
class Sources:
    """The lines shown, how many there are in all, and the axis of the cases."""

    lines: list[SourceLine]
    total: int
    axis: Markup


def variance_sources(marts: Mapping[str, pd.DataFrame], names: Names) -> Sources:
    """Indicators by dimension, those that tell most of the agent first."""
    order = list(names.dimensions)
    rows = [r for r in records(marts, "indicator_models") if r.get("agent_share") is not None]
    rows.sort(key=lambda r: (_place(r, order), -r["agent_share"], r["indicator"]))
    shown = rows[:MOST]
    scale = cases_scale(max((r["cases_needed"] or 0.0 for r in shown), default=1.0))
    return Sources(
        lines=[
            SourceLine(
                name=names.indicator(row["indicator"]),
                dimension=names.dimension(row.get("dimension")),
                bar=variance_bar(_parts(row), indicator=row["indicator"]),
                cases=row["cases_needed"],
                cases_bar=None
                if row["cases_needed"] is None
                else cases_needed(row["cases_needed"], scale, indicator=row["indicator"]),
            )
            for row in shown
        ],
        total=len(rows),
        axis=cases_axis(scale),
    )


def _place(row: Record, order: list[str]) -> int:
    dimension = row.get("dimension")
    return order.index(dimension) if dimension in order else len(order)


def _parts(row: Record) -> list[Part]:
    return [
        Part(source=source, name=name, share=row.get(f"{source}_share") or 0.0)
        for source, name in SOURCES.items()
    ]
