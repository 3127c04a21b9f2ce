"""Opens any export file as a raw table: `open_raw`, and what all forms share.

What a file's bytes mean is in the neighbours `csv_files`, `json_files`, `parquet_files` and
`excel_files`; typing and checking rows is in `validation`.
"""

import errno
import re
import tempfile
import zlib
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

import duckdb
from pydantic import BaseModel, ConfigDict, Field

from assets.landing.csv_scan import CsvStream

Format = Literal["csv", "csv.gz", "parquet", "jsonl", "json", "xlsx"]
_SUFFIXES: dict[str, Format] = {
    ".csv.gz": "csv.gz",
    ".tsv.gz": "csv.gz",
    ".txt.gz": "csv.gz",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
}
ROW = "__row"
JSON = "__json"
# A long IN list would become a join, after which rows land in any order. And what a Parquet file
# says of its least and greatest values may be a lie, by which rules would be optimised away.
DISABLED_OPTIMIZERS = "in_clause,statistics_propagation"
# More is no table of this contract, and planning alone would take minutes.
MOST_COLUMNS = 5_000
# Names that a reader of DuckDB or this package gives to columns of its own.
_RESERVED = frozenset({ROW, JSON, "__file", "rowid", "filename", "file_index", "file_row_number"})
# DuckDB takes such a path for a pattern or a home folder, whatever file has that name.
_PATTERN = re.compile(r"[*?\[\]~]")
# Of files in which no record can be broken.
NO_BROKEN = """(
    SELECT NULL::BIGINT AS row_number, NULL::VARCHAR AS text, NULL::VARCHAR AS reason
    WHERE false)"""
_LONGEST_REASON = 300
_numbers = count()


class UnreadableFile(Exception):
    """A file cannot be opened at all; the message names it and says what to do."""


class ReadOptions(BaseModel):
    """How to read a file; what is left out is detected.

    Attributes:
        format: form of the file; by default its name tells.
        encoding: text encoding of csv files.
        delimiter: character between the fields of csv files.
        quote: character around fields that hold a delimiter.
        header_row: record with the column names, from 1; what stands above it is skipped.
        sheet: sheet of a workbook; by default the first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Format | None = None
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    quote: str = Field(default='"', min_length=1, max_length=1)
    header_row: int = Field(default=1, ge=1)
    sheet: str | None = None


@dataclass(frozen=True)
class RawTable:
    """A file as DuckDB sees it, cells as they stand.

    Attributes:
        relation: what to select from: one row a record.
        columns: the file's columns and their DuckDB types.
        row_column: column with the record number as a spreadsheet shows it.
        broken: relation of `row_number`, `text`, `reason`.
        format: form of the file.
        encoding: of its text; empty for Parquet and Excel.
        json_column: column with the whole object of a JSON file, for paths like `$.actor.mbox`.
        ascii_only: no character beyond ASCII, so nothing but blanks can need repair.
        stream: a csv that is still to be read, alone or with others of its dialect; `relation` and
            `broken` are then empty.
        header: names of the columns as they stand in the file, trimmed, where some may be repeated;
            empty for forms without a header.
    """

    relation: str
    columns: dict[str, str]
    broken: str
    format: Format
    encoding: str = ""
    row_column: str = ROW
    json_column: str | None = None
    ascii_only: bool = False
    stream: CsvStream | None = None
    header: tuple[str, ...] = ()


def format_of(path: Path) -> Format | None:
    """Tell a file's form by its name.

    >>> format_of(Path("crm/interactions-2026.csv.gz")), format_of(Path("notes.docx"))
    ('csv.gz', None)
    """
    name = path.name.lower()
    return next((form for suffix, form in _SUFFIXES.items() if name.endswith(suffix)), None)


def new_name(stem: str) -> str:
    """Name a temporary table that no other one has."""
    return f"{stem}_{next(_numbers)}"


def open_raw(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    options: ReadOptions | None = None,
    *,
    scratch: Path | None = None,
    stream: bool = False,
) -> RawTable:
    """Open an export file.

    Args:
        con: connection on which the relations live.
        path: the file.
        options: how to read it; None detects everything.
        scratch: folder for transcoded copies; None: one that the system gives.
        stream: leave a csv unread (see RawTable), so that its rows are never copied.

    Raises:
        UnreadableFile: when the file is damaged, or not what its name says.
    """
    # The readers import this module for RawTable.
    from assets.landing import (  # noqa: PLC0415 - a circle otherwise
        csv_files,
        excel_files,
        json_files,
        parquet_files,
    )

    options = options or ReadOptions()
    form = options.format or format_of(path)
    path = plain_path(path, scratch)
    try:
        if form is not None and path.stat().st_size == 0:
            return _empty(form)
        match form:
            case "csv" | "csv.gz":
                return csv_files.open_csv(con, path, options, scratch=scratch, stream=stream)
            case "parquet":
                return parquet_files.open_parquet(con, path)
            case "jsonl" | "json":
                return json_files.open_json(con, path, form)
            case "xlsx":
                return excel_files.open_excel(con, path, options, scratch=scratch)
    except (OSError, EOFError, LookupError, zlib.error, duckdb.Error) as error:
        raise_if_disk_is_full(error)
        raise unreadable(path, error) from error
    raise UnreadableFile(
        f"{path.name}: no known form; give the file one of the endings {', '.join(_SUFFIXES)} "
        "or name its format in the mapping file"
    )


def _empty(form: Format) -> RawTable:
    relation = f"(SELECT NULL::BIGINT AS {ROW}, NULL::VARCHAR AS {JSON} WHERE false)"
    column = JSON if form in ("json", "jsonl") else None
    return RawTable(relation, {}, NO_BROKEN, form, json_column=column)


def plain_path(path: Path, scratch: Path | None) -> Path:
    """The file under a name that DuckDB takes for what it is: a link, if its own does not do.

    >>> plain_path(Path("/data/crm/surveys.csv"), None).as_posix()
    '/data/crm/surveys.csv'
    """
    if _is_plain(str(path)):
        return path
    folder = scratch if scratch is not None and _is_plain(str(scratch)) else tempfile.mkdtemp()
    name = "".join(one if _is_plain(one) else "_" for one in path.name)
    link = Path(folder) / new_name("link") / name
    link.parent.mkdir()
    link.symlink_to(path.absolute())
    return link


def _is_plain(text: str) -> bool:
    return text.isprintable() and not _PATTERN.search(text)


def unreadable(path: Path, error: Exception) -> UnreadableFile:
    """Put a reader's error into one plain line that names the file."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return UnreadableFile(
            f"{path.name} takes more memory to read than there is; is a record or a cell of it"
            " immensely long? Export it again, in smaller files"
        )
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    # The folder is not for those who read the report.
    for folder in (path.parent.absolute(), path.parent):
        reason = reason.replace(f"{folder}/", "")
    reason = re.sub(r"(?<=['\"])/(?:[^'\"]*/)?([^'\"/]*)", r"\1", reason)
    return UnreadableFile(
        f"{path.name} cannot be read ({reason[:_LONGEST_REASON]}); export it again"
    )


def raise_if_disk_is_full(error: Exception) -> None:
    """Raise the error again if no file is to blame for it, but a full disk."""
    if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error):
        raise error


def require_few_columns(path: Path, number: int) -> None:
    """Refuse a file with more columns than any export of this contract has.

    Raises:
        UnreadableFile: it has more than `MOST_COLUMNS`.
    """
    if number > MOST_COLUMNS:
        raise UnreadableFile(
            f"{path.name} has {number:,} columns; at most {MOST_COLUMNS:,} are read. Is its"
            " delimiter or its first row another one? Export the columns that are needed"
        )


def columns_of(con: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Names and DuckDB types of a relation's columns, own ones (`__row`, `__json`) left out."""
    described = con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return {name: kind for name, kind, *_ in described if name not in (ROW, JSON)}


def trimmed_names(names: list[str]) -> tuple[str, ...]:
    """Header names without blanks around them.

    >>> trimmed_names([" a", "", "a\u3000"])
    ('a', '', 'a')
    """
    return tuple(name.strip(" \t\r\n\u00a0\u3000\ufeff") for name in names)


def unique_names(names: list[str]) -> list[str]:
    """Trim header names; number empty ones by position and repeated or reserved ones by occurrence.

    >>> unique_names([" a", "", "a", "A"])
    ['a', 'column_2', 'a_2', 'A_3']
    """
    result: list[str] = []
    taken = set(_RESERVED)
    for position, name in enumerate(trimmed_names(names), start=1):
        base = name or f"column_{position}"
        unique, number = base, 1
        # DuckDB compares column names without case.
        while unique.lower() in taken:
            number += 1
            unique = f"{base}_{number}"
        taken.add(unique.lower())
        result.append(unique)
    return result
