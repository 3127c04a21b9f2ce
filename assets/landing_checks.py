"""Asset checks on what has landed. The suites are in assets.expectations."""

import dagster as dg
import duckdb
import pandas as pd

from assets.contracts.catalogue import TABLES
from assets.contracts.table import TableContract
from assets.expectations import Finding, check_landed
from assets.landing.report import TableReport, read_report
from assets.landing_assets import landing_key
from assets.run_settings import RunSettings
from assets.timings import timed

CHECK = "landed_as_agreed"


def build_landing_checks() -> list[dg.AssetChecksDefinition]:
    """One blocking check a table."""
    return [_table_check(table) for table in TABLES]


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
                    *check_landed(file_profile(report), column_profile(settings, table)),
                    *status_findings(report, table.optional),
                ]
            )

    return landed_as_agreed


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


def column_profile(settings: RunSettings, table: TableContract) -> pd.DataFrame:
    """One row a column: landed_type, contract_type, required_empty, key_repeats."""
    path = str(settings.landing / f"{table.name}.parquet").replace("'", "''")
    landed = f"read_parquet('{path}')"
    keys = ", ".join(f'"{column}"' for column in table.key_columns)
    empty = "".join(f', count(*) - count("{column}")' for column in table.required_columns)
    with duckdb.connect() as connection:
        types = dict(
            connection.execute(
                f"select column_name, column_type from (describe from {landed})"
            ).fetchall()
        )
        repeats, *lacking = connection.execute(
            f"select count(*) - count(distinct ({keys})){empty} from {landed}"
        ).fetchall()[0]
    required_empty = dict(zip(table.required_columns, lacking, strict=True))
    return pd.DataFrame(
        {
            "landed_type": [types.get(column.name, "missing") for column in table.columns],
            "contract_type": [column.sql_type for column in table.columns],
            "required_empty": [required_empty.get(column.name, 0) for column in table.columns],
            "key_repeats": [repeats for _ in table.columns],
        }
    )
