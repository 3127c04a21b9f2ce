"""Dagster's runs tell of their failures, and of what a published result lacks."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.alerts import Alert
from assets.alerts_channels import Channel, Webhook
from assets.publication import single_writer
from assets.run_settings import RunSettings
from pipelines import alert_sensors
from pipelines.alert_sensors import build_alert_sensors
from pipelines.jobs import build_jobs
from pipelines.run_resource import build_settings_resource

pytestmark = pytest.mark.filterwarnings("ignore")
CHANNEL = Webhook(url="https://chat.example.org/s3cret")


@dg.asset(key=["published", "report"], required_resource_keys={"settings"})
def report() -> None:
    """Fails when it is told to."""
    raise ValueError("row 3: 王芳")


@dg.asset(key="fine", required_resource_keys={"settings"})
def fine() -> None:
    """Never fails."""


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Alert]:
    got: list[Alert] = []

    def send(alerts: Sequence[Alert], channels: Sequence[Channel], **_: Any) -> list[str]:
        assert channels == [CHANNEL]
        got.extend(alerts)
        return []

    monkeypatch.setattr(alert_sensors, "send_alerts", send)
    return got


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    return RunSettings(exports=tmp_path, out=tmp_path / "out")


def _sensors(settings: RunSettings) -> dict[str, Any]:
    sensors = build_alert_sensors(settings, build_jobs(), [CHANNEL])
    return {sensor.name: sensor for sensor in sensors}


def _after(settings: RunSettings, asset: dg.AssetsDefinition, sensor: str) -> None:
    """Run one asset and let a sensor look at the run."""
    resources = {"settings": build_settings_resource(settings)}
    job = dg.Definitions([asset], resources=resources).resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, raise_on_error=False)
        event = next(one for one in result.all_events if one.is_job_failure or one.is_job_success)
        context = dg.build_run_status_sensor_context(
            sensor_name=sensor,
            dagster_event=event,
            dagster_instance=instance,
            dagster_run=result.dagster_run,
        )
        if not result.success:
            context = context.for_run_failure()
        _sensors(settings)[sensor](context)


def test_a_failed_step_is_told_by_its_place_and_kind(
    settings: RunSettings, sent: list[Alert]
) -> None:
    _after(settings, report, "alert_of_failure")
    [alert] = sent
    assert alert.code == "publication_failed"
    assert "published/report: ValueError" in alert.details[0]
    assert "王芳" not in str(alert)


def test_a_run_that_found_another_at_work_is_told_so(
    settings: RunSettings, sent: list[Alert]
) -> None:
    with single_writer(settings.out):
        _after(settings, fine, "alert_of_failure")
    assert [alert.code for alert in sent] == ["another_run"]


def test_a_run_whose_process_was_killed_is_told_as_failed(
    settings: RunSettings, sent: list[Alert]
) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        killed = dg.GraphDefinition(name="killed", node_defs=[]).to_job()
        run = instance.create_run_for_job(job_def=killed)
        event = instance.report_run_failed(run, "the process was killed")
        context = dg.build_run_status_sensor_context(
            sensor_name="alert_of_failure",
            dagster_event=event,
            dagster_instance=instance,
            dagster_run=run,
        )
        _sensors(settings)["alert_of_failure"](context.for_run_failure())
    assert sent == [Alert(code="run_failed")]


def test_what_a_published_result_lacks_is_told(settings: RunSettings, sent: list[Alert]) -> None:
    folder = settings.out / "versions" / "1"
    folder.mkdir(parents=True)
    missing = {"code": "missing_table", "subject": "crm/surveys", "text": "Table is missing."}
    run = {"mode": {"state": "degraded", "notices": [missing]}}
    (folder / "run.json").write_text(json.dumps(run))
    settings.current.symlink_to(folder)
    _after(settings, fine, "alert_of_result")
    assert [alert.code for alert in sent] == ["degraded"]


def test_a_stopped_run_is_told(settings: RunSettings, sent: list[Alert]) -> None:
    _after(settings, fine, "alert_of_stop")
    assert [alert.code for alert in sent] == ["run_stopped"]


def test_sensors_are_on_where_there_is_a_channel(settings: RunSettings) -> None:
    def status(channels: list[Channel]) -> set[dg.DefaultSensorStatus]:
        sensors = build_alert_sensors(settings, build_jobs(), channels)
        return {sensor.default_status for sensor in sensors}

    assert status([CHANNEL]) == {dg.DefaultSensorStatus.RUNNING}
    assert status([]) == {dg.DefaultSensorStatus.STOPPED}
