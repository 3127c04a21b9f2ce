"""`ladder tidy`: removes now what retention lets go, and what a killed run left."""

import json
import sys
from pathlib import Path

import click

from assets.archive import Archive, ArchiveError, Retention
from assets.publication import AnotherRunError, remove_leftovers, single_writer
from pipelines.commands import options


@click.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder whose OUT/archive shall be tidied.",
)
@click.option(
    "--months",
    type=click.IntRange(min=0),
    default=Retention.months,
    show_default=True,
    help="Landings that closed one of the last so many months stay: those can be built again.",
)
@click.option(
    "--newest",
    type=click.IntRange(min=1),
    default=Retention.newest,
    show_default=True,
    help="The newest so many landings stay.",
)
@options.as_json
def command(out: Path, months: int, newest: int, as_json: bool) -> None:
    """Remove kept landings that are past their time, as every run does with the defaults.

    The newest good landing of each table stays in any case, and so does the ledger. Published
    versions are not touched.

    Exit status: 0 done, 1 a run is writing or the archive is damaged.
    """
    try:
        with single_writer(out.resolve()):
            left = remove_leftovers(out)
            gone = Archive(out).prune(Retention(months=months, newest=newest))
    except (AnotherRunError, ArchiveError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps({"landings": gone, "leftovers": left}))
        return
    for name in gone:
        click.echo(f"landing of {name}")
    for name in left:
        click.echo(f"left by a killed run: {name}")
