"""Runs dbt inside this process: a process of its own would cost several seconds a call."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from assets.dbt_manifest import break_seal, is_whole, made_from, seal, sealed_manifest
from assets.private_files import private_folder
from assets.run_settings import RunSettings
from assets.timings import note, timed

if TYPE_CHECKING:
    from dbt.artifacts.schemas.results import NodeResult
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import EventMsg


# What dbt says of a finished node; the thousands of other events are of no interest here.
RESULTS = {"LogModelResult", "LogSeedResult", "LogSnapshotResult", "LogTestResult"}
_FRAMES = re.compile(r"^( *)Traceback \(most recent call last\):\n(?:(?:\1 .*)?\n)*", re.MULTILINE)


class DbtError(RuntimeError):
    """dbt could not parse or build the project; the message names each node and its error."""


def dbt_arguments(settings: RunSettings) -> list[str]:
    """Arguments every dbt call shares.

    >>> from pathlib import Path
    >>> dbt_arguments(RunSettings(exports=Path("in"), out=Path("/out")))[:2]
    ['--target-path', '/out/work/dbt']
    """
    return [
        "--target-path",
        str(settings.dbt_target),
        "--project-dir",
        str(settings.dbt_project),
        "--profiles-dir",
        str(settings.dbt_project),
        "--log-path",
        str(settings.dbt_target / "logs"),
        # The events come by callback. Lines of text of all of them, shown or not, cost a second.
        "--log-level",
        "none",
        "--log-level-file",
        "none",
    ]


@contextmanager
def _environment(settings: RunSettings) -> Iterator[None]:
    # dbt takes its paths from the environment; what was there before comes back.
    wanted = {
        "LADDER_LANDING": str(settings.landing.resolve()),
        "LADDER_WAREHOUSE": str(settings.warehouse.resolve()),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@cache
def parse_project(settings: RunSettings) -> "Manifest":
    """Parse the project, where it changed since it was parsed last; once a process.

    There is a `manifest.json` for Dagster afterwards.

    Raises:
        DbtError: The project does not parse.
    """
    private_folder(settings.work)  # everything below is of people, before any of it is published
    settings.dbt_target.mkdir(parents=True, exist_ok=True)
    with timed(settings.work, "imports"):
        from dbt.cli.main import dbtRunner  # noqa: PLC0415  takes over a second

    with timed(settings.work, "dbt_parse"), _environment(settings):
        identity = made_from(settings.dbt_project)
        kept = sealed_manifest(settings.dbt_target, identity)
        if kept is not None:
            return kept
        # What dbt knows from before speeds it up; one flipped bit in it would be in the results.
        afresh = [] if is_whole(settings.dbt_target) else ["--no-partial-parse"]
        break_seal(settings.dbt_target)
        result = dbtRunner().invoke(["parse", *dbt_arguments(settings), *afresh])
        if not result.success:
            raise DbtError(f"dbt could not parse {settings.dbt_project}: {result.exception}")
        seal(settings.dbt_target, identity)
    return result.result


class Build(NamedTuple):
    """What `dbt build` did: its result events, and a line for each model or test that failed."""

    events: list[dict[str, Any]]
    failures: list[str]


def project_identity(settings: RunSettings) -> str:
    """Identify the project as this run reads it: files, variables, versions."""
    with _environment(settings):
        return made_from(settings.dbt_project)


def build_project(settings: RunSettings, selection: list[str]) -> Build:
    """Run `dbt build`.

    Args:
        settings: Folders of the run.
        selection: Further arguments such as `--select marts`.

    Raises:
        DbtError: dbt itself failed; failed models and tests are in the result instead.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415  see above
    from dbt.cli.main import dbtRunner  # noqa: PLC0415  see above
    from google.protobuf.json_format import MessageToDict  # noqa: PLC0415  only needed with dbt

    events: list[dict[str, Any]] = []

    def collect(event: "EventMsg") -> None:
        # The same shape as dbt's JSON log lines, which dagster-dbt reads.
        if event.info.name in RESULTS:
            events.append(MessageToDict(event, preserving_proto_field_name=True))

    manifest = parse_project(settings)
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with _environment(settings):
        runner = dbtRunner(manifest=manifest, callbacks=[collect])
        # Parsing has written the manifest; nobody reads the results as a file.
        arguments = ["build", "--no-write-json", *dbt_arguments(settings), *selection]
        began = time.perf_counter()
        result = runner.invoke(arguments)
        # The in-process adapter keeps the file locked; readers come next.
        DuckDBConnectionManager.close_all_connections()
    if result.exception is not None:
        raise DbtError(f"dbt build stopped: {result.exception}")
    _note_seconds(settings, result.result.results, time.perf_counter() - began)
    return Build(events, _failures(result.result.results))


def _note_seconds(settings: RunSettings, results: "list[NodeResult]", wall: float) -> None:
    tests = sum(one.execution_time for one in results if one.node.resource_type == "test")
    models = sum(one.execution_time for one in results) - tests
    note(settings.work, "dbt_models", models)
    note(settings.work, "dbt_tests", tests)
    note(settings.work, "dbt_between", wall - models - tests)


def _failures(results: "list[NodeResult]") -> list[str]:
    bad = ("error", "fail", "runtime error")
    return [
        f"{result.node.name}: {without_frames(result.message or '')}"
        for result in results
        if result.status in bad
    ]


def without_frames(message: str) -> str:
    r"""Leave out where in the code a Python model failed: what failed tells more, and is kept.

    >>> print(without_frames("Failed:\nTraceback (most recent call last):\n  File\nE: x"))
    Failed:
    E: x
    """
    return _FRAMES.sub("", message)
