"""Reads one file into the table `rows` of a landing and keeps what only the reading knows.

What is then decided about the rows is in `references`, `duplicates` and `landing`.
"""

import difflib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from assets.contracts.table import TableContract
from assets.landing.csv_files import gap_starts
from assets.landing.discovery import FoundFile
from assets.landing.encodings import sha256_of
from assets.landing.formats import (
    RawTable,
    UnreadableFile,
    columns_of,
    new_name,
    open_raw,
    unreadable,
)
from assets.landing.mapping_errors import MappingError
from assets.landing.repair import KINDS
from assets.landing.sql_text import identifier
from assets.landing.validation import PROBLEM_TYPE, match_columns, typed_rows


@dataclass(frozen=True)
class LoadedFile:
    """What reading a file showed.

    Attributes:
        found: the file.
        sha256: its hash.
        bytes: its size.
        format: its form.
        encoding: its text encoding.
        broken: number of records that are no rows.
        left_out: raw rows that the mapping's `where` leaves out.
        columns: contract columns it has.
        unknown: columns the contract does not know, with hints.
        message: what a person should know.
    """

    found: FoundFile
    sha256: str
    bytes: int
    format: str
    encoding: str
    broken: int
    left_out: int
    columns: frozenset[str]
    unknown: tuple[str, ...]
    message: str


def create_tables(con: duckdb.DuckDBPyConnection, contract: TableContract) -> None:
    """Make the tables of one landing: `rows`, `steps`, `broken`, `findings`, `file_findings`."""
    columns = ", ".join(f"{identifier(c.name)} {c.sql_type}" for c in contract.columns)
    repairs = ", ".join(f"{kind} INTEGER" for kind in KINDS)
    con.execute(f"""
        CREATE TABLE rows (__file INTEGER, __row BIGINT, {columns},
          __problems {PROBLEM_TYPE}, __repairs STRUCT({repairs}))
    """)
    # Where record numbers of a streamed csv jump: from rowid `before` on, number = rowid + shift.
    con.execute("CREATE TEMP TABLE steps (__file INTEGER, before BIGINT, shift BIGINT)")
    con.execute("CREATE TEMP TABLE broken (__file INTEGER, row_number BIGINT, text VARCHAR)")
    con.execute("""
        CREATE TEMP TABLE findings
          (id BIGINT, "column" VARCHAR, value VARCHAR, rule VARCHAR, severity VARCHAR)
    """)
    con.execute("""
        CREATE TEMP TABLE file_findings
          (__file INTEGER, "column" VARCHAR, value VARCHAR, rule VARCHAR)
    """)


def load_file(
    con: duckdb.DuckDBPyConnection,
    contract: TableContract,
    found: FoundFile,
    number: int,
    *,
    scratch: Path,
    horizon: datetime | None,
    time_zone: str,
) -> LoadedFile:
    """Add a file's rows to `rows`, typed and checked one by one.

    Raises:
        UnreadableFile: when it cannot be opened or breaks off; the message names it.
    """
    try:
        raw = open_raw(
            con,
            found.path,
            found.source.options if found.source else None,
            scratch=scratch,
            stream=found.source is None,
        )
        if found.source is None:
            return _load(con, contract, found, number, raw, raw, 0, horizon)
        mapped, left_out = _mapped(con, contract, found, raw, time_zone)
        return _load(con, contract, found, number, raw, mapped, left_out, horizon)
    except MappingError as error:
        raise UnreadableFile(f"{found.relative} does not fit its mapping: {error}") from error
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise unreadable(found.path, error) from error


def _mapped(
    con: duckdb.DuckDBPyConnection,
    contract: TableContract,
    found: FoundFile,
    raw: RawTable,
    time_zone: str,
) -> tuple[RawTable, int]:
    """The rows a mapping makes of a file, as a raw table, and how many raw rows it leaves out."""
    source: Any = found.source
    table = new_name("mapped")
    if not raw.columns and raw.json_column is None:
        return replace(raw, columns={}), 0
    sql = source.select(contract.key, raw, time_zone, file=found.relative)
    con.execute(f"CREATE TEMP TABLE {table} AS {sql}")
    row = identifier(str(raw.row_column))
    left_out = con.execute(
        f"SELECT (SELECT count(*) FROM {raw.relation})"
        f" - (SELECT count(DISTINCT {row}) FROM {table})"
    ).fetchall()[0][0]
    columns = {
        name: kind for name, kind in columns_of(con, table).items() if name != raw.row_column
    }
    return replace(raw, relation=table, columns=columns, ascii_only=False), left_out


def _load(
    con: duckdb.DuckDBPyConnection,
    contract: TableContract,
    found: FoundFile,
    number: int,
    raw: RawTable,
    rows: RawTable,
    left_out: int,
    horizon: datetime | None,
) -> LoadedFile:
    present = match_columns(contract, list(rows.columns))
    lacking = [name for name in contract.required_columns if name not in present]
    start = _count(con, "rows")
    if rows.columns:
        sql = typed_rows(contract, rows, present, horizon=horizon)
        # A mapping's rows come in any order; a file's own order is kept as it is.
        order = ""
        if found.source is not None:
            order = "ORDER BY " + ", ".join(["__row", *map(identifier, contract.key_columns)])
        refused = f", []::{PROBLEM_TYPE} AS __problems" if lacking else ", __problems"
        con.execute(f"""
            INSERT INTO rows
            SELECT {number} AS __file, * EXCLUDE (__problems, __repairs){refused}, __repairs
            FROM ({sql})
            {order}
        """)
    if raw.row_column is None and rows.columns:
        _note_steps(con, number, raw, start)
    con.execute(f"INSERT INTO broken SELECT {number}, row_number, text FROM {raw.broken}")
    broken = _count(con, f"broken WHERE __file = {number}")
    notes = list(raw.notes)
    if lacking and _count(con, "rows") + broken > start:
        con.executemany(
            "INSERT INTO file_findings VALUES (?, ?, NULL, 'missing_column')",
            [[number, name] for name in lacking],
        )
        notes.append(
            f"required columns are missing, so all rows are rejected: {', '.join(lacking)}"
        )
    if found.source is not None and rows.columns:
        headers = found.source.missing_headers(contract.key, raw)
        notes += (
            [f"the mapping's columns are not all there: {'; '.join(headers)}"] if headers else []
        )
    known = set(present.values())
    unknown = [name for name in rows.columns if name not in known]
    return LoadedFile(
        found=found,
        sha256=sha256_of(found.path),
        bytes=found.path.stat().st_size,
        format=raw.format,
        encoding=raw.encoding,
        broken=broken,
        left_out=left_out,
        columns=frozenset(present),
        unknown=tuple(_hint(name, contract, present) for name in unknown),
        message="; ".join(notes),
    )


def _note_steps(con: duckdb.DuckDBPyConnection, number: int, raw: RawTable, start: int) -> None:
    con.execute(f"""
        INSERT INTO steps
        SELECT {number}, {start}, {raw.first_row} - {start}
        UNION ALL
        SELECT {number}, {start} + before, {raw.first_row} - {start} + gaps
        FROM {gap_starts(raw)} WHERE before > 0
    """)
    # Gaps right under the header move the first row itself.
    con.execute(f"""
        UPDATE steps SET shift = shift + (
          SELECT coalesce(max(gaps), 0) FROM {gap_starts(raw)} WHERE before <= 0)
        WHERE __file = {number} AND before = {start}
    """)


def _hint(name: str, contract: TableContract, present: dict[str, str]) -> str:
    free = [column.name for column in contract.columns if column.name not in present]
    near = difflib.get_close_matches(name.lower(), free, n=1)
    return f"{name} (did you mean {near[0]}?)" if near else name


def _count(con: duckdb.DuckDBPyConnection, what: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {what}").fetchall()[0][0])
