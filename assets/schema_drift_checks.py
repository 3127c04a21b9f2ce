"""Asset checks on drift: one a table, which warns and names the column."""

import dagster as dg

from assets.contracts.catalogue import TABLES
from assets.contracts.table import TableContract
from assets.degraded_notices import drift_notices
from assets.landing.report import TableReport, read_report
from assets.run_settings import RunSettings

CHECK = "columns_as_before"


def build_drift_checks() -> list[dg.AssetChecksDefinition]:
    """One check a table; none blocks, since the run degrades and says so."""
    return [_table_check(table) for table in TABLES]


def _table_check(table: TableContract) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        name=CHECK,
        asset=dg.AssetKey(["landing", table.name]),
        description="No column is new, gone, renamed, retyped or without the values it had in the "
        "landing before.",
    )
    def columns_as_before(settings: dg.ResourceParam[RunSettings]) -> dg.AssetCheckResult:
        return drift_result(read_report(settings.landing, table))

    return columns_as_before


def drift_result(report: TableReport) -> dg.AssetCheckResult:
    """Warn of every change, in words."""
    notices = drift_notices([report])
    return dg.AssetCheckResult(
        passed=not notices,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={one.subject: one.text for one in notices},
    )
