"""`ladder backup`: one encrypted file of an output folder."""

import json
import sys
from pathlib import Path

import click

from assets.backup import BackupError, back_up
from assets.keys import KeysError
from assets.publication import AnotherRunError
from assets.receipt.layout import safe
from pipelines.commands import options


@click.command()
@options.published
@click.option(
    "--to",
    "target",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, on another disk; one of that name is replaced.",
)
@options.as_json
def command(out: Path, target: Path, as_json: bool) -> None:
    """Write the published result, all records and the archive into one encrypted file.

    The key is not in it: keep a copy of OUT/keys/keys.json somewhere else.

    Exit status: 0 written, 1 a run is writing, 2 nothing to back up, no key, or it cannot be
    written.
    """
    try:
        made = back_up(out.resolve(), target)
    except AnotherRunError as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(1)
    except (BackupError, KeysError) as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(safe(f"cannot write {target}: {error.strerror or error}"), err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps({"file": str(target), **made._asdict()}))
    else:
        click.echo(safe(str(target)))
        click.echo(f"{made.files:,} files, {made.bytes:,} bytes, key {made.key_id}", err=True)
