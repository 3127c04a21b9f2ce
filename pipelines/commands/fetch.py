"""`ladder fetch`: a shipped result from object storage."""

import json
import sys
from pathlib import Path

import click

from assets.object_store import open_store
from assets.object_store_address import StoreAddress
from assets.object_store_errors import StoreError
from assets.object_store_fetch import fetch
from assets.publication import AnotherRunError, single_writer
from pipelines.commands import options
from pipelines.transfer import shown_transfer


@click.command()
@click.option(
    "--from",
    "source",
    required=True,
    type=options.STORE,
    help="s3://BUCKET/PREFIX that `ladder ship` writes to.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that receives the result as OUT/current, for reading.",
)
@options.as_json
def command(source: StoreAddress, out: Path, as_json: bool) -> None:
    """Bring the shipped result, whole, and verify every hash of it; `explain` and others read it.

    Versions that are no longer on the storage are removed from OUT. Names need the key: set
    LADDER_KEYS to a copy of it.

    Exit status: 0 fetched, or there already; 1 not, and what was fetched before stands; 2 wrong
    usage.
    """
    out = out.resolve()
    try:
        store = open_store(source)
        with single_writer(out), shown_transfer("downloading") as told:
            version, fetched = fetch(store, out, told)
    except (StoreError, AnotherRunError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    if not fetched:
        click.echo("it was there already", err=True)
    told_as = {"version": version, "fetched": fetched, "current": str(out / "current")}
    click.echo(json.dumps(told_as) if as_json else out / "current")
