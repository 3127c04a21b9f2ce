from datetime import date

import dagster as dg

from assets.contracts.catalogue import TABLES
from assets.landing.report import Drift, TableReport
from assets.schema_drift_checks import build_drift_checks, drift_result


def _report(*drift: Drift) -> TableReport:
    return TableReport(table="crm/surveys", status="ok", drift=[*drift])


def test_nothing_changed_passes() -> None:
    assert drift_result(_report()).passed


def test_a_change_warns_and_is_named() -> None:
    since = date(2026, 3, 1)
    lost = Drift(kind="renamed", column="csat", near="csat_score", since=since)
    new = Drift(kind="new", column="remark", since=since)
    result = drift_result(_report(lost, new))
    assert not result.passed
    assert result.severity is dg.AssetCheckSeverity.WARN
    told = result.metadata["crm/surveys.csat"].value
    assert "csat_score is new and looks like csat" in told
    assert "remark" in result.metadata["crm/surveys"].value


def test_every_table_has_one() -> None:
    keys = {spec.asset_key.path[-1] for one in build_drift_checks() for spec in one.check_specs}
    assert keys == {table.name for table in TABLES}
