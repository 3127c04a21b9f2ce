"""`ladder restore`: puts a backup back."""

import json
import sys
from pathlib import Path

import click

from assets.backup import BackupError, restore
from assets.keys import KeysError
from assets.publication import AnotherRunError
from assets.receipt.layout import safe
from pipelines.commands import options


@click.command()
@click.option(
    "--from",
    "source",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What `ladder backup` wrote.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Empty folder, or one with nothing but keys/keys.json.",
)
@options.as_json
def command(source: Path, out: Path, as_json: bool) -> None:
    """Verify a backup and put it into an empty folder; then runs go on from there.

    Whoever was erased since the backup was made is in it: erase them again (`ladder forget`).

    Exit status: 0 restored, 1 a run is writing, 2 no key, a damaged backup, or a folder in use.
    """
    try:
        version = restore(source, out.resolve())
    except AnotherRunError as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(1)
    except (BackupError, KeysError) as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(safe(f"cannot restore to {out}: {error.strerror or error}"), err=True)
        sys.exit(2)
    told = {"as_of": version.as_of.isoformat(), "version": version.folder.name}
    click.echo(json.dumps(told) if as_json else safe(f"{out}: as of {version.as_of}"))
