"""Shows on a terminal how far a transfer is."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from assets.object_store_pool import Told

_EVERY = 0.2  # seconds
_MIB = 1 << 20


@contextmanager
def shown_transfer(what: str) -> Iterator[Told]:
    """Give what is to be called with bytes done and in all; a line that moves, on a terminal only.

    Args:
        what: such as `uploading`.
    """
    shown_at = 0.0

    def told(done: int, total: int) -> None:
        nonlocal shown_at
        now = time.monotonic()
        if now - shown_at >= _EVERY:
            shown_at = now
            click.echo(
                f"\r{what}: {done / _MIB:,.1f} of {total / _MIB:,.1f} MiB", nl=False, err=True
            )

    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    try:
        yield told
    finally:
        if shown_at:
            click.echo("\r\x1b[K", nl=False, err=True)
