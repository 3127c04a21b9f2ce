"""The first degradation plan: a table that is missing, broken or late is taken from the archive.

Drift is in `schema_drift`; scoring without a source, and the freeze, are competency's.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

import duckdb
from pydantic import BaseModel

from assets.archive import ArchiveError, Kept
from assets.contracts.catalogue import TABLES
from assets.contracts.table import TableContract
from assets.landing.parts import files_sql, landed
from assets.landing.rejected import rejected_files, write_lines
from assets.landing.report import Snapshot, TableReport, read_report, write_report
from assets.landing.sql_text import identifier
from assets.run_context import EVENT_TIMES, NoEvidenceError, latest_event
from competency.degradation_rules import DegradationRules

_UNMENDED = "source_plans.json"
#: A file of these that is taken away takes back what it said; nothing is lost.
_TAKEN_BACK = ("crm/deletions", "qa/findings", "lms/content_reviews", "lms/overrides")
Reason = Literal["missing", "empty", "failed", "refused", "late"]


class Unmended(BaseModel):
    """Tables that cannot be used, and that no kept landing stands in for.

    Attributes:
        failed: why the kept landing of a table could not be used either.
        lost: as-of day of the last landing in which the table was good, whatever its age.
    """

    failed: dict[str, str] = {}
    lost: dict[str, date] = {}


class Landings(Protocol):
    """What of the archive is needed here."""

    def landings(self) -> list[Kept]:
        """Landings that are there, the oldest first."""

    def restore_table(self, kept: Kept, table_key: str, landing: Path) -> None:
        """Lay one table out; what it had is replaced."""

    def report(self, kept: Kept, table_key: str) -> TableReport:
        """Report of a table, as it was when it landed."""


def last_good(archive: Landings, table_key: str, as_of: date | None) -> list[Kept]:
    """Kept landings in which a table came from its exports, in time and with rows, newest first.

    Args:
        archive: of the output folder.
        table_key: such as `crm/surveys`.
        as_of: none of a later day; None: of any day.

    Raises:
        ArchiveError: the ledger was tampered with.
    """
    return [
        kept
        for kept in reversed(archive.landings())
        if (as_of is None or kept.as_of <= as_of)
        and (facts := kept.tables.get(table_key)) is not None
        and facts.is_good
        and _is_in_parts(archive, kept, table_key)
    ]


def _is_in_parts(archive: Landings, kept: Kept, table_key: str) -> bool:
    """Landings of before there were parts cannot be laid out any more."""
    try:
        return bool(archive.report(kept, table_key).parts)
    except ArchiveError:
        return True  # whoever lays it out is told what is wrong with it


def stand_in(
    archive: Landings,
    landing: Path,
    rules: DegradationRules,
    *,
    as_of: date | None,
    land_again: Callable[[TableContract], object],
) -> dict[str, str]:
    """Take what cannot be used, or is late, from the newest kept landing that is young enough.

    Tables that refer to one taken over land again, so that their references are checked against
    the keys it brings. A late table stays where the archive has nothing newer.

    Args:
        archive: of the output folder.
        landing: folder of the landed tables, all landed.
        rules: section `degradation` of the configuration in force.
        as_of: last day that may be seen; None: that of the latest event that landed, which the
            tables taken over may then be ahead of.
        land_again: lands one table from the exports once more.

    Returns:
        Tables that were to be taken over and could not be, and why.

    Raises:
        ArchiveError: the ledger was tampered with.
    """
    try:
        day = as_of or latest_event(landing)
    except NoEvidenceError:
        return {}  # nothing landed at all: that is for the run to refuse
    taken: set[str] = set()
    failed: dict[str, str] = {}
    for table in TABLES:
        if taken & {column.reference.table for column in table.references if column.reference}:
            land_again(table)
        report = read_report(landing, table)
        reason = _trouble(report, latest_day(landing, table), day, rules)
        if reason is None:
            continue
        for kept in last_good(archive, table.key, as_of):
            most = rules.source(table.key).max_age_days
            if not most or abs((day - kept.as_of).days) > most:
                continue
            if reason == "late" and not _is_newer(kept, latest_day(landing, table), table):
                continue
            try:
                _take_over(archive, kept, table, landing, report, reason)
            except (ArchiveError, OSError) as error:
                failed[table.key] = str(error)
                continue
            failed.pop(table.key, None)
            taken.add(table.key)
            break
    return failed


def last_landed(archive: Landings, landing: Path, as_of: date | None) -> dict[str, date]:
    """As-of day of the last good landing of each table that cannot be used and has no stand-in.

    Args:
        archive: of the output folder.
        landing: folder of the landed tables, after `stand_in`.
        as_of: none of a later day; None: of any day.

    Raises:
        ArchiveError: the ledger was tampered with.
    """
    return {
        table.key: kept[0].as_of
        for table in TABLES
        if table.key not in _TAKEN_BACK
        and _unusable(read_report(landing, table))
        and (kept := last_good(archive, table.key, as_of))
    }


def write_unmended(landing: Path, unmended: Unmended) -> None:
    """Note what cannot be used and has no stand-in, for `read_unmended`."""
    (landing / _UNMENDED).write_text(unmended.model_dump_json(), encoding="utf-8")


def read_unmended(landing: Path) -> Unmended:
    """What cannot be used and has no stand-in."""
    return Unmended.model_validate_json((landing / _UNMENDED).read_bytes())


def _trouble(
    report: TableReport, latest: date | None, day: date, rules: DegradationRules
) -> Reason | None:
    """Why a table as it landed cannot be used, or is late; None: nothing is wrong with it."""
    late: Reason | None = "late" if is_late(report.table, latest, day, rules) else None
    return _unusable(report) or late


def _unusable(report: TableReport) -> Reason | None:
    reasons: dict[str, Reason] = {"missing": "missing", "empty": "empty", "failed": "failed"}
    return reasons.get(report.status, None if report.accepted else "refused")


def is_late(table_key: str, latest: date | None, day: date, rules: DegradationRules) -> bool:
    """Tell whether a table's newest event lies further before a day than it may.

    >>> rules = DegradationRules(sources={"crm/surveys": {"late_after_days": 3}})
    >>> is_late("crm/surveys", date(2026, 3, 1), date(2026, 3, 5), rules)
    True
    """
    allowed = rules.source(table_key).late_after_days
    return allowed is not None and latest is not None and (day - latest).days > allowed


def latest_day(landing: Path, table: TableContract) -> date | None:
    """Day of a landed table's newest event; None where there is none, or its rows are no events."""
    columns = EVENT_TIMES.get(table.name, [])
    if not columns:
        return None
    newest = ", ".join(f"max({identifier(column)})" for column in columns)
    ((*times,),) = duckdb.execute(f"SELECT {newest} FROM {landed(landing, table.name)}").fetchall()
    return max((one.date() for one in times if one is not None), default=None)


def _is_newer(kept: Kept, latest: date | None, table: TableContract) -> bool:
    had = kept.tables[table.key].latest_event
    return had is not None and (latest is None or had > latest)


def _take_over(
    archive: Landings,
    kept: Kept,
    table: TableContract,
    landing: Path,
    today: TableReport,
    reason: Reason,
) -> None:
    """Lay the table out; its report says so, and keeps what drift today's export has."""
    refused = _refused_today(landing, table)
    archive.restore_table(kept, table.key, landing)
    report = read_report(landing, table)
    if refused:
        report = report.model_copy(
            update={"parts": (*report.parts, write_lines(landing, table, refused))}
        )
    report = report.model_copy(
        update={
            "status": "snapshot",
            "message": f"taken from the landing of {kept.as_of}: today's export is {reason}"
            + (f" ({today.message})" if today.message else ""),
            "drift": today.drift,
            "snapshot": Snapshot(
                as_of=kept.as_of, version=kept.version, reason=reason, told=today.message
            ),
        }
    )
    write_report(landing, table, report)


def _refused_today(landing: Path, table: TableContract) -> Sequence[tuple[object, ...]]:
    """Lines about whole files that could not be used; lines about rows go with the rows."""
    paths = rejected_files(landing, table)
    if not paths:
        return []
    return duckdb.execute(f"FROM {files_sql(paths)} WHERE rule = 'unreadable_file'").fetchall()
