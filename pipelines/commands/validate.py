"""`ladder validate`: measures the shipped pipeline against known truth and published results."""

import json
import os
import sys
import time
from pathlib import Path

import click

from competency.validation.scenarios import AGENTS, SCENARIOS
from pipelines.commands import options

# A centre takes a core; more at a time only need more memory.
_JOBS = min(4, os.cpu_count() or 1)


@click.command()
@click.option(
    "--seeds",
    type=click.IntRange(1, 100),
    default=2,
    show_default=True,
    help="Repetitions of each kind of centre; more make every figure surer.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build/validation"),
    show_default=True,
    help="Folder that receives the report and the figures.",
)
@click.option(
    "--agents",
    type=click.IntRange(20, 5_000),
    default=AGENTS,
    show_default=True,
    help="People in a centre; more make every figure surer, and take longer.",
)
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    type=click.Choice(list(SCENARIOS)),
    help="Only this kind of centre; may be given several times. Default: all.",
)
@click.option("--jobs", type=click.IntRange(1, 64), default=_JOBS, help="Centres run at a time.")
@options.as_json
def command(
    seeds: int, out: Path, agents: int, scenarios: tuple[str, ...], jobs: int, as_json: bool
) -> None:
    """Run simulated centres through the pipeline, measure it against their truth, write a report.

    Some centres instead follow learning paths for a year, beside other ways to spend the hours.

    Exit status: 0 everything within tolerance, 1 not, 2 wrong usage or a folder that cannot be
    written. What is out is named at the end.
    """
    # These take seconds to import; `ladder validate --help` should not.
    from assets.validation.campaign import Finished, run_campaign  # noqa: PLC0415
    from assets.validation.page import write_page  # noqa: PLC0415
    from assets.validation.result import Result, lines, record_of, write_files  # noqa: PLC0415
    from assets.validation.words import SCENARIO_NAMES  # noqa: PLC0415
    from competency.references import reference_checks  # noqa: PLC0415
    from competency.simulation.settings import DIMENSIONS  # noqa: PLC0415
    from competency.validation.summary import summarise  # noqa: PLC0415

    def tell(finished: Finished) -> None:
        name = f"{SCENARIO_NAMES[finished.scenario].en}, seed {finished.seed + 1}"
        place = f"{finished.done:>3} of {finished.total}"
        click.echo(f"  {place}  {name:<40} {finished.seconds:6.1f} s", err=True)

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"cannot write to {out}: {error.strerror or error}") from error
    started = time.perf_counter()
    chosen = [key for key in SCENARIOS if not scenarios or key in scenarios]
    try:
        runs = run_campaign(seeds=seeds, agents=agents, jobs=jobs, scenarios=chosen, tell=tell)
    except RuntimeError as error:
        # A model that failed, rows that were refused, a process that was ended from outside.
        click.echo(str(error) or type(error).__name__, err=True)
        sys.exit(1)
    result = Result(
        seeds=seeds,
        agents=agents,
        seconds=time.perf_counter() - started,
        figures=summarise(runs.comparisons, DIMENSIONS, runs.weighings, runs.policy_tests),
        references=reference_checks(),
    )
    write_files(result, out)
    page = write_page(result, runs.comparisons, out, runs.weighings, runs.policy_tests)
    if as_json:
        click.echo(json.dumps({**record_of(result), "report": str(page)}, ensure_ascii=False))
    else:
        for line in lines(result):
            click.echo(line)
        click.echo(page)
    sys.exit(0 if result.ok else 1)
