"""Opens Parquet files: their own types are kept, so that `validation` need not parse text."""

from pathlib import Path

import duckdb

from assets.landing.formats import (
    NO_BROKEN,
    ROW,
    RawTable,
    UnreadableFile,
    columns_of,
    new_name,
    require_few_columns,
)
from assets.landing.sql_text import identifier, literal

_NUMBER = "file_row_number"


def open_parquet(con: duckdb.DuckDBPyConnection, path: Path) -> RawTable:
    """Open a Parquet file; record numbers count from 2, as if it had a header line."""
    # A folder's `agent_id=007` is text, as it would be in the file.
    plain = f"{literal(str(path))}, hive_types_autocast = false"
    described = columns_of(con, f"read_parquet({plain})")
    taken = [name for name in described if name.lower() in (_NUMBER, ROW)]
    if taken:
        raise UnreadableFile(f"{path.name}: the column {taken[0]!r} needs another name")
    require_few_columns(path, len(described))
    source = f"read_parquet({plain}, file_row_number = true)"
    names = list(described)
    view = new_name("raw")
    con.execute(f"""
        CREATE TEMP VIEW {view} AS
        SELECT {"".join(f"{identifier(name)}, " for name in names)}{_NUMBER} + 2 AS {ROW}
        FROM {source}
    """)
    return RawTable(
        relation=view,
        columns={name: described[name] for name in names},
        broken=NO_BROKEN,
        format="parquet",
    )
