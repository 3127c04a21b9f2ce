"""How old the newest record of each source is, as far as the result itself can tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from assets.report import dates
from assets.report.rule_names import table_name
from assets.report.text import Text, count

#: Where the newest record of a table shows: mart, date column, what a row must have (column > 0,
#: or one of some outcomes), and whether it is known to the day or to the month.
_SIGNS: dict[str, tuple[str, tuple[str, ...], str | None, str | None, bool]] = {
    "crm/interactions": ("weight_demand", ("period",), "n_contacts", None, False),
    "crm/surveys": ("agent_outcomes", ("period",), "n", "satisfaction|recommendation", False),
    "crm/complaints": ("weight_demand", ("period",), "n_complaints", None, False),
    "qa/reviews": ("agent_reviews", ("period",), "n_reviews", None, False),
    "qa/feedback_360": ("agent_feedback", ("period",), "n", None, False),
    "lms/enrollments": ("enrollments", ("enrolled_at", "completed_at"), None, None, True),
}


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """The newest record of one table; months: whole months between it and the as-of month."""

    name: Text
    newest: Text
    age: Text
    stale: bool


def freshness(marts: Mapping[str, pd.DataFrame], as_of: date) -> list[Freshness]:
    """One line a dated table that left a trace in the result; stale: nothing this month."""
    lines = []
    for table, (mart, columns, positive, outcomes, to_the_day) in _SIGNS.items():
        frame = marts.get(mart)
        if frame is None or frame.empty:
            continue
        if outcomes is not None:
            frame = frame[frame["outcome"].isin(outcomes.split("|"))]
        if positive is not None:
            frame = frame[pd.to_numeric(frame[positive]).fillna(0) > 0]
        newest = max((pd.to_datetime(frame[c]).max() for c in columns), default=pd.NaT)
        if pd.isna(newest):
            continue
        day = newest.date()
        months = max(0, (as_of.year - day.year) * 12 + as_of.month - day.month)
        days = max(0, (as_of - day).days)
        lines.append(
            Freshness(
                name=table_name(table),
                newest=dates.day(day) if to_the_day else dates.month(day),
                age=_age(days, months, to_the_day),
                stale=months > 0,
            )
        )
    return lines


def _age(days: int, months: int, to_the_day: bool) -> Text:
    if to_the_day and days < 60:
        return count(
            days, "day before the as-of date", "days before the as-of date", "天（距截至日）"
        )
    if months == 0:
        return Text("this month", "本月")
    return count(months, "month behind", "months behind", "个月之前")
