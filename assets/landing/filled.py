"""Counts the values that landed in every column, month by month: what drift is measured against."""

from pathlib import Path

import duckdb

from assets.contracts.table import TableContract
from assets.landing.sql_text import identifier, literal

ROWS = ""
"""The name under which rows are counted."""


def filled_by_month(landing: Path, table: TableContract) -> dict[str, dict[str, int]]:
    """Rows and values by month (YYYY-MM) and column.

    Rows of tables without a time of their own, and rows that lack it, are under the empty month.

    Args:
        landing: folder of the landed tables.
        table: contract of one that has landed.

    Raises:
        duckdb.Error: the table has not landed.
    """
    columns = [column.name for column in table.landed_columns]
    month = "''"
    if table.row.main_time:
        month = f"coalesce(strftime({identifier(table.row.main_time)}, '%Y-%m'), '')"
    counts = ", ".join(f"count({identifier(name)})" for name in columns)
    rows = duckdb.execute(
        f"SELECT {month}, count(*), {counts} "
        f"FROM read_parquet({literal(str(landing / f'{table.name}.parquet'))}) "
        "GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return {month: dict(zip([ROWS, *columns], numbers, strict=True)) for month, *numbers in rows}
