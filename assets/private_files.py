"""Folders and files that only the account that runs ladder may read."""

import contextlib
import os
import secrets
from pathlib import Path

from assets.publication import flush_folder


def private_folder(path: Path) -> Path:
    """Make a folder if there is none, and close it to other accounts."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Whoever made the folder for this account says who reads it.
    with contextlib.suppress(PermissionError):
        path.chmod(0o700)
    return path


def write_private(path: Path, content: bytes, *, new: bool = False) -> None:
    """Write a file whole or not at all, in a private folder; on disk when this returns.

    Args:
        path: the file.
        content: what it shall hold.
        new: never replace one that is there.

    Raises:
        FileExistsError: it is there, and `new` was asked for.
        OSError: it cannot be written.
    """
    part = private_folder(path.parent) / f".{path.name}.{secrets.token_hex(4)}"
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if new:
            path.hardlink_to(part)
        else:
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    flush_folder(path.parent)
