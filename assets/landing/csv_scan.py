"""SQL that reads csv files of one dialect in one scan: records, broken ones, record numbers.

Which dialect a file has is found in `csv_files`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assets.landing.sql_text import identifier, literal, literals, select_list

_LONGEST_TEXT = 500
UNCLOSED = "quote never closed"
_REASONS = {
    "MISSING COLUMNS": "too few fields",
    "TOO MANY COLUMNS": "too many fields",
    "UNQUOTED VALUE": "bad quoting",
    "LINE SIZE OVER MAXIMUM": "line too long",
    "INVALID ENCODING": "undecodable bytes",
}


@dataclass(frozen=True)
class CsvDialect:
    """How csv files are written; those of one dialect can be read together.

    Attributes:
        header: names of the columns in their order.
        delimiter: character between the fields.
        quote: character around fields that hold a delimiter.
        header_row: record with the column names, from 1.
        zipped: gzip files.
    """

    header: tuple[str, ...]
    delimiter: str
    quote: str
    header_row: int
    zipped: bool

    def rows(self, paths: Sequence[Path], rejects: str) -> str:
        """Relation of the good records as text, in the order of the files and of their lines.

        Args:
            paths: UTF-8 files of this dialect; `file_index` counts them from 0.
            rejects: name of a table that comes into being with the first read, see `broken`.
        """
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in self.header)
        settings = [
            f"[{literals(map(str, paths))[1:-1]}]",
            "auto_detect = false",
            f"columns = {{{columns}}}",
            "header = true",
            f"skip = {self.header_row - 1}",
            f"delim = {literal(self.delimiter)}",
            f"quote = {literal(self.quote)}",
            f"escape = {literal(self.quote)}",
            "ignore_errors = true",
            "store_rejects = true",
            f"rejects_table = {literal(rejects)}",
            f"rejects_scan = {literal(rejects + '_scan')}",
        ]
        if self.zipped:
            settings.append("compression = 'gzip'")
        return f"read_csv(\n  {select_list(settings)})"


@dataclass(frozen=True)
class CsvStream:
    """A csv file that is not read yet.

    Attributes:
        dialect: how it is written.
        path: the file, or its UTF-8 copy.
        blanks: table of the `row_number` of its blank lines; None: it has none.
    """

    dialect: CsvDialect
    path: Path
    blanks: str | None


def broken_records(rejects: str, quote: str) -> str:
    """Relation of `file_index`, `row_number`, `text`, `reason` of what a scan put aside."""
    # `"1"x` is told so too, but is over at its line's end.
    unclosed = (
        "contains(error_message, 'unterminated quote') AND (contains(csv_line, chr(10))"
        f" OR (length(csv_line) - length(replace(csv_line, {literal(quote)}, ''))) % 2 = 1)"
    )
    reasons = " ".join(
        f"WHEN {literal(kind)} THEN {literal(reason)}" for kind, reason in _REASONS.items()
    )
    # No view: the table of rejects comes into being with the first read.
    return f"""(
        SELECT
          file_id AS file_index,
          line::BIGINT AS row_number,
          left(any_value(ltrim(csv_line, chr(10) || chr(13))), {_LONGEST_TEXT}) AS text,
          min(CASE WHEN {unclosed} THEN {literal(UNCLOSED)}
            ELSE CASE error_type::VARCHAR {reasons} ELSE 'broken record' END END) AS reason
        FROM {identifier(rejects)}
        GROUP BY file_id, line)"""


def gap_starts(gaps: str, *, first_row: int, file: str = "0") -> str:
    """SQL of the gaps as steps: from row `before` on (counted from 0), `gaps` records are missing.

    A gap at record r that is the j-th one (from 0) has r - first_row - j rows before it.

    Args:
        gaps: relation of the `row_number` of every record without a row: broken ones, blank lines.
        first_row: number of the first record under the header.
        file: SQL of the file's number; each file is counted for itself.
    """
    return f"""(
        SELECT __file, before, max(gap) AS gaps
        FROM (
          SELECT
            {file} AS __file,
            row_number() OVER (PARTITION BY {file} ORDER BY row_number) AS gap,
            greatest(row_number - {first_row} - gap + 1, 0) AS before
          FROM {gaps})
        GROUP BY __file, before)"""
