"""Opens csv files: header and delimiter are read here, records by DuckDB, broken ones put aside.

Encodings and line ends are in `encodings`.
"""

import csv
import io
import itertools
import tempfile
from dataclasses import replace
from pathlib import Path

import duckdb

from assets.landing import encodings
from assets.landing.formats import (
    ROW,
    Format,
    RawTable,
    ReadOptions,
    UnreadableFile,
    empty_broken,
    new_name,
    unique_names,
)
from assets.landing.sql_text import identifier, literal, select_list

_DELIMITERS = ",;\t|"
# Enough for a header under some lines of preamble; a longer one is no header.
_HEAD_CHARACTERS = 1 << 18
_LONGEST_TEXT = 500
_REASONS = {
    "MISSING COLUMNS": "too few fields",
    "TOO MANY COLUMNS": "too many fields",
    "UNQUOTED VALUE": "bad quoting",
    "LINE SIZE OVER MAXIMUM": "line too long",
    "INVALID ENCODING": "undecodable bytes",
}


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
    source, notes = path, ()
    if found.needs_copy:
        source = Path(scratch or tempfile.mkdtemp()) / f"{new_name('copy')}.csv"
        encodings.copy_as_utf8(path, found.encoding, source)
    if found.mixed_line_ends:
        notes = ("line ends are mixed",)
    broken = gaps = empty_broken(con)
    relation = _empty_relation(header)
    if header:
        relation, broken = _scan(source, header, delimiter, options)
        gaps = broken
        # A one-column file has no blank lines: there they are rows with a missing value.
        if found.blank_lines and len(header) > 1:
            gaps = _with_blank_lines(con, source, options, broken)
    raw = RawTable(
        relation=relation,
        columns=dict.fromkeys(header, "VARCHAR"),
        broken=broken,
        gaps=gaps,
        format=form,
        encoding=found.encoding.removesuffix("-sig"),
        row_column=None,
        ascii_only=found.ascii_only,
        first_row=options.header_row + 1,
        notes=notes,
    )
    return raw if stream else _numbered(con, raw)


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


def _empty_relation(header: list[str]) -> str:
    cells = [f"NULL::VARCHAR AS {identifier(name)}" for name in header or ["column_1"]]
    return f"(SELECT {', '.join(cells)} WHERE false)"


def _scan(
    path: Path,
    header: list[str],
    delimiter: str,
    options: ReadOptions,
) -> tuple[str, str]:
    """The relation of the good records and that of the broken ones, which fills while reading."""
    rejects, scans = new_name("rejects"), new_name("scans")
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header)
    settings = [
        literal(str(path)),
        "auto_detect = false",
        f"columns = {{{columns}}}",
        "header = true",
        f"skip = {options.header_row - 1}",
        f"delim = {literal(delimiter)}",
        f"quote = {literal(options.quote)}",
        f"escape = {literal(options.quote)}",
        "ignore_errors = true",
        "store_rejects = true",
        f"rejects_table = {literal(rejects)}",
        f"rejects_scan = {literal(scans)}",
    ]
    if path.name.lower().endswith(".gz"):
        settings.append("compression = 'gzip'")
    relation = f"read_csv(\n  {select_list(settings)})"
    reasons = " ".join(
        f"WHEN {literal(kind)} THEN {literal(reason)}" for kind, reason in _REASONS.items()
    )
    # No view: the table of rejects comes into being with the first read.
    broken = f"""(
        SELECT
          line::BIGINT AS row_number,
          left(any_value(ltrim(csv_line, chr(10) || chr(13))), {_LONGEST_TEXT}) AS text,
          min(CASE error_type::VARCHAR {reasons} ELSE 'broken record' END) AS reason
        FROM {rejects}
        GROUP BY line)"""
    return relation, broken


def _with_blank_lines(
    con: duckdb.DuckDBPyConnection, path: Path, options: ReadOptions, broken: str
) -> str:
    """Broken records and blank lines together: DuckDB counts both and returns neither."""
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
    table = new_name("blank_lines")
    con.execute(f"CREATE TEMP TABLE {table} AS SELECT unnest(?::BIGINT[]) AS row_number", [blanks])
    return f"(SELECT row_number FROM {broken} UNION SELECT row_number FROM {table})"


def gap_starts(raw: RawTable) -> str:
    """SQL of the gaps as steps: from row `before` on (counted from 0), `gaps` records are missing.

    A gap at record r that is the j-th one (from 0) has r - first_row - j rows before it.
    """
    return f"""(
        SELECT before, max(gap) AS gaps
        FROM (
          SELECT
            row_number() OVER (ORDER BY row_number) AS gap,
            row_number - {raw.first_row} - gap + 1 AS before
          FROM {raw.gaps})
        GROUP BY before)"""


def _numbered(con: duckdb.DuckDBPyConnection, raw: RawTable) -> RawTable:
    """Read the file into a table whose rows carry their record numbers."""
    cells, view = new_name("cells"), new_name("raw")
    con.execute(f"CREATE TEMP TABLE {cells} AS SELECT * FROM {raw.relation}")
    con.execute(f"""
        CREATE TEMP VIEW {view} AS
        SELECT
          {cells}.*,
          {cells}.rowid + {raw.first_row} + coalesce(step.gaps, 0) AS {ROW}
        FROM {cells} ASOF LEFT JOIN {gap_starts(raw)} AS step ON {cells}.rowid >= step.before
    """)
    return replace(raw, relation=view, row_column=ROW)
