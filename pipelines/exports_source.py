"""Brings exports that lie on object storage to a folder, where everything reads them."""

from pathlib import Path

import click

from assets.contracts.catalogue import TABLES
from assets.landing.discovery import Sources, is_named_for
from assets.object_store import Store
from assets.object_store_mirror import Mirrored, mirror
from pipelines.transfer import shown_transfer


def bring_exports(store: Store, folder: Path, mapping: Sources | None) -> Mirrored:
    """Mirror the exports; what cannot be a file is named, one a line.

    Args:
        store: where they lie.
        folder: the mirror.
        mapping: what else is read as a table.

    Raises:
        StoreError: they cannot be read, or one that a table needs cannot be a file.
        OSError: the folder cannot be written.
    """

    def is_needed(path: str) -> bool:
        return any(is_named_for(path, table) for table in TABLES) or bool(
            mapping and mapping.claims(path)
        )

    with shown_transfer("downloading") as told:
        done = mirror(store, folder, is_needed=is_needed, told=told)
    for key, why in done.refused.items():
        click.echo(f"  {store.address}: the object {key!r} {why} and is passed over", err=True)
    click.echo(
        f"{store.address}: {done.fetched:,} objects fetched, {done.kept:,} unchanged, "
        f"{done.removed:,} gone",
        err=True,
    )
    return done
