import os
from pathlib import Path

import dagster as dg

from assets.run_settings import RunSettings
from pipelines.jobs import build_jobs
from pipelines.sensors import build_exports_sensor


def _look(sensor: dg.SensorDefinition, cursor: str | None) -> tuple[list[str | None], str | None]:
    context = dg.build_sensor_context(cursor=cursor)
    result = sensor.evaluate_tick(context)
    return [request.run_key for request in result.run_requests or []], result.cursor


def test_sensor_runs_once_for_a_settled_folder_and_again_for_a_new_file(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    (exports / "crm").mkdir(parents=True)
    (exports / "crm" / "agents.csv").write_text("agent_id\nA1\n")
    settings = RunSettings(exports=exports, out=tmp_path / "out")
    sensor = build_exports_sensor(settings, build_jobs()["everything"])

    first, cursor = _look(sensor, None)
    second, cursor = _look(sensor, cursor)
    third, cursor = _look(sensor, cursor)
    (exports / "crm" / "surveys.csv").write_text("survey_id\n")
    _, cursor = _look(sensor, cursor)
    fifth, _ = _look(sensor, cursor)

    assert (len(first), len(second), len(third), len(fifth)) == (0, 1, 0, 1)
    assert second != fifth


def test_links_that_lead_nowhere_and_pipes_do_not_stop_the_sensor(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "agents.csv").write_text("agent_id\n")
    (exports / "gone.csv").symlink_to(exports / "nowhere.csv")
    os.mkfifo(exports / "pipe.csv")
    settings = RunSettings(exports=exports, out=tmp_path / "out")
    sensor = build_exports_sensor(settings, build_jobs()["everything"])
    _, cursor = _look(sensor, None)
    second, _ = _look(sensor, cursor)
    assert len(second) == 1
