"""`ladder run`: from exports to a published result, through the same definitions as Dagster's."""

import json
import re
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from assets.config_record import RecordError
from assets.expectations import warm_up
from assets.framework_file import editions_of_run, framework_of
from assets.landing.discovery import named_briefly
from assets.landing.mapping import load_mapping
from assets.landing.mapping_errors import MappingError
from assets.publication import AnotherRunError, single_writer
from assets.run_settings import RunSettings
from assets.timings import note
from competency.errors import CompetencyError
from pipelines.commands import options
from pipelines.started import STARTED


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
@options.as_json
def command(
    exports: Path,
    out: Path,
    config: Path | None,
    mapping: str | None,
    as_of: datetime | None,
    as_json: bool,
) -> None:
    """Pull the exports, build everything, publish; ends with the path of the report.

    With approvals on record (`ladder config log`) each month takes the configuration approved for
    it, and --config may only name the one in force.

    Exit status: 0 published, 1 failed and the last published result still stands, 2 wrong usage,
    configuration, record or mapping.
    """
    try:
        framework_of(config)
        if mapping:
            load_mapping(mapping)
    except (CompetencyError, MappingError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if out.resolve().is_relative_to(exports.resolve()):
        click.echo(f"--out {out} lies in the exports folder: a later run would read it", err=True)
        sys.exit(2)
    settings = RunSettings(
        exports=exports.resolve(),
        out=out.resolve(),
        config=config.resolve() if config else None,
        mapping=mapping,
        as_of=as_of.date() if as_of else None,
    )
    try:
        for edition in editions_of_run(settings, settings.as_of):
            for passed_over in edition.notes:
                click.echo(passed_over, err=True)
        with single_writer(settings.out):
            problems = execute(settings)
    except (RecordError, CompetencyError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except AnotherRunError as error:
        problems = [str(error)]
    except OSError as error:
        click.echo(f"cannot write to {out}: {error.strerror or error}", err=True)
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
    _tell(record)
    page = settings.out / "current" / "report" / "index.html"
    click.echo(json.dumps({**record, "report": str(page)}, ensure_ascii=False) if as_json else page)


def execute(settings: RunSettings) -> list[str]:
    """Run the job `everything` in this process; returns what went wrong, in plain words.

    Raises:
        RecordError: the record does not allow it, which may show only once the as-of day is known.
    """
    warm_up()
    import dagster as dg  # noqa: PLC0415  a wrong option should not wait for these

    from assets.dbt_runner import DbtError  # noqa: PLC0415
    from pipelines.build import build_definitions  # noqa: PLC0415
    from pipelines.progress import progress_logger  # noqa: PLC0415

    forget_earlier_run(settings)
    try:
        definitions = build_definitions(settings, loggers={"progress": progress_logger})
    except DbtError as error:
        return [str(error)]
    note(settings.work, "start_up", time.perf_counter() - STARTED)
    with dg.DagsterInstance.ephemeral() as instance:
        result = definitions.resolve_job_def("everything").execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"progress": {}}},
        )
    if result.success:
        return []
    failures = result.filter_events(lambda event: event.is_step_failure)
    for refusal in filter(None, map(_refusal, failures)):
        raise RecordError(refusal)
    return [_cause(event) for event in failures] or ["the run failed"]


def forget_earlier_run(settings: RunSettings) -> None:
    """Timings are of this run alone; everything else of an earlier run is overwritten."""
    (settings.work / "timings.json").unlink(missing_ok=True)


def _refusal(event: Any) -> str | None:
    """What the record has against the run, if that is why a step failed."""
    error = event.step_failure_data.error
    while error is not None and error.cls_name != RecordError.__name__:
        error = error.cause
    return None if error is None else _message(error)


def _cause(event: Any) -> str:
    error = event.step_failure_data.error
    while error.cause is not None:
        error = error.cause
    return f"{event.step_key.replace('__', '/')}: {_message(error)}"


def _message(error: Any) -> str:
    # Dagster writes `module.Class: message`; the class says nothing to people.
    return re.sub(r"^[\w.]+: ", "", error.message.strip())


def _tell(record: dict[str, Any]) -> None:
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
    split = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in record["timings"].items())
    click.echo(f"seconds: {split}; {time.perf_counter() - STARTED:.1f} in all", err=True)
