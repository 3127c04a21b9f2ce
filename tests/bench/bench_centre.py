"""Exports of a made-up centre of any size, written by set-based SQL in bounded memory.

    python tests/bench/bench_centre.py FOLDER 1e6 --form csv --layout days

Every figure is a hash of its row's number, so that files are the same each time, whatever their
layout, and a day's rows can be written without those before. `ladder simulate` makes centres with a
known truth; these are for their size only.
"""

import argparse
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
from bench_tables import BY_TABLE, CONTACTS, LATEST_CHILD, MACROS, SMALL


@dataclass(frozen=True)
class Centre:
    """How large a centre is.

    Attributes:
        interactions: how many in all, evenly over the days.
        agents: how many, all of them for the whole time.
        months: how many calendar months.
        courses: how many in the catalogue.
        end: the day after the last, the first of a month.
    """

    interactions: int
    agents: int = 1000
    months: int = 12
    courses: int = 60
    end: date = date(2026, 1, 1)

    @property
    def start(self) -> date:
        """The first day."""
        month = self.end.year * 12 + self.end.month - 1 - self.months
        return date(month // 12, month % 12 + 1, 1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    @property
    def name(self) -> str:
        """Says its size, for folders and figures."""
        return f"{self.interactions}i-{self.agents}a-{self.months}m-{self.courses}c"


def write_centre(
    folder: Path,
    centre: Centre,
    form: str = "parquet",
    layout: str = "one",
    only_day: int | None = None,
) -> None:
    """Write the exports of a centre.

    Args:
        folder: receives crm, qa and lms; made if it is not there.
        centre: how large.
        form: `csv` or `parquet`, of the tables that grow with interactions.
        layout: `one` file a table, or one for each of its `days`.
        only_day: of those tables, only this day, counted from 0, and of the others only what its
            month brought; None: all.
    """
    for system in ("crm", "qa", "lms"):
        (folder / system).mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"memory_limit": "2GB", "threads": 2}) as con:
        con.execute(f"set temp_directory = '{folder}/.tmp'")
        con.execute(MACROS.format(start=centre.start))
        for table, (query, time) in SMALL.items():
            rows = _filled(query, centre)
            if time and only_day is not None:
                month = (centre.start + timedelta(days=only_day)).replace(day=1)
                rows = f"select * from ({rows}) where {time} >= date '{month}'"
            _copy(con, rows, folder / f"{table}.csv")
        days = range(centre.days) if only_day is None else [only_day]
        for table, (query, time) in BY_TABLE.items():
            if layout == "one" and only_day is None:
                rows = _of_days(query, time, centre, 0, centre.days)
                _copy(con, rows, folder / f"{table}.{form}")
                continue
            for day in days:
                rows = _of_days(query, time, centre, day, day + 1)
                _copy(con, rows, folder / f"{day_file(centre, table, day)}.{form}")


def day_file(centre: Centre, table: str, day: int) -> str:
    """Name a day's file of a table, without its ending."""
    return f"{table}_{centre.start + timedelta(days=day)}"


def _of_days(query: str, time: str, centre: Centre, first: int, last: int) -> str:
    """Rows of the days from first to before last, by the time at which they come into being."""
    began = max(0, first - LATEST_CHILD) if time else first
    n, days = centre.interactions, centre.days
    # The first interaction of a day is the smallest i with i * days // n at least that day.
    numbers = {"first": -(-began * n // days), "last": -(-last * n // days)}
    rows = _filled(query, centre)
    if time:
        rows += f" and {time} >= moment({first}, 0) and {time} < moment({last}, 0)"
    return f"with contacts as ({_filled(CONTACTS, centre, **numbers)}) {rows}"


def _filled(query: str, centre: Centre, **numbers: int) -> str:
    return query.format(
        n=centre.interactions,
        agents=centre.agents,
        months=centre.months,
        courses=centre.courses,
        days=centre.days,
        start=centre.start,
        reviewers=max(4, centre.agents // 50),
        three_days=max(1, 3 * centre.interactions // centre.days),
        **numbers,
    )


def _copy(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    form = (
        "format parquet, compression zstd"
        if path.suffix == ".parquet"
        else "format csv, header, timestampformat '%Y-%m-%dT%H:%M:%S'"
    )
    con.execute(f"copy ({query}) to '{path}' ({form})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("interactions", type=lambda text: int(float(text)))
    parser.add_argument("--agents", type=int, default=1000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--courses", type=int, default=60)
    parser.add_argument("--form", choices=["csv", "parquet"], default="parquet")
    parser.add_argument("--layout", choices=["one", "days"], default="one")
    parser.add_argument("--only-day", type=int)
    given = parser.parse_args()
    write_centre(
        given.folder,
        Centre(given.interactions, given.agents, given.months, given.courses),
        given.form,
        given.layout,
        given.only_day,
    )
