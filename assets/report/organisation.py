"""What the organisation's page says: counts and sums only, no names of agents."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from assets.report.charts.tier_flow import MonthMix
from assets.report.names import Names
from assets.report.records import Record, records, whole
from assets.report.teams import tier_counts
from assets.report.text import pair

# Months on the flow chart: a year, with the month it began in.
MONTHS = 13


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
