"""Asset checks on what has landed: the suites of assets.expectations, freshness and volume."""

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pandas as pd

from assets.archive import Archive, ArchiveError
from assets.contracts.catalogue import TABLES
from assets.contracts.table import TableContract
from assets.expectations import Finding, check_landed
from assets.freshness import LATE
from assets.landing.filled import ROWS
from assets.landing.parts import files_sql, landed, part_files
from assets.landing.report import TableReport, read_report
from assets.landing_assets import LANDING, landing_key
from assets.record_rows import landed_as_of
from assets.run_context import EVENT_TIMES
from assets.run_settings import RunSettings
from assets.timings import timed
from assets.volume import anomaly_notices

CHECK = "landed_as_agreed"
FRESH, VOLUME = "fresh_as_usual", "rows_as_usual"


def build_landing_checks() -> list[dg.AssetChecksDefinition]:
    """One blocking check a table, then two that warn of every table with events."""
    return [*(_table_check(table) for table in TABLES), _usual_checks()]


def _table_check(table: TableContract) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        name=CHECK,
        asset=landing_key(table),
        blocking=True,
        description="Rows add up, columns have the contract's types, the key is unique; "
        "warns when the table is missing or failed, or much of it was rejected.",
    )
    def landed_as_agreed(settings: dg.ResourceParam[RunSettings]) -> dg.AssetCheckResult:
        report = read_report(settings.landing, table)
        with timed(settings.work, "expectations"):
            return check_result(
                [
                    *check_landed(
                        file_profile(report),
                        column_profile(settings.landing, table, checked_parts(settings, table)),
                    ),
                    *status_findings(report, table.optional),
                ]
            )

    return landed_as_agreed


def _usual_checks() -> dg.AssetChecksDefinition:
    dated = [table for table in TABLES if table.name in EVENT_TIMES]
    told = {
        FRESH: "Its newest event is no older than its own pauses so far allow.",
        VOLUME: "Its rows a day lie within the band of the same weekday in the weeks before.",
    }

    @dg.multi_asset_check(
        name="landed_as_usual",
        specs=[
            dg.AssetCheckSpec(
                name,
                asset=landing_key(table),
                # The as-of day is that of the latest event of all tables.
                additional_deps=[dg.AssetKey([LANDING, "run_context"])],
                description=description,
            )
            for table in dated
            for name, description in told.items()
        ],
    )
    def landed_as_usual(settings: dg.ResourceParam[RunSettings]) -> Iterator[dg.AssetCheckResult]:
        with timed(settings.work, "expectations"):
            notices = anomaly_notices(settings.landing, landed_as_of(settings.landing))
        for table in dated:
            for name in told:
                found = [
                    one.text
                    for one in notices
                    if one.subject == table.key and (one.code == LATE) == (name == FRESH)
                ]
                yield dg.AssetCheckResult(
                    passed=not found,
                    asset_key=landing_key(table),
                    check_name=name,
                    severity=dg.AssetCheckSeverity.WARN,
                    metadata={"found": " ".join(found)} if found else {},
                )

    return landed_as_usual


def check_result(findings: list[Finding]) -> dg.AssetCheckResult:
    """Critical findings fail with an error, which blocks what lies downstream; others warn."""
    critical = any(finding.is_critical for finding in findings)
    return dg.AssetCheckResult(
        passed=not findings,
        severity=dg.AssetCheckSeverity.ERROR if critical else dg.AssetCheckSeverity.WARN,
        metadata={
            f"{number} {finding.expectation}": finding.observed
            for number, finding in enumerate(findings, start=1)
        },
    )


def status_findings(report: TableReport, optional: bool = False) -> list[Finding]:
    """A table that could not be used, as a warning: the run degrades, it does not stop."""
    if report.status == "ok" or (optional and report.status in ("missing", "empty")):
        return []
    return [Finding(f"table_is_{report.status}", False, report.message or report.status)]


def file_profile(report: TableReport) -> pd.DataFrame:
    """One row a file: rows_read, accounted, rejected_share."""
    return pd.DataFrame(
        {
            "rows_read": [file.rows_read for file in report.files],
            "accounted": [file.accepted + file.rejected + file.duplicates for file in report.files],
            "rejected_share": [file.rejected / max(file.rows_read, 1) for file in report.files],
        }
    )


def checked_parts(settings: RunSettings, table: TableContract) -> frozenset[str]:
    """Parts of the newest landing that was published: their keys were compared with each other."""
    try:
        kept = Archive(settings.out).landings()
        report = Archive(settings.out).report(kept[-1], table.key) if kept else None
    except ArchiveError:
        report = None
    return frozenset(part.rows for part in report.parts) if report else frozenset()


def column_profile(
    landing: Path, table: TableContract, checked: Collection[str] = frozenset()
) -> pd.DataFrame:
    """One row a column: landed_type, contract_type, required_empty, key_repeats.

    Args:
        landing: folder of the landed tables.
        table: contract of the table.
        checked: parts in which no key is known to be repeated.
    """
    report = read_report(landing, table)
    rows = landed(landing, table.name)
    filled: Counter[str] = Counter()
    for counts in report.filled.values():
        filled.update(counts)
    with duckdb.connect() as connection:
        types = dict(
            connection.execute(
                f"select column_name, column_type from (describe from {rows})"
            ).fetchall()
        )
        repeats = _key_repeats(connection, landing, table, report, checked)
    return pd.DataFrame(
        {
            "landed_type": [types.get(column.name, "missing") for column in table.landed_columns],
            "contract_type": [column.sql_type for column in table.landed_columns],
            "required_empty": [
                filled[ROWS] - filled[column.name] if column.required else 0
                for column in table.landed_columns
            ],
            "key_repeats": [repeats for _ in table.landed_columns],
        }
    )


def _key_repeats(
    connection: duckdb.DuckDBPyConnection,
    landing: Path,
    table: TableContract,
    report: TableReport,
    checked: Collection[str],
) -> int:
    """Rows whose key is there before, among new parts and between those and the others."""
    files = part_files(landing, report)
    fresh = [path for path in files if path.stem not in checked]
    others = [path for path in files if path.stem in checked]
    if not fresh:
        return 0
    keys = ", ".join(f'"{column}"' for column in table.key_columns)
    sql = f"select count(*) - count(distinct ({keys})) from {files_sql(fresh)}"
    found = int(connection.execute(sql).fetchall()[0][0])
    if others:
        same = " and ".join(
            f'one."{key}" is not distinct from other."{key}"' for key in table.key_columns
        )
        rows = connection.execute(
            f"select count(*) from {files_sql(others)} as other "
            f"semi join {files_sql(fresh)} as one on {same}"
        ).fetchall()
        found += int(rows[0][0])
    return found
