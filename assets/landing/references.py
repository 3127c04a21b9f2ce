"""Rules that look at other tables: does a key exist there, did things happen in order.

They work on the table `rows` of one landing and on the keys that were read of the parent.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from assets.contracts.catalogue import table as contract_of
from assets.contracts.markers import ParentOrder
from assets.contracts.table import Column, TableContract
from assets.landing.parts import files_sql, part_files
from assets.landing.report import read_report
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


def parent_keys(landing: Path, table_key: str) -> str | None:
    """SQL of the keys that were read of a table; None where it has not landed."""
    try:
        report = read_report(landing, contract_of(table_key))
    except FileNotFoundError:
        return None
    files = part_files(landing, report, "keys")
    return files_sql(files) if files else None


def has_keys(landing: Path, column: Column) -> bool:
    """Tell whether the table that a column refers to has any key."""
    parent = parent_keys(landing, column.reference.table)
    if parent is None:
        return False
    key = identifier(column.reference.column)
    return bool(
        duckdb.execute(f"SELECT 1 FROM {parent} WHERE {key} IS NOT NULL LIMIT 1").fetchall()
    )


def check_references(
    con: duckdb.DuckDBPyConnection, contract: TableContract, landing: Path
) -> References:
    """Add lines to `findings` for unknown keys and for rows older than their parent.

    A parent without a single key (missing, failed, empty) switches its rules off. Also notes when
    the contact was opened that a row refers to, where the contract asks for it.
    """
    cleared = {}
    for column in contract.references:
        if not has_keys(landing, column):
            continue
        _find_parents(con, column, landing)
        if _find_unknown(con, column) and column.reference.optional:
            cleared[column.name] = _unknown_table(column)
        for order in contract.row.parent_orders:
            if order.via == column.name:
                _find_older_than_parent(con, column, order)
        if column.name in contract.opened_columns:
            _note_opened(con, column, contract.opened_columns[column.name])
    return References(cleared)


def _parents_table(column: Column) -> str:
    return identifier(f"parents_by_{column.name}")


def _unknown_table(column: Column) -> str:
    return identifier(f"unknown_{column.name}")


def _find_parents(con: duckdb.DuckDBPyConnection, column: Column, landing: Path) -> None:
    """Parents that rows refer to; of several rows of one parent key the earliest counts."""
    name, key = identifier(column.name), identifier(column.reference.column)
    time = contract_of(column.reference.table).row.main_time
    at = f"min({identifier(time)})" if time else "NULL::TIMESTAMP"
    con.execute(f"""
        CREATE TEMP TABLE {_parents_table(column)} AS
        SELECT {key} AS key, {at} AS at
        FROM {parent_keys(landing, column.reference.table)}
        WHERE {key} IN (SELECT {name} FROM rows)
        GROUP BY {key}
    """)


def _find_unknown(con: duckdb.DuckDBPyConnection, column: Column) -> bool:
    name, unknown = identifier(column.name), _unknown_table(column)
    severity = "warning" if column.reference.optional else "error"
    con.execute(f"""
        CREATE TEMP TABLE {unknown} AS
        SELECT DISTINCT {name} AS value
        FROM rows ANTI JOIN {_parents_table(column)} AS parent ON rows.{name} = parent.key
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
    con: duckdb.DuckDBPyConnection, via: Column, order: ParentOrder
) -> None:
    """Compared by calendar day."""
    later, reference = identifier(order.column), identifier(via.name)
    con.execute(f"""
        INSERT INTO findings
        SELECT rows.rowid, {literal(order.column)}, rows.{later}::VARCHAR, 'time_order', 'error'
        FROM rows JOIN {_parents_table(via)} AS parent ON rows.{reference} = parent.key
        WHERE rows.{later}::DATE < parent.at::DATE AND {_JUDGED}
    """)


def _note_opened(con: duckdb.DuckDBPyConnection, via: Column, opened: str) -> None:
    con.execute(f"""
        UPDATE rows SET {identifier(opened)} = parent.at
        FROM {_parents_table(via)} AS parent WHERE rows.{identifier(via.name)} = parent.key
    """)
