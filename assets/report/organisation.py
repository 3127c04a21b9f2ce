"""What the organisation's page says: counts and sums only, no names of agents."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from markupsafe import Markup

from assets.report.charts.effect_interval import effect_interval, effect_scale
from assets.report.charts.tier_flow import MonthMix
from assets.report.names import Names
from assets.report.records import Record, records, whole
from assets.report.teams import tier_counts
from assets.report.text import Text, pair

# Months on the flow chart: a year, with the month it began in.
MONTHS = 13


@dataclass(frozen=True, kw_only=True)
class EffectLine:
    """One course's effect on one dimension with its picture."""

    course_id: str
    title: str
    dimension: Text | None
    row: Record
    n_trained: int
    measured: bool
    bar: Markup | None


def tier_months(marts: Mapping[str, pd.DataFrame], names: Names) -> list[MonthMix]:
    """The tier mix of each of the last months."""
    frame = marts.get("agent_ladder")
    if frame is None or frame.empty:
        return []
    counts: dict[date, Counter[int | None]] = {}
    changes: dict[date, Counter[str]] = {}
    grouping = frame.groupby(["period", "tier", "change"], dropna=False, observed=True).size()
    for row in records({"mix": grouping.rename("people").reset_index()}, "mix"):
        counts.setdefault(row["period"], Counter())[whole(row["tier"])] += row["people"]
        changes.setdefault(row["period"], Counter())[str(row["change"])] += row["people"]
    return [
        MonthMix(
            period=period,
            tiers=tier_counts(counts[period], names),
            promoted=changes[period]["promoted"],
            demoted=changes[period]["demoted"],
        )
        for period in sorted(counts)[-MONTHS:]
    ]


def effect_lines(marts: Mapping[str, pd.DataFrame], names: Names) -> list[EffectLine]:
    """Courses with their effects, the strongest first, measured before assumed."""
    rows = records(marts, "course_effects")
    titles = course_titles(marts)
    ends = [v for r in rows for v in (r.get("lower"), r.get("upper")) if v is not None]
    scale = effect_scale(ends)
    lines = []
    for row in rows:
        ends_known = None not in (row.get("uplift"), row.get("lower"), row.get("upper"))
        bar = None
        if ends_known:
            bar = effect_interval(
                row["uplift"], row["lower"], row["upper"], scale,
                course_id=row["course_id"], dimension=row.get("dimension") or "",
            )  # fmt: skip
        lines.append(
            EffectLine(
                course_id=row["course_id"],
                title=titles.get(row["course_id"], row["course_id"]),
                dimension=names.dimension(row.get("dimension")),
                row=row,
                n_trained=whole(row.get("n_trained")) or 0,
                measured=row.get("method") != "prior",
                bar=bar,
            )
        )
    return sorted(lines, key=lambda e: (not e.measured, -(e.row.get("uplift") or 0), e.course_id))


def course_titles(marts: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Titles of courses: of the catalogue where it is at hand, else of the paths."""
    rows: Sequence[Record] = records(marts, "path_assignments") + records(marts, "courses")
    return {r["course_id"]: r["title"] for r in rows if r.get("title")}


def switched_off(marts: Mapping[str, pd.DataFrame], names: Names) -> list[dict[str, Any]]:
    """Indicators that do not count, with the reason in the config."""
    return [
        {
            "name": names.indicator(row["indicator"]),
            "dimension": names.dimension(row.get("dimension")),
            "reason": pair(row.get("reason_off"), row.get("reason_off_zh")),
        }
        for row in records(marts, "framework_indicators")
        if not row.get("enabled")
    ]
