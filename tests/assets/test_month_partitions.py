from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from assets import month_partitions
from assets.month_partitions import (
    CHANGED,
    MONTHS,
    build_rebuilt_month_asset,
    changed_months_spec,
    materializations,
)
from assets.rebuild import Rebuilt
from assets.run_settings import RunSettings


def test_months_are_reported_in_order_and_as_partitions_that_exist() -> None:
    told = list(materializations([date(2026, 3, 1), date(2025, 12, 1)]))
    assert [one.partition for one in told] == ["2025-12-01", "2026-03-01"]
    assert {one.asset_key for one in told} == {CHANGED}
    assert {one.partition for one in told} <= set(MONTHS.get_partition_keys())


def test_the_current_month_is_one_of_them() -> None:
    assert date.today().replace(day=1).isoformat() in MONTHS.get_partition_keys()


def test_months_of_the_landing_are_no_step_of_a_run() -> None:
    spec = changed_months_spec([dg.AssetKey("parts")])
    assert spec.partitions_def == MONTHS
    job = dg.Definitions(assets=[spec]).resolve_implicit_global_asset_job_def()
    assert not job.asset_layer.executable_asset_keys


class _Kept:
    run_id, as_of = "r1", date(2026, 2, 28)


@pytest.mark.parametrize("differences", [[], ["marts/agents.parquet"]])
def test_a_partition_is_a_month_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, differences: list[str]
) -> None:
    asked = []

    def rebuild(settings, month, target, *, tell):
        asked.append((month, target))
        folder = None if differences else target
        return Rebuilt(kept=_Kept(), folder=folder, differences=differences, reasons=["other code"])

    monkeypatch.setattr(month_partitions, "rebuild_month", rebuild)
    settings = RunSettings(exports=tmp_path, out=tmp_path)
    result = dg.materialize(
        [build_rebuilt_month_asset()],
        partition_key="2026-02-01",
        resources={"settings": settings},
        raise_on_error=False,
    )
    assert asked == [("2026-02", tmp_path.resolve() / "rebuilt" / "2026-02")]
    assert result.success == (not differences)
    if differences:
        (failed,) = result.get_step_failure_events()
        assert "marts/agents.parquet" in str(failed.event_specific_data)
