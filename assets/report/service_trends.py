"""Service by month with control limits: the centre, and teams whose month is unusual."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from assets.report import dates
from assets.report.framework_words import setting
from assets.report.records import Record, as_day, records
from assets.report.suppression import SMALLEST
from assets.report.teams import Team
from assets.report.text import Text

#: What the mart calls the whole centre.
_CENTRE = "*"
#: Months drawn.
SHOWN = 24
_MEASURES = {
    "first_response_in_time": Text("First response in time", "首次响应达标率"),
    "resolved_first_contact": Text("First-contact resolution", "首次联系解决率"),
    "closed_in_time": Text("Closed in time", "按时闭环率"),
    "repeat_contact": Text("Repeat contacts", "重复咨询率"),
    "satisfied": Text("Satisfied customers", "客户满意度"),
    "very_satisfied": Text("Very satisfied customers", "“非常满意”比例"),
    "complaint": Text("Contacts complained of", "投诉率"),
    "review_mark": Text("Mark of quality reviews", "质检得分率"),
    "handle_minutes": Text("Handle time, minutes", "平均处理时长（分钟）"),
}
STATES = {
    "usual": Text("as usual", "平常"),
    "better": Text("better than usual", "好于平常"),
    "worse": Text("worse than usual", "差于平常"),
    "unjudged": Text("too few months before to say", "此前月数不足"),
}


@dataclass(frozen=True, kw_only=True)
class MonthLine:
    """A measure in one month: its value, what is usual or aimed at, and its state."""

    key: str
    measure: Text
    value: str
    usual: str
    state: str
    aim: str | None = None
    team: Text | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceTrends:
    """The newest month of the centre, unusual teams in it, and what the chart is told."""

    period: date
    centre: list[MonthLine]
    teams: list[MonthLine]
    unusual: int
    data: dict[str, Any]


def service_trends(
    marts: Mapping[str, pd.DataFrame], teams: Sequence[Team], period: date
) -> ServiceTrends | None:
    """Service up to a month; None where nothing was measured. Teams of five people or more only."""
    rows = [r for r in records(marts, "quality_trends") if as_day(r["period"]) <= period]
    rows = [r for r in rows if (r["people"] or 0) >= SMALLEST and r["measure"] in _MEASURES]
    whole = [r for r in rows if r["team_id"] == _CENTRE]
    if not whole:
        return None
    newest = max(as_day(r["period"]) for r in whole)
    months = sorted({as_day(r["period"]) for r in whole})[-SHOWN:]
    aim = setting(marts, "monitoring", "very_satisfied_target")
    order = [key for key in _MEASURES if any(r["measure"] == key for r in whole)]
    now = {r["measure"]: r for r in whole if as_day(r["period"]) == newest}
    names = {team.team_id: team.name for team in teams}
    unusual = [
        _line(r, names[r["team_id"]])
        for r in rows
        if r["team_id"] in names
        and as_day(r["period"]) == newest
        and r["state"] in ("better", "worse")
    ]
    unusual.sort(key=lambda one: (one.state != "worse", order.index(one.key), str(one.team)))
    return ServiceTrends(
        period=newest,
        centre=[
            _line(now[key], aim=aim if key == "very_satisfied" else None)
            for key in order
            if key in now
        ],
        teams=unusual,
        unusual=sum(r["state"] in ("better", "worse") for r in now.values()),
        data={
            "measures": [_MEASURES[key] for key in order],
            "shares": [key != "handle_minutes" for key in order],
            "months": [
                {
                    "at": order.index(r["measure"]),
                    "month": as_day(r["period"]).isoformat(),
                    "month_name": dates.month(as_day(r["period"])),
                    "value": r["value"],
                    "centre": r["centre"],
                    "lower": r["lower"],
                    "upper": r["upper"],
                    "state": r["state"],
                }
                for r in sorted(whole, key=lambda r: (order.index(r["measure"]), r["period"]))
                if as_day(r["period"]) in months
            ],
        },
    )


def _line(row: Record, team: Text | None = None, aim: float | None = None) -> MonthLine:
    key = row["measure"]
    usual = "–"
    if row["centre"] is not None:
        usual = f"{_figure(key, row['lower'])} … {_figure(key, row['upper'])}"
    return MonthLine(
        key=key,
        measure=_MEASURES[key],
        value=_figure(key, row["value"]),
        usual=usual,
        state=row["state"],
        aim=None if aim is None else f"{100 * aim:.0f} %",
        team=team,
    )


def _figure(key: str, value: float) -> str:
    return f"{value:.2f}" if key == "handle_minutes" else f"{100 * value:.1f} %"
