"""Decides which parts of the landing before still hold, so that only the others are read.

A part holds while its files are the same, and as long as nothing outside changes what was decided
about its rows: a row of the same key that comes or goes in another file, a key of a parent table
that does, a horizon. Which rows that can be is found by key, without reading the exports.
"""

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb

from assets.contracts.catalogue import table as contract_of
from assets.contracts.table import TableContract
from assets.keys import Keys
from assets.landing.discovery import FoundFile, Sources
from assets.landing.known_files import KnownFiles
from assets.landing.parts import Kind, part_files, part_path
from assets.landing.references import has_keys
from assets.landing.report import FileReport, Part, TableReport, read_report

# Parts of so few files are put together once there are so many of them, unless that makes more
# rows than are worth reading again when one of the files is corrected.
_LEVELS = (1, 8, 64)
_TOGETHER = 8
MOST_FILES, MOST_ROWS = 64, 1_000_000


@dataclass
class Plan:
    """What becomes of the landing before.

    Attributes:
        kept: parts that hold.
        again: parts that hold but for some keys, or that are put together: their files are read
            again, and what was decided stands for every key but those.
        gone: parts that do not hold: whatever shares a key with their rows is judged again.
        files: reports of the files of `kept`, by name.
        joined: files of those parts of `again` that are put together.
    """

    kept: list[Part] = field(default_factory=list)
    again: list[Part] = field(default_factory=list)
    gone: list[Part] = field(default_factory=list)
    files: dict[str, FileReport] = field(default_factory=dict)
    joined: list[str] = field(default_factory=list)

    def read_again(self, parts: Sequence[Part], *, settled: bool) -> list[str]:
        """Move parts from `kept`; the names of their files, to be read."""
        for part in parts:
            self.kept.remove(part)
            (self.again if settled else self.gone).append(part)
            for name in part.files:
                self.files.pop(name)
        return [name for part in parts for name in part.files]


def context_of(
    table: TableContract,
    landing: Path,
    *,
    mapping: Sources | None,
    time_zone: str,
    keys: Keys,
    erased: Mapping[str, Set[str]],
) -> str:
    """Hash of all that rows are read by, but for the files, the horizon and the parents' keys."""
    said = [
        _code(),
        duckdb.__version__,
        table.key,
        repr(table.columns),
        mapping.sha256 if mapping else None,
        time_zone,
        keys.pseudonym("landing", table.key),
        {kind: sorted(ids) for kind, ids in sorted(erased.items())},
        [has_keys(landing, column) for column in table.references],
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@cache
def _code() -> str:
    """Hash of the code that reads exports: what it did before may not be what it does now."""
    here = Path(__file__).parent
    assets = here.parent
    others = [assets / "keys.py", assets / "redaction.py"]
    digest = hashlib.sha256()
    for path in sorted([*here.glob("*.py"), *(assets / "contracts").glob("*.py"), *others]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def report_before(landing: Path, table: TableContract) -> TableReport | None:
    """The report of the landing before; None without one, or with a damaged one."""
    try:
        return read_report(landing, table)
    except (OSError, ValueError):
        return None


def plan_landing(
    table: TableContract,
    landing: Path,
    before: TableReport | None,
    found: Sequence[FoundFile],
    hashes: Sequence[str],
    *,
    context: str,
    horizon: datetime | None,
    known: KnownFiles,
) -> Plan:
    """Sort the parts of the landing before, by its files alone.

    Args:
        table: contract of the table; names of people are not kept in parts, so that tables with
            restricted columns always land as a whole.
        landing: folder of the landing.
        before: its report.
        found: the table's files.
        hashes: their hashes.
        context: what else they are read by, see `context_of`.
        horizon: latest local time at which something can have happened.
        known: hashes of files that were not touched.
    """
    names = [file.relative for file in found]
    if (
        before is None
        or before.context != context
        or len(set(names)) < len(names)
        or table.landed_columns != table.columns
    ):
        return Plan()
    now = dict(zip(names, hashes, strict=True))
    had = {file.file: file for file in before.files}
    plan = Plan()
    for part in before.parts:
        kinds: tuple[Kind, ...] = ("rows", "keys", "rejected")
        if not all(
            _is_whole(part_path(landing, table.name, sha256, kind), known)
            for kind in kinds
            if (sha256 := getattr(part, kind))
        ):
            # What was decided against its rows is not known any more.
            return Plan()
        if not part.keys:
            continue  # lines about files alone
        same = all(name in had and had[name].sha256 == now.get(name) for name in part.files)
        if same and part.files and _is_in_time(part, horizon):
            plan.kept.append(part)
            plan.files |= {name: had[name] for name in part.files}
        else:
            plan.gone.append(part)
    return plan


def _is_whole(path: Path, known: KnownFiles) -> bool:
    try:
        return known.sha256(path) == path.stem
    except OSError:
        return False


def _is_in_time(part: Part, horizon: datetime | None) -> bool:
    limits = [limit for limit in (part.horizon, horizon) if limit is not None]
    return not limits or part.latest is None or part.latest <= min(limits)


def parents_of(table: TableContract, landing: Path) -> dict[str, tuple[str, ...]]:
    """Keys of the parts of every table that a table refers to."""
    reports = {
        column.reference.table: report_before(landing, contract_of(column.reference.table))
        for column in table.references
    }
    return {
        key: tuple(path.stem for path in part_files(landing, one, "keys"))
        for key, one in reports.items()
        if one
    }


def parts_to_join(plan: Plan) -> list[Part]:
    """Small parts of which there are so many that they are put together."""
    found = []
    for low, high in itertools.pairwise(_LEVELS):
        small = [
            part
            for part in plan.kept
            if low <= len(part.files) < high and part.accepted < MOST_ROWS // _TOGETHER
        ]
        if len(small) >= _TOGETHER:
            found += small
    return found
