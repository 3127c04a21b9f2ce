"""`ladder run`: from exports to a published result, through the same definitions as Dagster's."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assets.alerts import Alert, result_alerts
from assets.alerts_channels import Channel, ChannelError, send_alerts
from assets.config_record import RecordError
from assets.expectations import warm_up
from assets.framework_file import editions_of_run, framework_of
from assets.landing.discovery import named_briefly
from assets.landing.mapping import load_mapping
from assets.landing.mapping_errors import MappingError
from assets.object_store import Store, open_store
from assets.object_store_address import StoreAddress
from assets.object_store_errors import StoreError
from assets.object_store_mirror import MIRROR
from assets.publication import AnotherRunError, single_writer
from assets.run_settings import RunSettings
from assets.timings import forget_timings, note, read_timings, timed
from competency.errors import CompetencyError
from pipelines.commands import options
from pipelines.exports_source import bring_exports
from pipelines.failure import Failure, failure_of_exception
from pipelines.garbage import start_is_over, start_uncollected
from pipelines.settings import alert_channels
from pipelines.stage_lines import stage_lines
from pipelines.started import STARTED
from pipelines.stopping import stoppable

if TYPE_CHECKING:
    from pipelines.run_log import RunLog


@click.command()
@options.exports
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that receives the result as OUT/current.",
)
@options.config
@options.mapping
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Last day that may be seen; without it that of the latest event.",
)
@click.option(
    "--freeze",
    metavar="REASON",
    help="Keep tiers and assignments as they are published; every output says why.",
)
@click.option("--verbose", is_flag=True, help="Also show seconds and memory of every asset.")
@options.as_json
def command(
    exports: Path | StoreAddress,
    out: Path,
    config: Path | None,
    mapping: str | None,
    as_of: datetime | None,
    freeze: str | None,
    verbose: bool,
    as_json: bool,
) -> None:
    """Pull the exports, build everything, publish; ends with the path of the report.

    With approvals on record (`ladder config log`) each month takes the configuration approved for
    it, and --config may only name the one in force.

    Exit status: 0 published, 1 failed and the last published result still stands, 2 wrong usage,
    configuration, record or mapping, 143 or 130 stopped from outside.

    OUT/logs has a log of the run. Alerts go to LADDER_ALERT_WEBHOOK and LADDER_ALERT_MAIL_TO,
    where these are set: docs/runbook.md.

    Exports on object storage are mirrored to OUT/work/exports first, of which only what has changed
    is fetched: docs/object_storage.md.
    """
    about = out.resolve().name
    try:
        channels = alert_channels()
        with alerting(about, channels):
            store = open_store(exports) if isinstance(exports, StoreAddress) else None
            framework_of(config)
            if mapping:
                load_mapping(mapping)
    except (ChannelError, CompetencyError, MappingError, StoreError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if freeze is not None and not (freeze := " ".join(freeze.split())):
        click.echo("--freeze needs a reason, which every page will show", err=True)
        sys.exit(2)
    folder = out.resolve() / MIRROR if isinstance(exports, StoreAddress) else exports.resolve()
    if out.resolve().is_relative_to(folder):
        click.echo(f"--out {out} lies in the exports folder: a later run would read it", err=True)
        sys.exit(2)
    settings = RunSettings(
        exports=folder,
        out=out.resolve(),
        config=config.resolve() if config else None,
        mapping=mapping,
        as_of=as_of.date() if as_of else None,
        freeze=freeze,
    )
    try:
        with alerting(about, channels):
            for edition in editions_of_run(settings, settings.as_of):
                for passed_over in edition.notes:
                    click.echo(passed_over, err=True)
            problems = execute(settings, channels, store)
    except (RecordError, CompetencyError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except (AnotherRunError, StoreError) as error:
        problems = [str(error)]
    except OSError as error:
        click.echo(f"cannot write to {error.filename or out}: {error.strerror or error}", err=True)
        sys.exit(2)
    if problems:
        for problem in problems:
            click.echo(problem, err=True)
        stands = (settings.out / "current").exists()
        click.echo(
            "nothing was published; "
            + ("the last published result stands" if stands else "there is no earlier result"),
            err=True,
        )
        sys.exit(1)
    record = json.loads((settings.out / "current" / "run.json").read_text(encoding="utf-8"))
    _tell(record, verbose)
    page = settings.out / "current" / "report" / "index.html"
    click.echo(json.dumps({**record, "report": str(page)}, ensure_ascii=False) if as_json else page)


@contextmanager
def alerting(about: str, channels: Sequence[Channel]) -> Iterator[None]:
    """Alert of what ends a run outside its assets; the error goes on."""
    try:
        yield
    except Exception as error:
        _alert(about, channels, [failure_of_exception(error)])
        raise


def execute(
    settings: RunSettings, channels: Sequence[Channel] = (), store: Store | None = None
) -> list[str]:
    """Run the job `everything` in this process; returns what went wrong, in plain words.

    Holds the output folder, keeps a log in OUT/logs, and ends in order when it is stopped.

    Args:
        settings: inputs and folders.
        channels: where alerts go.
        store: where the exports lie that `settings.exports` shall mirror; None: they lie there.

    Raises:
        StoreError: the exports cannot be mirrored.
        RecordError: the record does not allow it, which may show only once the as-of day is known.
        AnotherRunError: another run is writing to the folder.
        OSError: there is no writing in the folder.
    """
    with single_writer(settings.out), start_uncollected():
        warm_up()
        from pipelines.run_log import RunLog  # noqa: PLC0415  wrong options do not wait for dagster

        with RunLog(settings.out, started_by="ladder run") as log:

            def last_words(signal: str) -> None:
                log.end("stopped", signal=signal)
                click.echo(f"stopped by {signal}; what was published stands", err=True)
                if signal == "SIGTERM":  # who presses a key knows
                    _send(settings.out.name, channels, [Alert(code="run_stopped")], patient=False)

            with stoppable(last_words) as wait_if_stopping:
                forget_timings(settings.work, STARTED)
                if store is not None:
                    with timed(settings.work, "fetch"):
                        _bring(store, settings, log)
                failures = _build(settings, log)
                wait_if_stopping()
                for refused in failures:
                    if refused.error == RecordError.__name__:
                        raise RecordError(refused.words)
                if failures:
                    _alert(settings.out.name, channels, failures)
                else:
                    _tell_log(settings, log)
                    _send(settings.out.name, channels, result_alerts(settings.out))
    return [f"{one.asset}: {one.words}" if one.asset else one.words for one in failures]


def _bring(store: Store, settings: RunSettings, log: "RunLog") -> None:
    mapping = load_mapping(settings.mapping) if settings.mapping else None
    done = bring_exports(store, settings.exports, mapping)
    for key, why in done.refused.items():
        log.write("object_refused", level="warning", key=key, why=why)
    log.write(
        "exports_mirrored",
        source=str(store.address),
        fetched=done.fetched,
        fetched_bytes=done.fetched_bytes,
        kept=done.kept,
        removed=done.removed,
    )


def _build(settings: RunSettings, log: "RunLog") -> list[Failure]:
    from assets.dbt_runner import (  # noqa: PLC0415  a wrong option need not wait for these
        DbtError,
        parse_project,
    )
    from pipelines.build import build_definitions  # noqa: PLC0415
    from pipelines.progress import progress_logger  # noqa: PLC0415
    from pipelines.run_instance import run_instance  # noqa: PLC0415

    so_far = sum(read_timings(settings.work)["stages"].values())
    note(settings.work, "imports", time.perf_counter() - STARTED - so_far)
    try:
        parse_project(settings)
        with timed(settings.work, "definitions"):
            definitions = build_definitions(
                settings, loggers={"progress": progress_logger}, log=log
            )
            job = definitions.resolve_job_def("everything")
    except DbtError as error:
        log.fail(failure_of_exception(error))
        return log.failures
    start_is_over()
    with run_instance() as instance:
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"progress": {}}},
        )
    if not result.success and not log.failures:
        unknown = RuntimeError("the run failed before its first asset")
        log.fail(failure_of_exception(unknown))
    return log.failures


def _tell_log(settings: RunSettings, log: "RunLog") -> None:
    record = json.loads((settings.current / "run.json").read_text(encoding="utf-8"))
    for notice in record["mode"]["notices"]:
        log.write("notice", level="warning", code=notice["code"], subject=notice["subject"])


def _alert(about: str, channels: Sequence[Channel], failures: Sequence[Failure]) -> None:
    by_code: dict[str, list[str]] = {}
    for failure in failures:
        by_code.setdefault(failure.code, []).append(failure.detail)
    alerts = [Alert(code=code, details=tuple(lines)) for code, lines in by_code.items()]
    _send(about, channels, alerts)


def _send(
    about: str,
    channels: Sequence[Channel],
    alerts: Sequence[Alert],
    *,
    patient: bool = True,
) -> None:
    for problem in send_alerts(alerts, channels, about=about, patient=patient):
        click.echo(problem, err=True)


def _tell(record: dict[str, Any], verbose: bool) -> None:
    counts = record["counts"]
    tiers = ", ".join(f"{key} {count}" for key, count in counts["tiers"].items())
    click.echo(f"as of {record['as_of']}: {counts['agents']} agents ({tiers})", err=True)
    read = sum(source["rows_read"] for source in record["sources"])
    rejected = sum(source["rejected"] for source in record["sources"])
    refused = f", {rejected:,} refused: see the mart rejected_rows" if rejected else ""
    click.echo(f"{read:,} rows read{refused}", err=True)
    for notice in record["mode"]["notices"]:
        click.echo(f"  {notice['text']}", err=True)
    for problem in record["catalogue_problems"]:
        click.echo(f"  course catalogue: {problem['text']}", err=True)
    if record["unread_files"]:
        click.echo(f"  files of no table: {named_briefly(record['unread_files'])}", err=True)
    stages = record["timings"]["stages"]
    if verbose:
        for asset, took in record["timings"]["assets"].items():
            peak = f"{took['peak_mib']:>6,} MiB" if took["peak_mib"] is not None else ""
            click.echo(f"  {asset:<44} {took['seconds']:>7.2f} s {peak}", err=True)
    for line in stage_lines(stages, time.perf_counter() - STARTED):
        click.echo(line, err=True)
