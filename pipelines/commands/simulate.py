"""`ladder simulate`: a made-up service centre from a seed."""

import json
from pathlib import Path

import click

from assets.sample_exports import write_sample
from competency.simulation.centre import simulate_centre
from competency.simulation.settings import SimulationSettings
from pipelines.commands import options

DEFAULTS = SimulationSettings()


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--agents", type=click.IntRange(1), default=DEFAULTS.agents, show_default=True)
@click.option("--months", type=click.IntRange(1), default=DEFAULTS.months, show_default=True)
@click.option(
    "--per-month",
    type=click.IntRange(1),
    default=DEFAULTS.per_month,
    show_default=True,
    help="Contacts an agent and month, on average.",
)
@click.option("--seed", type=click.IntRange(0), default=DEFAULTS.seed, show_default=True)
@options.as_json
def command(
    folder: Path, agents: int, months: int, per_month: int, seed: int, as_json: bool
) -> None:
    """Write exports to FOLDER (crm, qa, lms) and the truth behind them to FOLDER/truth."""
    settings = SimulationSettings(agents=agents, months=months, per_month=per_month, seed=seed)
    centre = simulate_centre(settings)
    try:
        write_sample(centre, folder)
    except OSError as error:
        raise click.UsageError(f"cannot write to {folder}: {error.strerror or error}") from error
    rows = {key: len(frame) for key, frame in centre.tables.items()}
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "rows": rows}))
        return
    for key, count in rows.items():
        click.echo(f"{key:<20} {count:>9,} rows", err=True)
    click.echo(str(folder))
