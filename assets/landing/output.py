"""Writes what a landing decided: accepted rows, keys read, refused rows; counts rows by file.

Here values that name people are taken out: names go to `assets.restricted`, customers become
pseudonyms, and of what was refused no such value is kept.
"""

from pathlib import Path
from typing import Any

import duckdb

from assets.contracts.catalogue import TABLES
from assets.contracts.table import Column, TableContract
from assets.keys import Keys
from assets.landing.references import keys_path
from assets.landing.repair import KINDS as REPAIR_KINDS
from assets.landing.row_numbers import create_steps
from assets.landing.sql_text import identifier, literal, select_list
from assets.restricted import PEOPLE, write_people

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
# Rows that land.
_ACCEPTED = "__problems IS NULL AND __dropped IS NULL"

_NO_LINES = (
    "SELECT "
    + ", ".join(f"NULL::{kind} AS {identifier(name)}" for name, kind in _REJECTED.items())
    + " WHERE false"
)


def _copy(con: duckdb.DuckDBPyConnection, sql: str, path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = con.execute(f"COPY ({sql}) TO {literal(str(path))} {_PARQUET}").fetchall()
    return int(written[0][0])


def write_rows(
    con: duckdb.DuckDBPyConnection,
    contract: TableContract,
    landing: Path,
    cleared: dict[str, str],
    keys: Keys,
) -> int:
    """Write `<table>.parquet` in the order of files and rows.

    Rows are marked first and then written by a plain scan: a join would mix up their order.

    Args:
        con: connection of the landing.
        contract: the table.
        landing: the folder.
        cleared: optional columns with unknown keys, and the table that lists these.
        keys: what pseudonyms are made with.

    Returns:
        Number of rows written.
    """
    dropped = "SELECT id FROM refused UNION ALL SELECT id FROM losers"
    if con.execute(f"{dropped} LIMIT 1").fetchall():
        con.execute(f"UPDATE rows SET __dropped = true WHERE rowid IN ({dropped})")
    for column, unknown in cleared.items():
        name = identifier(column)
        con.execute(f"UPDATE rows SET {name} = NULL WHERE {name} IN (FROM {unknown})")
    columns = select_list(_landed(column, keys) for column in contract.landed_columns)
    return _copy(
        con,
        f"SELECT {columns} FROM rows WHERE {_ACCEPTED}",
        landing / f"{contract.name}.parquet",
    )


def _landed(column: Column, keys: Keys) -> str:
    name = identifier(column.name)
    return f"{keys.sql_pseudonym(name, column.pseudonym)} AS {name}" if column.pseudonym else name


def write_restricted(
    con: duckdb.DuckDBPyConnection, contract: TableContract, landing: Path, keys: Keys
) -> None:
    """Write the names of a table that has any: of each person the newest one given."""
    for column in contract.columns:
        if column.restricted:
            who, *newest = map(identifier, contract.key_columns)
            name = identifier(column.name)
            order = ", ".join(f"{key} DESC NULLS LAST" for key in newest)
            found = con.execute(f"""
                SELECT {who}, {name} FROM rows WHERE {_ACCEPTED} AND {name} IS NOT NULL
                QUALIFY row_number() OVER (PARTITION BY {who} ORDER BY {order}, rowid DESC) = 1
            """).fetchall()
            write_people(landing, dict(found), keys)


def write_keys(
    con: duckdb.DuckDBPyConnection, contract: TableContract, landing: Path, keys: Keys
) -> None:
    """Write key and main time of every row read, refused ones included.

    A main time that broke a rule is left out, so that no child is measured against it.
    """
    columns = [_landed(contract.column(name), keys) for name in _kept_columns(contract)]
    if contract.row.main_time:
        # `__problems` is empty for rows of a file that was refused whole.
        faulty = (
            f'list_contains(list_transform(__problems, lambda problem: problem."column"),'
            f" {literal(contract.row.main_time)})"
        )
        main_time = identifier(contract.row.main_time)
        columns[-1] = f"CASE WHEN NOT coalesce({faulty}, false) THEN {main_time} END AS {main_time}"
    first = identifier(contract.key_columns[0])
    _copy(
        con,
        f"SELECT {', '.join(columns)} FROM rows ANTI JOIN erased ON rows.rowid = erased.id"
        f" WHERE {first} IS NOT NULL",
        keys_path(landing, contract.key),
    )


def _kept_columns(contract: TableContract) -> list[str]:
    names = dict.fromkeys([*contract.key_columns, contract.row.main_time])
    return [name for name in names if name]


def write_rejected(
    con: duckdb.DuckDBPyConnection, contract: TableContract, landing: Path, files: list[str]
) -> None:
    """Write `rejected/<table>.parquet`: one line a broken rule, with the record's number."""
    found = con.execute("""
        SELECT 1 FROM findings UNION ALL SELECT 1 FROM broken UNION ALL SELECT 1 FROM file_findings
        LIMIT 1
    """).fetchall()
    if not found:
        _copy(con, _NO_LINES, _rejected_path(landing, contract))
        return
    create_steps(con)
    con.execute(
        "CREATE TEMP TABLE files AS"
        " SELECT unnest(range(len($1)))::INTEGER AS __file, unnest($1) AS file",
        [files],
    )
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
          SELECT __file, row_number, "column", {_kept_value(contract)} AS value, rule, severity
          FROM numbered
          UNION ALL
          SELECT __file, row_number, NULL, {_kept_text(contract)}, 'broken_row', 'error' FROM broken
          UNION ALL
          SELECT __file, NULL, "column", NULL, rule, 'error' FROM file_findings
        )
        SELECT {literal(contract.key)} AS source_table, file, lines.* EXCLUDE (__file)
        FROM lines JOIN files USING (__file)
        ORDER BY __file, row_number NULLS FIRST, "column", rule, value""",
        _rejected_path(landing, contract),
    )


def _kept_value(contract: TableContract) -> str:
    """Write SQL of the value that a finding keeps: not one that names people."""
    hidden = ", ".join(literal(column.name) for column in contract.personal_columns)
    if not hidden:
        return "value"
    # Of a repeated key the columns are joined.
    named = f"list_has_any(string_split(\"column\", '|'), [{hidden}])"
    return f"CASE WHEN {named} THEN {_length_of('value')} ELSE value END"


def _kept_text(contract: TableContract) -> str:
    # In a broken record nobody knows which cell is whose.
    return _length_of("text") if contract.personal_columns else "text"


def _length_of(value: str) -> str:
    return (
        f"printf('(%d characters, not kept · %d 个字符，未保留)', length({value}), length({value}))"
    )


def write_nothing(
    contract: TableContract, landing: Path, file: str | None = None, message: str = ""
) -> None:
    """Write a table without rows and, of a failed one, the one line that says which file failed.

    Args:
        contract: the table.
        landing: the folder.
        file: the file that cannot be read; None: there is no file.
        message: why it cannot be read.
    """
    columns = {
        c.name: f"NULL::{c.sql_type} AS {identifier(c.name)}" for c in contract.landed_columns
    }
    if contract.columns != contract.landed_columns:
        (landing / PEOPLE).unlink(missing_ok=True)
    lines = _NO_LINES
    if file is not None:
        values = [contract.key, file, None, None, message, "unreadable_file", "error"]
        lines = "SELECT " + ", ".join(
            f"{literal(value)}::{kind} AS {identifier(name)}"
            for (name, kind), value in zip(_REJECTED.items(), values, strict=True)
        )
    with duckdb.connect(":memory:") as con:
        table = f"SELECT {select_list(columns.values())} WHERE false"
        _copy(con, table, landing / f"{contract.name}.parquet")
        keys = ", ".join(columns[name] for name in _kept_columns(contract))
        _copy(con, f"SELECT {keys} WHERE false", keys_path(landing, contract.key))
        _copy(con, lines, _rejected_path(landing, contract))


def count_rows(con: duckdb.DuckDBPyConnection) -> dict[int, dict[str, int]]:
    """Count records by file: read, broken, refused, exact, conflicting, accepted; repairs by kind.

    A broken record is read and refused.
    """
    kinds = ", ".join(f"sum(__repairs.{kind}) AS {kind}" for kind in REPAIR_KINDS)
    cursor = con.execute(f"""
        WITH judged AS (
          SELECT __file, count(*) AS read,
            count(*) FILTER (refused.id IS NOT NULL OR len(__problems) = 0) AS refused,
            count(*) FILTER (losers.exact) AS exact,
            count(*) FILTER (NOT losers.exact) AS conflicting,
            count(*) FILTER (
              __problems IS NULL AND refused.id IS NULL AND losers.id IS NULL) AS accepted,
            {kinds}
          FROM rows
            LEFT JOIN refused ON rows.rowid = refused.id
            LEFT JOIN losers ON rows.rowid = losers.id
          GROUP BY __file
        ),
        unread AS (SELECT __file, count(*) AS broken FROM broken GROUP BY __file)
        SELECT __file, coalesce(read, 0) + coalesce(broken, 0) AS read,
          coalesce(refused, 0) + coalesce(broken, 0) AS refused,
          COLUMNS(judged.* EXCLUDE (__file, read, refused))
        FROM judged FULL JOIN unread USING (__file)
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
        parts = [f"({_NO_LINES})"]
        parts += [f"(FROM read_parquet({literal(path)}))" for path in present]
        _copy(con, "\nUNION ALL BY NAME\n".join(parts), target)
        counts = con.execute(
            "SELECT rule, count(*) FROM read_parquet(?) GROUP BY rule ORDER BY count(*) DESC, rule",
            [str(target)],
        ).fetchall()
    return dict(counts)


def rejection_examples(landing: Path) -> list[dict[str, Any]]:
    """What was refused, by file, column and rule: how often, first row, and its value."""
    with duckdb.connect(":memory:") as con:
        cursor = con.execute(
            """
            SELECT file, "column", rule, count(*) AS count, min(row_number) AS row_number,
              min_by(value, coalesce(row_number, 0)) AS value
            FROM read_parquet(?) GROUP BY ALL ORDER BY rule, file, "column"
            """,
            [str(landing / "rejected_rows.parquet")],
        )
        names = [name for name, *_ in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _rejected_path(landing: Path, contract: TableContract) -> Path:
    return landing / "rejected" / f"{contract.name}.parquet"
