"""A run's log: what is in it, in which order, and that nothing about people is."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.timings import read_timings
from pipelines.run_log import KEPT, RunLog

pytestmark = pytest.mark.filterwarnings("ignore")


def _lines(log: RunLog) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.path.read_text("utf-8").splitlines()]


@dg.asset(key=["landing", "crm_agents"])
def agents() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"dagster/row_count": 7})


@dg.asset_check(asset=agents)
def looks_right() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN)


@dg.multi_asset(specs=[dg.AssetSpec(["marts", "a"]), dg.AssetSpec(["marts", "b"])], name="models")
def models(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    context.log.info("not told: 王芳")
    context.log.warning("it goes on from another day")
    yield dg.MaterializeResult(asset_key=["marts", "a"], metadata={"Execution Duration": 1.5})
    yield dg.MaterializeResult(asset_key=["marts", "b"])


@dg.asset(key=["published", "current"], deps=[["marts", "a"]])
def current() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"run_id": "20260331-abc"})


@dg.asset(key=["published", "report"])
def broken() -> None:
    raise ValueError("row 3: 王芳")


def _run(out: Path, assets: list[Any], checks: list[Any]) -> RunLog:
    @dg.resource
    def settings(context: dg.InitResourceContext) -> None:
        assert context.instance is not None
        assert context.run_id is not None
        context.instance.add_event_listener(context.run_id, log.hear)

    @dg.asset(key="first", required_resource_keys={"settings"})
    def first() -> None:
        """Has the resource made."""

    with RunLog(out, started_by="ladder run") as log:
        definitions = dg.Definitions([first, *assets], asset_checks=checks,
                                     resources={"settings": settings})  # fmt: skip
        with dg.DagsterInstance.ephemeral() as instance:
            definitions.resolve_implicit_global_asset_job_def().execute_in_process(
                instance=instance, raise_on_error=False
            )
    return log


def test_every_asset_check_and_warning_has_its_lines(tmp_path: Path) -> None:
    log = _run(tmp_path, [agents, models, current], [looks_right])
    lines = _lines(log)
    assert [lines[0]["event"], lines[-1]["event"]] == ["run_start", "run_end"]
    assert lines[-1]["status"] == "published"
    assert all({"ts", "level", "event"} <= set(line) for line in lines)
    assert lines == sorted(lines, key=lambda line: line["ts"])
    by_event = {(line["event"], line.get("asset")): line for line in lines}
    ended = by_event["asset_end", "landing/crm_agents"]
    assert ended["rows"] == 7
    assert ended["seconds"] >= 0
    assert ("asset_start", "landing/crm_agents") in by_event
    check = by_event["check", "landing/crm_agents"]
    assert (check["check"], check["passed"], check["level"]) == ("looks_right", False, "warning")
    assert by_event["built", "marts/a"]["seconds"] == 1.5
    assert by_event["published", None]["run_id"] == "20260331-abc"
    assert by_event["warning", None]["text"] == "it goes on from another day"
    assert "王芳" not in log.path.read_text("utf-8")
    assert "landing/crm_agents" in read_timings(tmp_path / "work")["assets"]


def test_a_failure_is_told_without_its_words(tmp_path: Path) -> None:
    log = _run(tmp_path, [broken], [])
    [failed] = [line for line in _lines(log) if line["event"] == "failed"]
    assert (failed["asset"], failed["error"]) == ("published/report", "ValueError")
    assert failed["code"] == "publication_failed"
    assert _lines(log)[-1]["status"] == "failed"
    assert "王芳" not in log.path.read_text("utf-8")
    assert [one.words for one in log.failures] == ["row 3: 王芳"]


def test_an_error_outside_all_assets_ends_the_log_too(tmp_path: Path) -> None:
    with pytest.raises(KeyError), RunLog(tmp_path, started_by="ladder run") as log:
        raise KeyError("王芳")
    assert _lines(log)[-1]["status"] == "failed"
    assert _lines(log)[-1]["error"] == "KeyError"
    assert "王芳" not in log.path.read_text("utf-8")


def test_the_last_line_is_written_once(tmp_path: Path) -> None:
    with RunLog(tmp_path, started_by="ladder run") as log:
        log.end("stopped", signal="SIGTERM")
        log.write("late")
    assert [line["event"] for line in _lines(log)] == ["run_start", "run_end"]


def test_old_logs_go_and_other_files_stay(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "access.jsonl").write_text("")
    for number in range(KEPT + 5):
        # Years ahead: the clock has been set back since.
        (folder / f"run-2999010{number // 10}T00000{number % 10}.000000-1.jsonl").write_text("")
    with RunLog(tmp_path, started_by="ladder run") as log:
        pass
    left = sorted(folder.glob("run-*.jsonl"))
    assert len(left) == KEPT
    assert log.path in left
    assert (folder / "access.jsonl").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_full_disk_takes_the_log_and_not_the_run(tmp_path: Path) -> None:
    with RunLog(tmp_path, started_by="ladder run") as log:
        log._file.close()
        log._file = Path("/dev/full").open("a", encoding="utf-8")  # noqa: SIM115  the log closes it
        log.write("published", run_id="20260331-abc")
    assert log._file.closed
