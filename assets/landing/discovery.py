"""Which files of the exports folder feed which table, and which nobody reads.

Opening them is in `formats`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from assets.contracts.catalogue import TABLES
from assets.contracts.table import TableContract
from assets.landing.formats import RawTable, ReadOptions, format_of


class Source(Protocol):
    """One entry of a mapping file: a kind of file and how it becomes rows of tables."""

    options: ReadOptions

    def matches(self, relative_posix_path: str) -> bool:
        """Tell whether a file is of this kind."""

    def select(self, table_key: str, raw: RawTable, time_zone: str) -> str:
        """SQL of the table's rows: the raw row column and contract columns as text."""


class Sources(Protocol):
    """A mapping file, as landing sees it; `assets.landing.mapping` implements it."""

    @property
    def sha256(self) -> str:
        """Hash of the file it was read from."""

    def sources_for(self, table_key: str) -> Iterable[Any]:
        """Entries that feed a table."""

    def claims(self, relative_posix_path: str) -> bool:
        """Tell whether any entry reads the file; the contract's names then do not apply to it."""


@dataclass(frozen=True)
class FoundFile:
    """A file that feeds a table.

    Attributes:
        relative: its path below the exports folder, with slashes, as it can be shown.
        path: where it lies.
        source: the mapping entry that reads it; None: it has the contract's own columns.
        root: the exports folder, which it must not lead out of; None: it is not from there.
    """

    relative: str
    path: Path
    source: Source | None = None
    root: Path | None = None


def natural_order(name: str) -> list[tuple[int, int, str]]:
    """Sort key under which `part-10` follows `part-9`.

    >>> sorted(["p10.csv", "p9.csv"], key=natural_order)
    ['p9.csv', 'p10.csv']
    """
    parts = re.split(r"([0-9]+)", name.lower())
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts if part]


def shown_name(name: str) -> str:
    r"""A file's name on one line, whatever its maker put into it.

    >>> print(shown_name("crm/a\nb\udcff.csv"))
    crm/a\nb\udcff.csv
    """
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in name)


def list_files(exports: Path) -> list[str]:
    """All files below a folder, in natural order, without hidden ones and Excel's locks.

    Pipes, devices and links are listed too: opening them says what is wrong.
    """
    found = [
        path.relative_to(exports)
        for path in exports.rglob("*")
        if path.is_symlink() or not path.is_dir()
    ]
    return sorted(
        (
            path.as_posix()
            for path in found
            if not any(p.startswith((".", "~$")) for p in path.parts)
        ),
        key=natural_order,
    )


def is_named_for(relative: str, contract: TableContract) -> bool:
    """Tell whether a file's place and name make it part of a table.

    Either `<system>/<table>*` with an ending of the contract, or any such file in a folder
    `<system>/<table>`.

    >>> from assets.contracts.catalogue import table
    >>> is_named_for("crm/interactions-2026-01.csv.gz", table("crm/interactions"))
    True
    >>> is_named_for("qa/review_scores.csv", table("qa/reviews"))
    False
    """
    form = format_of(Path(relative))
    if form is None or form == "json":
        return False
    lower = relative.lower()
    folder = "/" in lower[len(contract.key) :] and lower.startswith(f"{contract.key}/")
    if folder:
        return True
    return lower.startswith(contract.key) and "/" not in lower[len(contract.key) :]


def files_of(contract: TableContract, exports: Path, mapping: Sources | None) -> list[FoundFile]:
    """Files that feed a table, in the order in which later ones win."""
    found = []
    sources = list(mapping.sources_for(contract.key)) if mapping else []
    for relative in list_files(exports):
        path = exports / relative
        found += [
            FoundFile(shown_name(relative), path, source, exports)
            for source in sources
            if source.matches(relative)
        ]
        if is_named_for(relative, contract) and not (mapping and mapping.claims(relative)):
            found.append(FoundFile(shown_name(relative), path, root=exports))
    return found


def named_briefly(files: list[str], most: int = 5) -> str:
    """The first few names and how many more there are.

    >>> named_briefly(["a.csv", "b.csv", "c.csv"], most=2)
    'a.csv, b.csv and 1 more'
    """
    more = f" and {len(files) - most} more" if len(files) > most else ""
    return ", ".join(files[:most]) + more


def unread_files(exports: Path, mapping: Sources | None = None) -> list[str]:
    """Files of the exports folder that feed no table; a run names them once."""
    return [
        shown_name(relative)
        for relative in list_files(exports)
        if not (mapping and mapping.claims(relative))
        and not any(is_named_for(relative, contract) for contract in TABLES)
    ]
