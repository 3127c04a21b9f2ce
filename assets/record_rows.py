"""Rows of a record that people enter into, as landed Parquet: typed, empty without any."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb


def land_rows(landing: Path, name: str, columns: str, rows: Sequence[Sequence[object]]) -> None:
    """Write `name`.parquet into the landing.

    Args:
        landing: folder of the landed tables.
        name: of the table.
        columns: names and types, as in `create table`.
        rows: values in the columns' order.
    """
    with duckdb.connect() as connection:
        connection.execute(f"create table {name} ({columns})")
        if rows:
            marks = ", ".join("?" for _ in rows[0])
            connection.executemany(f"insert into {name} values ({marks})", rows)
        path = str(landing / f"{name}.parquet").replace("'", "''")
        connection.execute(f"copy {name} to '{path}' (format parquet)")


def landed_as_of(landing: Path) -> date:
    """Last day the run may see, as it was landed.

    Raises:
        ValueError: the run's context has not landed.
    """
    path = str(landing / "run_context.parquet")
    row = duckdb.execute("select as_of from read_parquet(?)", [path]).fetchone()
    if row is None:
        raise ValueError(f"{path} has no row: the run's context has not landed")
    day: date = row[0]
    return day
