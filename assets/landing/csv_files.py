"""Opens csv files: finds header, delimiter and blank lines; records are left to DuckDB.

Encodings and line ends are in `encodings`, the SQL of a scan in `csv_scan`.
"""

import csv
import io
import itertools
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import duckdb

from assets.landing import encodings
from assets.landing.csv_scan import CsvDialect, CsvStream, broken_records, gap_starts
from assets.landing.formats import (
    NO_BROKEN,
    ROW,
    Format,
    RawTable,
    ReadOptions,
    UnreadableFile,
    new_name,
    unique_names,
)

_DELIMITERS = ",;\t|"
# Enough for a header under some lines of preamble; a longer one is no header.
_HEAD_CHARACTERS = 1 << 18
# DuckDB takes such a path for a pattern, whatever file has that name.
_PATTERN = re.compile(r"[*?\[]")
_NO_ROWS = f"(SELECT NULL::BIGINT AS {ROW} WHERE false)"


def open_csv(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    options: ReadOptions,
    *,
    scratch: Path | None,
    stream: bool,
) -> RawTable:
    """Open a csv or csv.gz file; see `formats.open_raw`."""
    found = encodings.inspect_bytes(path, options.encoding)
    if found.binary:
        raise UnreadableFile(f"{path.name} is not text, whatever its name says; export it again")
    form: Format = "csv.gz" if path.name.lower().endswith(".gz") else "csv"
    header, delimiter = _read_header(path, options, found.encoding)
    source = path
    if found.needs_copy or _PATTERN.search(str(path)):
        source = Path(scratch or tempfile.mkdtemp()) / f"{new_name('copy')}.csv"
        encodings.copy_as_utf8(path, found.encoding, source)
    raw = RawTable(
        relation=_NO_ROWS,
        columns=dict.fromkeys(header, "VARCHAR"),
        broken=NO_BROKEN,
        format=form,
        encoding=found.encoding.removesuffix("-sig"),
        ascii_only=found.ascii_only,
    )
    if not header:
        return raw
    zipped = source.name.lower().endswith(".gz")
    dialect = CsvDialect(tuple(header), delimiter, options.quote, options.header_row, zipped)
    # A one-column file has no blank lines: there they are rows with a missing value.
    has_blanks = found.blank_lines and len(header) > 1
    blanks = _blank_lines(con, source, options) if has_blanks else None
    file = CsvStream(dialect, source, blanks)
    return replace(raw, stream=file) if stream else _numbered(con, raw, file)


def _read_header(path: Path, options: ReadOptions, encoding: str) -> tuple[list[str], str]:
    with (
        encodings.open_bytes(path) as file,
        io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="") as text,
    ):
        head = text.read(_HEAD_CHARACTERS).removeprefix("\ufeff")
    delimiter = options.delimiter or _delimiter(head, options)
    return unique_names(_record(head, delimiter, options)), delimiter


def _record(head: str, delimiter: str, options: ReadOptions) -> list[str]:
    """Fields of the header record; what stands above it is skipped by line, as DuckDB does."""
    lines = io.StringIO(head, newline="")
    for _ in range(options.header_row - 1):
        lines.readline()
    reader = csv.reader(lines, delimiter=delimiter, quotechar=options.quote)
    try:
        return next(reader, [])
    except csv.Error:
        return []


def _delimiter(head: str, options: ReadOptions) -> str:
    """The candidate that cuts the header into most fields; the earlier one when two are even."""
    return max(_DELIMITERS, key=lambda mark: len(_record(head, mark, options)))


def _blank_lines(con: duckdb.DuckDBPyConnection, path: Path, options: ReadOptions) -> str | None:
    """Table of the blank lines: DuckDB counts them as records, but returns no rows for them."""
    quote = options.quote.encode()
    blanks: list[int] = []
    inside, record = False, 0
    with encodings.open_bytes(path) as file:
        for line in itertools.chain(file):
            if not inside:
                record += 1
                if not line.strip(b"\r\n") and record > options.header_row:
                    blanks.append(record)
            if line.count(quote) % 2:
                inside = not inside
    if not blanks:
        return None
    table = new_name("blank_lines")
    con.execute(f"CREATE TEMP TABLE {table} AS SELECT unnest(?::BIGINT[]) AS row_number", [blanks])
    return table


def _numbered(con: duckdb.DuckDBPyConnection, raw: RawTable, file: CsvStream) -> RawTable:
    """Read the file into a table whose rows carry their record numbers."""
    cells, view, rejects = new_name("cells"), new_name("raw"), new_name("rejects")
    con.execute(
        f"CREATE TEMP TABLE {cells} AS SELECT * FROM {file.dialect.rows([file.path], rejects)}"
    )
    broken = f"(SELECT row_number, text, reason FROM {broken_records(rejects)})"
    gaps = broken
    if file.blanks:
        gaps = f"(SELECT row_number FROM {broken} UNION SELECT row_number FROM {file.blanks})"
    first_row = file.dialect.header_row + 1
    con.execute(f"""
        CREATE TEMP VIEW {view} AS
        SELECT
          {cells}.*,
          {cells}.rowid + {first_row} + coalesce(step.gaps, 0) AS {ROW}
        FROM {cells} ASOF LEFT JOIN {gap_starts(gaps, first_row=first_row)} AS step
          ON {cells}.rowid >= step.before
    """)
    return replace(raw, relation=view, broken=broken)
