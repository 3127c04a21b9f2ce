"""`ladder keys`: which keys an output folder has, and another one in their place."""

import json
import sys
from pathlib import Path

import click

from assets.key_rotation import rotate
from assets.keys import KeysError, find_keys, key_file
from assets.publication import AnotherRunError
from assets.receipt.layout import safe
from assets.restricted import key_of_people
from pipelines.commands import options

_out = click.option(
    "--out",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that holds OUT/current; its key file is OUT/keys/keys.json, or LADDER_KEYS.",
)


@click.group(name="keys")
def command() -> None:
    """Look after the keys that names of people and backups are encrypted with."""


@command.command(name="show-id")
@_out
@options.as_json
def show_id(out: Path, as_json: bool) -> None:
    """Print the names of the keys, the newest last, and of the one the published names need.

    Exit status: 0 printed, 1 that one is not among them, 2 no key file, or a broken one.
    """
    path = key_file(out)
    try:
        keys = find_keys(path)
        needed = key_of_people((out / "current").resolve())
    except KeysError as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    if keys is None:
        click.echo(safe(f"{path}: there is no key file that this account may read"), err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps({"file": str(path), "keys": keys.key_ids, "names_need": needed}))
    else:
        click.echo("\n".join(keys.key_ids))
    if needed is not None and needed not in keys.key_ids:
        click.echo(
            safe(f"the published names need the key {needed}, which is not in {path}"), err=True
        )
        sys.exit(1)


@command.command(name="rotate")
@_out
@click.option(
    "--drop-old",
    is_flag=True,
    help="Forget the older keys; backups made under them can then not be restored.",
)
@options.as_json
def rotate_keys(out: Path, drop_old: bool, as_json: bool) -> None:
    """Make a new key and encrypt all kept names with it: published versions, archive, landing.

    Pseudonyms stay as they are. Exit status: 0 done, 1 another run is writing, 2 no key file, or
    names it cannot read.
    """
    try:
        done = rotate(out, drop_old=drop_old)
    except AnotherRunError as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(1)
    except (KeysError, RuntimeError) as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(safe(f"cannot write to {out}: {error.strerror}"), err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(done._asdict()))
    else:
        click.echo(f"{done.key_id}: {done.folders} folders, {done.archived} files of the archive")
