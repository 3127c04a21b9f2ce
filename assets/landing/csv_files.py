"""Opens csv files: finds header, delimiter and blank lines; records are left to DuckDB.

Encodings and line ends are in `encodings`, the SQL of a scan in `csv_scan`.
"""

import csv
import io
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
    require_few_columns,
    trimmed_names,
    unique_names,
)

_DELIMITERS = ",;\t|"
# Enough for a header under some lines of preamble; a longer one is no header.
_HEAD_CHARACTERS = 1 << 18
# A line is looked at in pieces, so that one without end takes no memory.
_PIECE = 1 << 20
_MOST_BLANK_LINES = 1_000_000
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
    fields, delimiter = _read_header(path, options, found.encoding)
    header = unique_names(fields)
    source = path
    if found.needs_copy:
        source = Path(scratch or tempfile.mkdtemp()) / f"{new_name('copy')}.csv"
        encodings.copy_as_utf8(path, found.encoding, source)
    raw = RawTable(
        relation=_NO_ROWS,
        columns=dict.fromkeys(header, "VARCHAR"),
        broken=NO_BROKEN,
        format=form,
        encoding=found.encoding.removesuffix("-sig"),
        ascii_only=found.ascii_only,
        header=trimmed_names(fields),
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
    delimiter = options.delimiter or max(
        # The candidate that cuts the header into most fields; the earlier one when two are even.
        _DELIMITERS,
        key=lambda mark: len(_record(head, mark, options) or ()),
    )
    header = _record(head, delimiter, options)
    if header is None or (not header and head.strip()):
        what = (
            "is empty" if header is not None else "is too long, or has a quote that nothing closes"
        )
        raise UnreadableFile(
            f"{path.name}: row {options.header_row}, where the names of the columns should stand,"
            f" {what}; export it again, or name the header's row in the mapping file"
        )
    require_few_columns(path, len(header))
    return header, delimiter


def _record(head: str, delimiter: str, options: ReadOptions) -> list[str] | None:
    """Fields of the header record; None: it goes on beyond `head`.

    What stands above it is skipped by line, as DuckDB does.
    """
    lines = io.StringIO(head, newline="")
    for _ in range(options.header_row - 1):
        lines.readline()
    start = lines.tell()
    try:
        fields = next(csv.reader(lines, delimiter=delimiter, quotechar=options.quote), [])
        lines.seek(start)
        # Strictly read, a quoted field that is not closed is an error of its own.
        next(csv.reader(lines, delimiter=delimiter, quotechar=options.quote, strict=True), [])
    except csv.Error as error:
        if "field limit" in str(error) or "end of data" in str(error):
            return None
    return None if len(fields) > 0 and lines.tell() >= _HEAD_CHARACTERS else fields


def _blank_lines(con: duckdb.DuckDBPyConnection, path: Path, options: ReadOptions) -> str | None:
    """Table of the blank lines: DuckDB counts them as records, but returns no rows for them."""
    quote = options.quote.encode()
    blanks: list[int] = []
    inside, at_start, record = False, True, 0
    with encodings.open_bytes(path) as file:
        while piece := file.readline(_PIECE):
            if at_start and not inside:
                record += 1
                if not piece.strip(b"\r\n") and record > options.header_row:
                    blanks.append(record)
            if piece.count(quote) % 2:
                inside = not inside
            at_start = piece.endswith(b"\n")
            if len(blanks) > _MOST_BLANK_LINES:
                raise UnreadableFile(
                    f"{path.name} has more than {_MOST_BLANK_LINES:,} blank lines; export it again"
                )
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
    broken = f"(SELECT row_number, text, reason FROM {broken_records(rejects, file.dialect.quote)})"
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
