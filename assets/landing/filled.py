"""Counts the values that landed in every column, month by month: what drift is measured against."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from assets.contracts.table import TableContract
from assets.landing.report import Month
from assets.landing.sql_text import identifier, literal

ROWS = ""
"""The name under which rows are counted."""


def count_part(
    con: duckdb.DuckDBPyConnection, table: TableContract, path: Path
) -> tuple[tuple[Month, ...], dict[str, dict[str, int]]]:
    """Rows of a part by month, and its rows and values by month (YYYY-MM) and column.

    Rows of tables without a time of their own, and rows that lack it, are under the empty month.

    Args:
        con: any connection.
        table: contract of the part's table.
        path: of the part.

    Raises:
        duckdb.Error: it is not there.
    """
    columns = [column.name for column in table.landed_columns]
    opened = next(iter(table.opened_columns.values()), None)
    months = [
        f"date_trunc('month', {identifier(name)})::DATE" if name else "NULL::DATE"
        for name in (table.row.main_time, opened)
    ]
    counts = ", ".join(f"count({identifier(name)})" for name in columns)
    rows = con.execute(
        f"SELECT {', '.join(months)}, count(*), {counts} FROM read_parquet({literal(str(path))}) "
        "GROUP BY 1, 2 ORDER BY 1 NULLS FIRST, 2 NULLS FIRST"
    ).fetchall()
    filled = add_up(
        {f"{month:%Y-%m}" if month else "": dict(zip([ROWS, *columns], numbers, strict=True))}
        for month, _, *numbers in rows
    )
    told = tuple(Month(period=month, opened=other, rows=count) for month, other, count, *_ in rows)
    return told, filled


def add_up(parts: Iterable[dict[str, dict[str, int]]]) -> dict[str, dict[str, int]]:
    """Counts of several parts together, months in order.

    >>> add_up([{"2026-02": {"": 1}}, {"2026-01": {"": 2}, "2026-02": {"": 3}}])
    {'2026-01': {'': 2}, '2026-02': {'': 4}}
    """
    total: dict[str, dict[str, int]] = {}
    for months in parts:
        for month, counts in months.items():
            had = total.setdefault(month, dict.fromkeys(counts, 0))
            for name, count in counts.items():
                had[name] = had.get(name, 0) + count
    return dict(sorted(total.items()))
