"""Opens one file of a table, through its mapping if it has one, and matches its columns.

Its rows go into the landing in `loading`; how forms are opened is in `formats`.
"""

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from assets.contracts.table import TableContract
from assets.landing.admission import Admitted, admit
from assets.landing.discovery import FoundFile
from assets.landing.encodings import sha256_of
from assets.landing.formats import (
    RawTable,
    UnreadableFile,
    columns_of,
    new_name,
    open_raw,
    raise_if_disk_is_full,
    unreadable,
)
from assets.landing.known_files import KnownFiles
from assets.landing.mapping_errors import MappingError
from assets.landing.sql_text import identifier
from assets.landing.validation import match_columns


class FailedFile(Exception):
    """A file cannot be read; `number` is its place among the table's files."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


@dataclass(frozen=True)
class OpenFile:
    """A file whose rows are ready to be typed.

    Attributes:
        number: its place among the table's files.
        found: the file.
        sha256: its hash.
        before: what it was before it was read.
        raw: its rows, or those that its mapping makes of them.
        present: contract columns it has, with its own name for each.
        lacking: required columns it does not have.
        unknown: columns the contract does not know, with hints.
        left_out: raw rows that the mapping's `where` leaves out.
        notes: what a person should know.
    """

    number: int
    found: FoundFile
    sha256: str
    before: Admitted
    raw: RawTable
    present: dict[str, str]
    lacking: tuple[str, ...]
    unknown: tuple[str, ...]
    left_out: int
    notes: tuple[str, ...]

    @property
    def bytes(self) -> int:
        """Its size."""
        return self.before.bytes


@contextmanager
def blamed(number: int, found: FoundFile) -> Iterator[None]:
    """Whatever goes wrong inside is this file's fault.

    Raises:
        FailedFile: with a message that names the file and says what to do.
    """
    try:
        yield
    except MappingError as error:
        message = f"{found.relative} does not fit its mapping: {error}"
        raise FailedFile(number, message) from error
    except UnreadableFile as error:
        raise FailedFile(number, str(error)) from error
    except (OSError, duckdb.Error) as error:
        raise_if_disk_is_full(error)
        raise FailedFile(number, str(unreadable(found.path, error))) from error


def identify(
    found: FoundFile, number: int, known: KnownFiles | None = None
) -> tuple[Admitted, str]:
    """Tell what a file is before it is opened: its state and its hash.

    Raises:
        FailedFile: when it must not be opened, or cannot be read; the message names it.
    """
    with blamed(number, found):
        before = admit(found.path, found.root)
        return before, known.sha256(found.path) if known else sha256_of(found.path)


def open_file(
    con: duckdb.DuckDBPyConnection,
    contract: TableContract,
    found: FoundFile,
    number: int,
    *,
    scratch: Path,
    time_zone: str,
    identity: tuple[Admitted, str] | None = None,
) -> OpenFile:
    """Open a file of a table.

    Args:
        con: connection of the landing.
        contract: the table.
        found: the file.
        number: its place among the table's files.
        scratch: folder for copies.
        time_zone: the centre's.
        identity: what `identify` found; None: it is looked at now.

    Raises:
        FailedFile: when it cannot be opened; the message names it.
    """
    before, sha256 = identity or identify(found, number)
    with blamed(number, found):
        source: Any = found.source
        options = source.options if source else None
        raw = open_raw(con, found.path, options, scratch=scratch, stream=source is None)
        notes: tuple[str, ...] = ()
        left_out = 0
        if source is not None and (raw.columns or raw.json_column is not None):
            opened = raw
            raw, left_out = _mapped(con, contract, found, opened, time_zone)
            headers = source.missing_headers(contract.key, opened) if raw.columns else []
            if headers:
                notes += (f"the mapping's columns are not all there: {'; '.join(headers)}",)
        if source is None:
            _require_once(contract, found, raw.header or tuple(raw.columns))
        present = match_columns(contract, list(raw.columns))
        known = set(present.values())
        return OpenFile(
            number=number,
            found=found,
            sha256=sha256,
            before=before,
            raw=raw,
            present=present,
            lacking=tuple(name for name in contract.required_columns if name not in present),
            unknown=tuple(
                _hint(name, contract, present) for name in raw.columns if name not in known
            ),
            left_out=left_out,
            notes=notes,
        )


def _require_once(contract: TableContract, found: FoundFile, header: tuple[str, ...]) -> None:
    """Refuse a header in which two columns could be the same one of the contract."""
    places: dict[str, list[str]] = {}
    for position, name in enumerate(header, start=1):
        for column in match_columns(contract, [name]):
            places.setdefault(column, []).append(f"column {position} ({name})")
    for column, named in places.items():
        if len(named) > 1:
            raise UnreadableFile(
                f"{found.path.name}: {column} stands {len(named)} times in the header: "
                f"{', '.join(named)}; leave the one that counts, or name it in a mapping file"
            )


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
    sql = source.select(contract.key, raw, time_zone, file=found.relative)
    con.execute(f"CREATE TEMP TABLE {table} AS {sql}")
    row = identifier(raw.row_column)
    left_out = con.execute(
        f"SELECT (SELECT count(*) FROM {raw.relation})"
        f" - (SELECT count(DISTINCT {row}) FROM {table})"
    ).fetchall()[0][0]
    columns = {
        name: kind for name, kind in columns_of(con, table).items() if name != raw.row_column
    }
    return replace(raw, relation=table, columns=columns, ascii_only=False), left_out


def _hint(name: str, contract: TableContract, present: dict[str, str]) -> str:
    free = [column.name for column in contract.columns if column.name not in present]
    near = difflib.get_close_matches(name.lower(), free, n=1)
    return f"{name} (did you mean {near[0]}?)" if near else name
