"""Closing of complaints on their page: by month against the target, by theme and severity, open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from assets.report import dates
from assets.report.cause_names import cause_name
from assets.report.numbers import percent
from assets.report.records import Record, as_day, records
from assets.report.suppression import SMALLEST
from assets.report.text import Text

#: Months put together for themes and severities, and months drawn.
TOGETHER, SHOWN = 3, 24
SEVERITIES = {
    "low": Text("low", "轻微"),
    "medium": Text("medium", "一般"),
    "high": Text("high", "严重"),
}
AGES = {
    "open_not_due": Text("not due yet", "未到期"),
    "open_to_3_days": Text("overdue, up to 3 days", "逾期，3天以内"),
    "open_to_7_days": Text("overdue, 3 to 7 days", "逾期，3至7天"),
    "open_longer": Text("overdue, over 7 days", "逾期，7天以上"),
}


@dataclass(frozen=True, kw_only=True)
class ClosingLine:
    """A theme or severity over the newest months."""

    split: str
    name: Text
    due: int
    share: str
    still_open: int


@dataclass(frozen=True, kw_only=True)
class Closing:
    """The newest months together, open complaints by age, and what the chart is told."""

    share: str
    due: int
    late: int
    first: date
    lines: list[ClosingLine]
    still_open: int
    ages: list[tuple[Text, int]]
    oldest: int | None
    data: dict[str, Any]


def closing(marts: Mapping[str, pd.DataFrame], target: float | None) -> Closing | None:
    """Closing by month; None where nothing says when complaints were closed.

    Months, themes and severities with complaints about fewer than five people are left out.
    """
    rows = records(marts, "complaint_closure")
    whole = sorted((r for r in rows if r["split"] == "all"), key=lambda r: as_day(r["period"]))
    shown = [r for r in whole if r["people"] >= SMALLEST and r["share_in_time"] is not None]
    if not shown:
        return None
    last = shown[-TOGETHER:]
    first = as_day(last[0]["period"])
    due, in_time = (sum(r[key] for r in last) for key in ("due", "closed_in_time"))
    lines: dict[tuple[str, str], list[Record]] = {}
    for row in rows:
        if row["split"] != "all" and first <= as_day(row["period"]) <= as_day(last[-1]["period"]):
            lines.setdefault((row["split"], row["level"]), []).append(row)
    oldest = max((r["oldest_open_days"] for r in whole if r["oldest_open_days"]), default=None)
    return Closing(
        share=percent(in_time / due),
        due=due,
        late=due - in_time,
        first=first,
        lines=sorted(
            (
                _line(split, level, its)
                for (split, level), its in lines.items()
                # Of several months the fewest there can be.
                if max(r["people"] for r in its) >= SMALLEST and sum(r["due"] for r in its) > 0
            ),
            key=lambda one: (one.split, -one.due, one.name.en),
        ),
        still_open=sum(r["still_open"] for r in whole),
        ages=[(name, sum(r[key] for r in whole)) for key, name in AGES.items()],
        oldest=None if oldest is None else int(oldest),
        data={
            "target": target,
            "months": [
                {
                    "month": as_day(r["period"]).isoformat(),
                    "month_name": dates.month(as_day(r["period"])),
                    "share": r["share_in_time"],
                    "due": r["due"],
                    "late": r["due"] - r["closed_in_time"],
                }
                for r in shown[-SHOWN:]
            ],
        },
    )


def _line(split: str, level: str, rows: list[Record]) -> ClosingLine:
    due = sum(r["due"] for r in rows)
    return ClosingLine(
        split=split,
        name=SEVERITIES.get(level, cause_name(level)) if split == "severity" else cause_name(level),
        due=due,
        share=percent(sum(r["closed_in_time"] for r in rows) / due),
        still_open=sum(r["still_open"] for r in rows),
    )
