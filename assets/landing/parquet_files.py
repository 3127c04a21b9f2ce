"""Opens Parquet files: their own types are kept, so that `validation` need not parse text."""

from pathlib import Path

import duckdb

from assets.landing.formats import NO_BROKEN, ROW, RawTable, columns_of, new_name
from assets.landing.sql_text import identifier, literal


def open_parquet(con: duckdb.DuckDBPyConnection, path: Path) -> RawTable:
    """Open a Parquet file; record numbers count from 2, as if it had a header line."""
    source = f"read_parquet({literal(str(path))}, file_row_number = true)"
    described = columns_of(con, source)
    names = [name for name in described if name != "file_row_number"]
    view = new_name("raw")
    con.execute(f"""
        CREATE TEMP VIEW {view} AS
        SELECT {"".join(f"{identifier(name)}, " for name in names)}file_row_number + 2 AS {ROW}
        FROM {source}
    """)
    return RawTable(
        relation=view,
        columns={name: described[name] for name in names},
        broken=NO_BROKEN,
        format="parquet",
    )
