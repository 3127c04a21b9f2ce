"""Training the next three months are known to ask for, beside what the rules leave time for.

People are counted in groups of five or more; courses fewer people take stay out of the list, and
with them the next larger ones until five people or more are left out together.
"""

import json
from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from assets.report import dates
from assets.report.course_titles import course_titles
from assets.report.records import Record, as_day, records
from assets.report.suppression import SMALLEST
from assets.report.text import Text

SOURCES = {
    "known": Text("on paths, and certificates that run out", "学习路径与到期证书"),
    "newcomers": Text("newcomers expected", "预计新员工"),
}


def training_load(
    marts: Mapping[str, pd.DataFrame], as_of: date, people: int | None
) -> dict[str, Any] | None:
    """What the page of foresight is told of the load; None where nothing is known.

    Args:
        marts: frames by mart name; any may be missing.
        as_of: day of the run.
        people: who have not left; None hides the time there is.
    """
    rows = records(marts, "load_forecast")
    if not rows:
        return None
    seats = _seats(records(marts, "sessions"), as_of)
    rules = _rules(marts)
    months = []
    for period in sorted({as_day(row["period"]) for row in rows}):
        here = [row for row in rows if as_day(row["period"]) == period]
        parts = {source: _part(here, source) for source in SOURCES}
        known = None not in parts.values()
        minutes = rules.get("minutes_per_week")
        days = _days_left(period, as_of)
        months.append(
            {
                "month": period.isoformat(),
                "month_name": dates.month(period),
                "parts": parts,
                "lower": _hours(here, "lower_90") if known else None,
                "upper": _hours(here, "upper_90") if known else None,
                "hours": _hours(here, "minutes") if known else None,
                "room": people * minutes * days / 7 / 60 if people and minutes else None,
                "seats": seats.get(period, 0),
            }
        )
    horizon = rules.get("horizon_weeks")
    return {
        "months": months,
        "sources": SOURCES,
        "planned_until": None if horizon is None else as_of + timedelta(weeks=int(horizon)),
        "courses": _courses(rows, course_titles(marts)),
        "minutes_per_week": rules.get("minutes_per_week"),
        "spent": _spent(records(marts, "enrollments"), as_of),
    }


def _rules(marts: Mapping[str, pd.DataFrame]) -> Mapping[str, Any]:
    frame = marts.get("framework")
    if frame is None or frame.empty:
        return {}
    return json.loads(frame["framework_json"].iloc[0]).get("paths") or {}


def _days_left(period: date, as_of: date) -> int:
    last = period.replace(day=monthrange(period.year, period.month)[1])
    return (last - max(period, as_of + timedelta(days=1))).days + 1


def _hours(rows: Sequence[Record], column: str) -> float:
    return float(sum(row[column] for row in rows)) / 60


def _part(rows: Sequence[Record], source: str) -> float | None:
    """Hours of a source; None where fewer than five places on courses would show through."""
    newcomers = source == "newcomers"
    of_source = [row for row in rows if (row["source"] == "newcomers") is newcomers]
    few = 0 < sum(row["people"] for row in of_source) < SMALLEST
    return None if few and not newcomers else _hours(of_source, "minutes")


def _seats(rows: Sequence[Record], as_of: date) -> dict[date, int]:
    """Seats of sessions to come, by month."""
    found: dict[date, int] = defaultdict(int)
    for row in rows:
        day = None if row["starts_at"] is None else as_day(row["starts_at"])
        if day is not None and day > as_of:
            found[day.replace(day=1)] += int(row["seats"] or 0)
    return found


def _courses(rows: Sequence[Record], titles: Mapping[str, str]) -> list[tuple[str, int, float]]:
    """Title, places and hours of the courses most asked for."""
    places: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in rows:
        if row["course_id"] is not None:
            places[str(row["course_id"])][0] += row["people"]
            places[str(row["course_id"])][1] += row["minutes"] / 60
    order = sorted(places, key=lambda one: (-places[one][0], one))
    shown = [one for one in order if places[one][0] >= SMALLEST]
    while shown and 0 < sum(places[one][0] for one in order if one not in shown) < SMALLEST:
        shown.pop()
    return [(titles.get(one, one), int(places[one][0]), places[one][1]) for one in shown]


def _spent(rows: Sequence[Record], as_of: date) -> float | None:
    """Hours a month that people spent on courses in the year before; None of fewer than five."""
    since = as_of - timedelta(days=365)
    done = [
        row
        for row in rows
        if row["status"] == "completed"
        and row["completed_at"] is not None
        and row["minutes_spent"] is not None
        and since < as_day(row["completed_at"]) <= as_of
    ]
    if len({row["agent_id"] for row in done}) < SMALLEST:
        return None
    return float(sum(row["minutes_spent"] for row in done)) / 60 / 12
