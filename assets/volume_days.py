"""Rows by day of the landed tables with events: what freshness and volume are judged by."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np

from assets.landing.parts import landed
from assets.landing.sql_text import identifier
from assets.run_context import EVENT_TIMES, read_landed_editions
from competency.columns import Ints

#: Days looked back at: a year, and the month before it for the pauses that began there.
DAYS = 396


class TableDays(NamedTuple):
    """Rows a day of one table up to the as-of day.

    Attributes:
        key: key of the table, such as `crm/surveys`.
        first: day of the first count.
        rows: rows by the table's first event time; one a day, the last that of its newest event.
        days: number of days from `first` to each day with any event; ascending.
    """

    key: str
    first: date
    rows: Ints
    days: Ints

    @property
    def newest(self) -> date:
        """Day of the newest event."""
        return self.first + timedelta(days=int(self.days[-1]))


def table_days(landing: Path, name: str, as_of: date) -> TableDays | None:
    """Count one landed table's rows by day; None where it has no event up to the as-of day.

    Args:
        landing: folder of the landed tables.
        name: of the table as landing names its file, such as `crm_surveys`.
        as_of: last day that may be seen.
    """
    columns = [identifier(column) for column in EVENT_TIMES[name]]
    parts = " union all ".join(
        f"select cast({column} as date) as day, {int(number == 0)} as counted "
        f"from {landed(landing, name)} where {column} is not null"
        for number, column in enumerate(columns)
    )
    first = as_of - timedelta(days=DAYS - 1)
    with duckdb.connect() as connection:
        found = connection.execute(
            f"select day, sum(counted) from ({parts}) where day between ? and ? "
            "group by day order by day",
            [first, as_of],
        ).fetchall()
    if not found:
        return None
    first = found[0][0]
    days = np.array([(day - first).days for day, _ in found])
    rows = np.zeros(days[-1] + 1, dtype=np.int64)
    rows[days] = [count for _, count in found]
    return TableDays(name.replace("_", "/", 1), first, rows, days)


def days_off(landing: Path) -> set[date]:
    """Read the configured holidays and the days worked instead: both are unlike their weekday."""
    if not (landing / "framework_editions.parquet").is_file():
        return set()
    calendar = json.loads(read_landed_editions(landing)[-1]["framework_json"])["calendar"]
    return {date.fromisoformat(day) for day in (*calendar["holidays"], *calendar["extra_days"])}
