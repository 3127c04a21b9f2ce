"""Which files may be opened at all, and whether one stayed the same while it was read.

Only plain files inside the exports folder are opened: what is read from a pipe or a device has no
end, and a link can lead anywhere. What is in a file is for `opening` and the readers.
"""

import stat
from dataclasses import dataclass
from pathlib import Path

from assets.landing.discovery import shown_name
from assets.landing.encodings import sha256_of
from assets.landing.formats import UnreadableFile

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


@dataclass(frozen=True)
class Admitted:
    """A file as it was before it was read.

    Attributes:
        bytes: its size.
        changed: what tells one state of it from another.
    """

    bytes: int
    changed: tuple[int, ...]


def admit(path: Path, root: Path | None = None) -> Admitted:
    """Look at a file before it is opened.

    Args:
        path: the file.
        root: folder it must not lead out of; None: any place is fine.

    Raises:
        UnreadableFile: when it is no plain file, is gone, or is a link that leads out of `root`.
    """
    name = shown_name(path.name)
    try:
        if root is not None and path.is_symlink():
            target = path.resolve(strict=True)
            if not target.is_relative_to(root.resolve()):
                raise UnreadableFile(
                    f"{name} is a link that leads out of the exports folder and is not followed;"
                    " put the file itself there"
                )
        found = path.stat()
    except (OSError, RuntimeError) as error:
        raise UnreadableFile(
            f"{name} cannot be opened ({_reason(error)}); export it again"
        ) from error
    if not stat.S_ISREG(found.st_mode):
        kind = _KINDS.get(stat.S_IFMT(found.st_mode), "something else")
        raise UnreadableFile(
            f"{shown_name(path.name)} is {kind}, no file; remove it, or put a file there"
        )
    return Admitted(
        found.st_size, (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns)
    )


def require_unchanged(path: Path, before: Admitted) -> None:
    """Make sure that what was read is what lies there.

    Raises:
        UnreadableFile: when the file was written to, replaced or removed since `before`.
    """
    if admit(path) != before:
        raise UnreadableFile(
            f"{shown_name(path.name)} changed while it was being read; run again once it is whole"
            " (write it under another name, then rename it)"
        )


def hash_and_size(path: Path, root: Path | None = None) -> tuple[str, int]:
    """Hash and size of a file that could not be read; nothing of what must not be opened at all."""
    try:
        before = admit(path, root)
        return sha256_of(path), before.bytes
    except (UnreadableFile, OSError):
        return "", 0


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or "its links lead in a circle"
