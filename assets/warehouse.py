"""Reads the warehouse, never writes it; and copies its marts into the file that is published."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd

MARTS = "marts"


def mart_names(warehouse: Path) -> list[str]:
    """Names of the marts, sorted."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select table_name from information_schema.tables "
            "where table_schema = ? order by table_name",
            [MARTS],
        ).fetchall()
    return [row[0] for row in rows]


def read_marts(warehouse: Path, names: Sequence[str] | None = None) -> dict[str, pd.DataFrame]:
    """Marts as frames, by name; all of them unless some are named."""
    names = mart_names(warehouse) if names is None else names
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {name: connection.execute(f'select * from {MARTS}."{name}"').df() for name in names}


def export_marts(warehouse: Path, folder: Path) -> list[str]:
    """Write `warehouse.duckdb` (schema `marts` only) and `marts/*.parquet` into a folder.

    The copy holds nothing but marts: staging tables carry personal data readers do not need.
    """
    names = mart_names(warehouse)
    (folder / MARTS).mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(f"attach {_literal(warehouse)} as built (read_only)")
        connection.execute(f"create schema {MARTS}")
        for name in names:
            connection.execute(
                f'create table {MARTS}."{name}" as from built.{MARTS}."{name}" order by all'
            )
            parquet = _literal(folder / MARTS / f"{name}.parquet")
            connection.execute(f'copy {MARTS}."{name}" to {parquet} (format parquet)')
        connection.execute("detach built")
        connection.execute("checkpoint")
    return names


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
