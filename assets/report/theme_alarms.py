"""Complaints by theme and week: what is usual, where an alarm is raised and since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from assets.report import dates
from assets.report.cause_names import cause_name
from assets.report.records import Record, as_day, grouped, records, whole
from assets.report.text import Text, both

#: Weeks drawn.
SHOWN = 52
#: An alarm so many weeks back is still news.
NEWS = 4
_NO_THEME = Text("no theme named", "未注明主题")


@dataclass(frozen=True, kw_only=True)
class ThemeLine:
    """One theme: complaints of the newest week beside what is usual, and its newest alarm.

    week: first day of the week of the alarm; None without one in the weeks drawn.
    """

    theme: Text
    complaints: int
    expected: float | None
    usual_to: int | None
    last_weeks: int
    week: date | None
    is_news: bool
    words: Text | None


@dataclass(frozen=True, kw_only=True)
class ThemeAlarms:
    """All themes, those with news first, and what the chart is told.

    newest: Monday of the newest whole week; judged: whether any week could be judged yet.
    """

    lines: list[ThemeLine]
    newest: date
    judged: bool
    alarms: int
    data: dict[str, Any]


def theme_alarms(marts: Mapping[str, pd.DataFrame]) -> ThemeAlarms | None:
    """Themes of complaints; None where there are none."""
    rows = records(marts, "theme_weeks")
    if not rows:
        return None
    weeks = sorted({as_day(row["week"]) for row in rows})[-SHOWN:]
    rows = [row for row in rows if as_day(row["week"]) >= weeks[0]]
    lines = [_line(theme, its, weeks) for theme, its in grouped(rows, "theme").items()]
    lines.sort(key=lambda one: (not one.is_news, -one.last_weeks, one.theme.en))
    order = {one.theme: at for at, one in enumerate(lines)}
    return ThemeAlarms(
        lines=lines,
        newest=weeks[-1],
        judged=any(row.get("expected") is not None for row in rows),
        alarms=sum(one.is_news for one in lines),
        data={
            "themes": [one.theme for one in lines],
            "weeks": sorted(
                (_drawn(row, order[_name(row["theme"])]) for row in rows),
                key=lambda one: (one["at"], one["week"]),
            ),
        },
    )


def _name(theme: str) -> Text:
    return _NO_THEME if theme == "?" else cause_name(theme)


def _line(theme: str, rows: list[Record], weeks: list[date]) -> ThemeLine:
    rows = sorted(rows, key=lambda row: as_day(row["week"]))
    newest = rows[-1]
    alarms = [row for row in rows if row.get("flagged")]
    last = alarms[-1] if alarms else None
    week = as_day(last["week"]) if last else None
    is_news = week is not None and week in weeks[-NEWS:]
    return ThemeLine(
        theme=_name(theme),
        complaints=whole(newest["complaints"]) or 0,
        expected=newest.get("expected"),
        usual_to=whole(newest.get("usual_to")),
        last_weeks=sum(whole(row["complaints"]) or 0 for row in rows[-NEWS:]),
        week=week,
        is_news=is_news,
        words=_words(last) if last else None,
    )


def _words(row: Record) -> Text:
    """When the alarm was raised, since when and by how much more came in."""
    since, ratio = row.get("since"), row.get("ratio")
    told = both("week of {d}", "{d}当周", d=dates.day(as_day(row["week"])))
    if since is None or ratio is None:
        return told
    return both(
        "{w}: {r} times the usual number since the week of {s}",
        "{w}：自{s}当周起为平常的 {r} 倍",
        w=told,
        r=f"{ratio:.1f}",
        s=dates.day(as_day(since)),
    )


def _drawn(row: Record, at: int) -> dict[str, Any]:
    return {
        "at": at,
        "week": as_day(row["week"]).isoformat(),
        "complaints": row["complaints"],
        "expected": row.get("expected"),
        "usual_to": row.get("usual_to"),
        "flagged": bool(row.get("flagged")),
    }
