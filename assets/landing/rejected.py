"""Lines about what was refused: one a broken rule, with file, record, column and value.

Values that name people are not kept.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from assets.contracts.catalogue import TABLES
from assets.contracts.table import TableContract
from assets.landing.parts import files_sql, part_files, write_file
from assets.landing.place import make_way
from assets.landing.report import Part, read_report
from assets.landing.row_numbers import create_steps
from assets.landing.sql_text import identifier, literal

_REJECTED = {
    "source_table": "VARCHAR",
    "file": "VARCHAR",
    "row_number": "BIGINT",
    "column": "VARCHAR",
    "value": "VARCHAR",
    "rule": "VARCHAR",
    "severity": "VARCHAR",
}
_NO_LINES = (
    "SELECT "
    + ", ".join(f"NULL::{kind} AS {identifier(name)}" for name, kind in _REJECTED.items())
    + " WHERE false"
)


def write_rejected(
    con: duckdb.DuckDBPyConnection,
    contract: TableContract,
    landing: Path,
    numbers: Sequence[int],
    names: Sequence[str],
) -> str:
    """Write one line a broken rule, with the record's number.

    Args:
        con: connection of the landing, all rows judged.
        contract: the table.
        landing: the folder.
        numbers: files to tell of, as `rows` numbers them.
        names: their names.

    Returns:
        Hash of the file; empty where there was nothing to tell.
    """
    own = f"__file IN ({', '.join(map(str, numbers))})"
    told = con.execute(f"""
        SELECT 1 FROM findings JOIN rows ON findings.id = rows.rowid WHERE {own}
        UNION ALL SELECT 1 FROM broken WHERE {own}
        UNION ALL SELECT 1 FROM file_findings WHERE {own}
        LIMIT 1""").fetchall()
    if not told:
        return ""
    create_steps(con)
    named = " ".join(
        f"WHEN {number} THEN {literal(name)}" for number, name in zip(numbers, names, strict=True)
    )
    sql = f"""
        WITH located AS (
          SELECT rows.__file, rows.__row, findings.*
          FROM findings JOIN rows ON findings.id = rows.rowid
          WHERE {own}
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
          WHERE {own}
          UNION ALL
          SELECT __file, NULL, "column", NULL, rule, 'error' FROM file_findings WHERE {own}
        )
        SELECT {literal(contract.key)} AS source_table, CASE __file {named} END AS file,
          lines.* EXCLUDE (__file)
        FROM lines
        ORDER BY __file, row_number NULLS FIRST, "column", rule, value"""
    return write_file(con, sql, landing, contract.name, "rejected")


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


def write_lines(landing: Path, contract: TableContract, lines: Sequence[Sequence[object]]) -> Part:
    """Write a part with nothing but lines about files that cannot be used.

    Args:
        landing: the folder.
        contract: the table.
        lines: rows as in `rejected_rows`, at least one.
    """
    with duckdb.connect(":memory:") as con:
        sql = " UNION ALL ".join(map(line_sql, lines))
        return Part(
            rows="", keys="", rejected=write_file(con, sql, landing, contract.name, "rejected")
        )


def line_sql(values: Sequence[object]) -> str:
    """SQL of one line, values in the order of the columns."""
    return "SELECT " + ", ".join(
        f"{literal(value)}::{kind} AS {identifier(name)}"
        for (name, kind), value in zip(_REJECTED.items(), values, strict=True)
    )


def collect_rejected_rows(landing: Path) -> dict[str, int]:
    """Join the refused rows of all tables into `rejected_rows.parquet`.

    Returns:
        Number of lines by rule, the most frequent first.
    """
    target = landing / "rejected_rows.parquet"
    make_way(target)
    paths = [path for table in TABLES for path in rejected_files(landing, table)]
    with duckdb.connect(":memory:") as con:
        sql = f"FROM {files_sql(paths)}" if paths else _NO_LINES
        con.execute(f"COPY ({sql}) TO {literal(str(target))} (FORMAT parquet)")
        counts = con.execute(
            "SELECT rule, count(*) FROM read_parquet(?) GROUP BY rule ORDER BY count(*) DESC, rule",
            [str(target)],
        ).fetchall()
    return dict(counts)


def rejected_files(landing: Path, contract: TableContract) -> list[Path]:
    """Files with the refused rows of a table, in order; none where it has not landed."""
    try:
        report = read_report(landing, contract)
    except FileNotFoundError:
        return []
    return part_files(landing, report, "rejected")


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
