"""Writes what a landing decided: accepted rows, keys read, refused rows; counts rows by file."""

from pathlib import Path

import duckdb

from assets.contracts.catalogue import TABLES
from assets.contracts.table import TableContract
from assets.landing.references import keys_path
from assets.landing.repair import KINDS as REPAIR_KINDS
from assets.landing.sql_text import identifier, literal, select_list

# Level 1 writes faster and smaller than the default codec.
_PARQUET = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
_REJECTED = {
    "source_table": "VARCHAR",
    "file": "VARCHAR",
    "row_number": "BIGINT",
    "column": "VARCHAR",
    "value": "VARCHAR",
    "rule": "VARCHAR",
    "severity": "VARCHAR",
}


def _copy(con: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    con.execute(f"COPY ({sql}) TO {literal(str(path))} {_PARQUET}")


def write_rows(
    con: duckdb.DuckDBPyConnection, contract: TableContract, landing: Path, cleared: dict[str, str]
) -> dict[int, int]:
    """Write `<table>.parquet` in the order of files and rows.

    Args:
        con: connection of the landing.
        contract: the table.
        landing: the folder.
        cleared: optional columns with unknown keys, and the table that lists these.

    Returns:
        Accepted rows by file number.
    """
    columns = [
        f"CASE WHEN {name} NOT IN (FROM {cleared[column.name]}) THEN {name} END AS {name}"
        if column.name in cleared
        else name
        for column in contract.columns
        for name in [identifier(column.name)]
    ]
    con.execute("""
        CREATE TEMP TABLE dropped AS SELECT id FROM refused UNION SELECT id FROM losers
    """)
    accepted = "FROM rows WHERE __problems IS NULL"
    if con.execute("SELECT 1 FROM dropped LIMIT 1").fetchall():
        accepted += " AND rowid NOT IN (FROM dropped)"
    _copy(con, f"SELECT {select_list(columns)} {accepted}", landing / f"{contract.name}.parquet")
    counts = con.execute(f"SELECT __file, count(*) {accepted} GROUP BY __file").fetchall()
    return dict(counts)


def write_keys(con: duckdb.DuckDBPyConnection, contract: TableContract, landing: Path) -> None:
    """Write key and main time of every row read, refused ones included."""
    names = dict.fromkeys([*contract.key_columns, contract.row.main_time])
    columns = [identifier(name) for name in names if name]
    first = identifier(contract.key_columns[0])
    _copy(
        con,
        f"SELECT {', '.join(columns)} FROM rows WHERE {first} IS NOT NULL",
        keys_path(landing, contract.key),
    )


def write_rejected(
    con: duckdb.DuckDBPyConnection, contract: TableContract, landing: Path, files: list[str]
) -> None:
    """Write `rejected/<table>.parquet`: one line a broken rule, with the record's number."""
    con.execute("CREATE TEMP TABLE files (__file INTEGER, file VARCHAR)")
    for number, file in enumerate(files):
        con.execute("INSERT INTO files VALUES (?, ?)", [number, file])
    _copy(
        con,
        f"""
        WITH located AS (
          SELECT rows.__file, rows.__row, findings.*
          FROM findings JOIN rows ON findings.id = rows.rowid
        ),
        numbered AS (
          SELECT located.*, coalesce(located.__row, located.id + steps.shift) AS row_number
          FROM located ASOF LEFT JOIN steps
            ON located.__file = steps.__file AND located.id >= steps.before
        ),
        lines AS (
          SELECT __file, row_number, "column", value, rule, severity FROM numbered
          UNION ALL
          SELECT __file, row_number, NULL, text, 'broken_row', 'error' FROM broken
          UNION ALL
          SELECT __file, NULL, "column", value, rule, 'error' FROM file_findings
        )
        SELECT {literal(contract.key)} AS source_table, file, lines.* EXCLUDE (__file)
        FROM lines JOIN files USING (__file)
        ORDER BY __file, row_number NULLS FIRST, "column", rule, value""",
        _rejected_path(landing, contract),
    )


def write_failed(
    con: duckdb.DuckDBPyConnection, contract: TableContract, landing: Path, file: str, message: str
) -> None:
    """Write a table without rows, and the one line that says which file failed it."""
    columns = [f"NULL::{c.sql_type} AS {identifier(c.name)}" for c in contract.columns]
    _copy(
        con,
        f"SELECT {select_list(columns)} WHERE false",
        landing / f"{contract.name}.parquet",
    )
    con.execute("DELETE FROM rows")
    write_keys(con, contract, landing)
    values = [contract.key, file, None, None, message, "unreadable_file", "error"]
    line = ", ".join(
        f"{literal(value)}::{kind} AS {identifier(name)}"
        for (name, kind), value in zip(_REJECTED.items(), values, strict=True)
    )
    _copy(con, f"SELECT {line}", _rejected_path(landing, contract))


def count_rows(con: duckdb.DuckDBPyConnection) -> dict[int, dict[str, int]]:
    """Count rows by file: read, refused, exact, conflicting, and repaired cells by kind."""
    kinds = ", ".join(f"sum(__repairs.{kind}) AS {kind}" for kind in REPAIR_KINDS)
    cursor = con.execute(f"""
        WITH read AS (
          SELECT __file, count(*) AS read,
            count(*) FILTER (WHERE len(__problems) = 0) AS unlisted, {kinds}
          FROM rows GROUP BY __file
        ),
        refused_rows AS (
          SELECT __file, count(*) AS refused
          FROM rows JOIN refused ON rows.rowid = refused.id GROUP BY __file
        ),
        lost AS (
          SELECT __file, count(*) FILTER (WHERE exact) AS exact,
            count(*) FILTER (WHERE NOT exact) AS conflicting
          FROM rows JOIN losers ON rows.rowid = losers.id GROUP BY __file
        )
        SELECT __file, read, coalesce(refused, 0) + unlisted AS refused,
          coalesce(exact, 0) AS exact, coalesce(conflicting, 0) AS conflicting,
          {", ".join(REPAIR_KINDS)}
        FROM read LEFT JOIN refused_rows USING (__file) LEFT JOIN lost USING (__file)
    """)
    names = [name for name, *_ in cursor.description]
    return {
        row[0]: {name: int(value or 0) for name, value in zip(names[1:], row[1:], strict=True)}
        for row in cursor.fetchall()
    }


def collect_rejected_rows(landing: Path) -> dict[str, int]:
    """Join the refused rows of all tables into `rejected_rows.parquet`.

    Returns:
        Number of lines by rule, the most frequent first.
    """
    target = landing / "rejected_rows.parquet"
    paths = [str(_rejected_path(landing, table)) for table in TABLES]
    present = [path for path in paths if Path(path).exists()]
    with duckdb.connect(":memory:") as con:
        empty = ", ".join(f"NULL::{kind} AS {identifier(n)}" for n, kind in _REJECTED.items())
        parts = [f"(SELECT {empty} WHERE false)"]
        parts += [f"(FROM read_parquet({literal(path)}))" for path in present]
        _copy(con, "\nUNION ALL BY NAME\n".join(parts), target)
        counts = con.execute(
            "SELECT rule, count(*) FROM read_parquet(?) GROUP BY rule ORDER BY count(*) DESC, rule",
            [str(target)],
        ).fetchall()
    return dict(counts)


def _rejected_path(landing: Path, contract: TableContract) -> Path:
    return landing / "rejected" / f"{contract.name}.parquet"
