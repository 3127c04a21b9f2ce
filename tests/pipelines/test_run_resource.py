"""A run started by Dagster is a single writer too, and keeps a log."""

import json
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.publication import AnotherRunError, single_writer
from assets.run_settings import RunSettings
from assets.timings import note, read_timings
from pipelines.run_log import RunLog
from pipelines.run_resource import build_settings_resource

pytestmark = pytest.mark.filterwarnings("ignore")


def _is_free(out: Path) -> bool:
    try:
        with single_writer(out):
            return True
    except AnotherRunError:
        return False


@dg.asset
def one(settings: dg.ResourceParam[RunSettings]) -> None:
    """The first of two steps."""
    assert not _is_free(settings.out)


@dg.asset(deps=[one])
def two(settings: dg.ResourceParam[RunSettings]) -> None:
    """The second, in the same hold."""
    assert not _is_free(settings.out)


@dg.asset(deps=[two])
def bad() -> None:
    """Fails."""
    raise ValueError("row 3")


def _run(
    settings: RunSettings, *, log: RunLog | None = None, assets: Any = (one, two)
) -> dg.ExecuteInProcessResult:
    definitions = dg.Definitions(
        list(assets),
        resources={"settings": build_settings_resource(settings, log)},
        executor=dg.in_process_executor,
    )
    with dg.DagsterInstance.ephemeral() as instance:
        job = definitions.resolve_implicit_global_asset_job_def()
        return job.execute_in_process(instance=instance, raise_on_error=False)


def _events(out: Path) -> list[dict[str, Any]]:
    [path] = (out / "logs").glob("run-*.jsonl")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    return RunSettings(exports=tmp_path, out=tmp_path / "out")


def test_the_folder_is_held_from_the_first_asset_to_the_last_and_then_free(
    settings: RunSettings,
) -> None:
    note(settings.work, "of_an_earlier_run", 1.0)
    assert _run(settings).success
    assert _is_free(settings.out)
    events = _events(settings.out)
    assert events[0]["started_by"] == "dagster"
    assert [line["asset"] for line in events if line["event"] == "asset_end"] == ["one", "two"]
    assert events[-1]["status"] == "done"
    timings = read_timings(settings.work)
    assert (timings["stages"], list(timings["assets"])) == ({}, ["one", "two"])


def test_a_failed_run_frees_the_folder_and_says_so(settings: RunSettings) -> None:
    assert not _run(settings, assets=(one, two, bad)).success
    assert _is_free(settings.out)
    assert _events(settings.out)[-1]["status"] == "failed"


def test_a_second_run_fails_before_its_first_asset(settings: RunSettings) -> None:
    with single_writer(settings.out):
        result = _run(settings)
    assert not result.success
    assert result.filter_events(lambda event: event.is_step_start) == []
    [failed] = result.filter_events(lambda event: event.is_job_failure)
    error = failed.job_failure_data.error
    assert error is not None
    assert "another run is writing" in error.to_string()
    assert not (settings.out / "logs").exists()


def test_a_caller_who_holds_the_folder_lends_its_log(settings: RunSettings) -> None:
    with single_writer(settings.out), RunLog(settings.out, started_by="ladder run") as log:
        assert _run(settings, log=log).success
    assert _events(settings.out)[0]["started_by"] == "ladder run"


def test_who_only_looks_at_a_run_that_has_ended_does_not_hold_the_folder(
    settings: RunSettings,
) -> None:
    """As the result object of `dagster job execute` does."""
    resource = build_settings_resource(settings)
    with single_writer(settings.out), dg.build_resources({"settings": resource}) as built:
        assert built.settings == settings
    assert not (settings.out / "logs").exists()
