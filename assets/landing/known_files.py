"""Hashes of files that have not been touched since they were last read: `KnownFiles`.

As Git's index does, a file is trusted to be what it was while its size, inode and times are, unless
it was written so shortly before it was read that the clock cannot tell.
"""

import json
import os
import time
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter, ValidationError

from assets.landing.encodings import sha256_of
from assets.landing.place import make_way

NAME = ".known_files.json"
# Clocks of shared folders tick in whole seconds, or two.
_TOO_FRESH_NS = 3_000_000_000
_ENTRIES: TypeAdapter[dict[str, tuple[str, tuple[int, int, int, int]]]] = TypeAdapter(
    dict[str, tuple[str, tuple[int, int, int, int]]]
)


class KnownFiles:
    """Hashes by path, kept in a file.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     file = Path(name) / "a.csv"
    ...     _ = file.write_text("x")
    ...     KnownFiles(Path(name)).sha256(file)[:12]
    '2d711642b726'
    """

    def __init__(self, folder: Path) -> None:
        """Read what is known; without a file, or with a damaged one, nothing is."""
        self._path = folder / NAME
        try:
            self._known = _ENTRIES.validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            self._known = {}

    def sha256(self, path: Path) -> str:
        """Hash of a file, read only if it may have changed.

        Raises:
            OSError: it cannot be read.
        """
        name = str(path.absolute())
        state = _state(path)
        known = self._known.get(name)
        if known is not None and known[1] == state:
            return known[0]
        began = time.time_ns()
        found = sha256_of(path)
        self._known.pop(name, None)
        if _state(path) == state and max(state[2:]) < began - _TOO_FRESH_NS:
            self._known[name] = found, state
        return found

    def note(self, path: Path, sha256: str) -> None:
        """Know a file that was just written by us, whatever the clock says."""
        self._known[str(path.absolute())] = sha256, _state(path)

    def save(self) -> Self:
        """Write what is known, without files that are gone."""
        there = {name: one for name, one in self._known.items() if os.path.lexists(name)}
        fresh = self._path.with_name(f"{NAME}.new")
        fresh.write_text(json.dumps(there), encoding="utf-8")
        make_way(self._path)
        fresh.replace(self._path)
        return self


def _state(path: Path) -> tuple[int, int, int, int]:
    found = path.stat()
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns
