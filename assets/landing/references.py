"""Rules that look at other tables: does a key exist there, did things happen in order.

They work on the table `rows` of one landing and on `keys/<parent>.parquet`, which holds every key
read in the parent.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from assets.contracts.table import Column, TableContract
from assets.landing.sql_text import identifier, literal

# Rows of a file that lacks a required column are refused as a whole: an empty list, no more lines.
_JUDGED = "(__problems IS NULL OR len(__problems) > 0)"


@dataclass(frozen=True)
class References:
    """What the check found.

    Attributes:
        cleared: optional columns in which some values are unknown, and the table of these values.
    """

    cleared: dict[str, str]


def keys_path(landing: Path, table_key: str) -> Path:
    """Where landing leaves the keys it read of a table."""
    return landing / "keys" / f"{table_key.replace('/', '_')}.parquet"


def check_references(
    con: duckdb.DuckDBPyConnection, contract: TableContract, landing: Path
) -> References:
    """Add lines to `findings` for unknown keys and for rows older than their parent.

    A parent without a single key (missing, failed, empty) switches its rules off.
    """
    cleared = {}
    for column in contract.references:
        if not _has_keys(con, landing, column):
            continue
        if _find_unknown(con, column, landing) and column.reference.optional:
            cleared[column.name] = _unknown_table(column)
    for order in contract.row.parent_orders:
        if _has_keys(con, landing, contract.column(order.via)):
            _find_older_than_parent(con, contract.column(order.via), order, landing)
    return References(cleared)


def _unknown_table(column: Column) -> str:
    return identifier(f"unknown_{column.name}")


def _has_keys(con: duckdb.DuckDBPyConnection, landing: Path, column: Column) -> bool:
    path = keys_path(landing, column.reference.table)
    if not path.exists():
        return False
    key = identifier(column.reference.column)
    rows = con.execute(
        f"SELECT 1 FROM read_parquet(?) WHERE {key} IS NOT NULL LIMIT 1",
        [str(path)],
    ).fetchall()
    return bool(rows)


def _find_unknown(con: duckdb.DuckDBPyConnection, column: Column, landing: Path) -> bool:
    name, key = identifier(column.name), identifier(column.reference.column)
    parent = literal(str(keys_path(landing, column.reference.table)))
    unknown = _unknown_table(column)
    severity = "warning" if column.reference.optional else "error"
    con.execute(f"""
        CREATE TEMP TABLE {unknown} AS
        SELECT DISTINCT {name} AS value
        FROM rows ANTI JOIN read_parquet({parent}) AS parent ON rows.{name} = parent.{key}
        WHERE rows.{name} IS NOT NULL AND {_JUDGED}
    """)
    con.execute(f"""
        INSERT INTO findings
        SELECT rows.rowid, {literal(column.name)}, left(rows.{name}, 500), 'unknown_reference',
          {literal(severity)}
        FROM rows JOIN {unknown} AS unknown ON rows.{name} = unknown.value
        WHERE {_JUDGED}
    """)
    return bool(con.execute(f"SELECT 1 FROM {unknown} LIMIT 1").fetchall())


def _find_older_than_parent(
    con: duckdb.DuckDBPyConnection, via: Column, order: object, landing: Path
) -> None:
    """Compared by calendar day; of several rows of one parent key the earliest counts."""
    later, reference = identifier(order.column), identifier(via.name)
    key, earlier = identifier(via.reference.column), identifier(order.parent_column)
    parent = literal(str(keys_path(landing, via.reference.table)))
    con.execute(f"""
        INSERT INTO findings
        WITH parent AS (
          SELECT {key} AS key, min({earlier})::DATE AS day
          FROM read_parquet({parent})
          WHERE {key} IN (SELECT {reference} FROM rows WHERE {later} IS NOT NULL)
          GROUP BY {key}
        )
        SELECT rows.rowid, {literal(order.column)}, rows.{later}::VARCHAR, 'time_order', 'error'
        FROM rows JOIN parent ON rows.{reference} = parent.key
        WHERE rows.{later}::DATE < parent.day AND {_JUDGED}
    """)
