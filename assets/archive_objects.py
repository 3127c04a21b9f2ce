"""Files by their content: each once, under its own SHA-256, and verified whenever it is read."""

import hashlib
import io
import os
from collections.abc import Set
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from assets.landing.known_files import KnownFiles
from assets.publication import flush_folder

_CHUNK = 1 << 20
_PARTIAL = ".partial"
_MENDING = "put the archive back from a backup; what else it holds can still be used"


class ArchiveError(RuntimeError):
    """Something kept is missing or damaged, or was never kept; says what to do."""


class Objects:
    """A folder of files by content, for its owner alone.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     objects = Objects(Path(name) / "files")
    ...     sha256 = objects.put_bytes(b"rows")
    ...     (sha256[:12], objects.read(sha256))
    ('bc51e9e65d79', b'rows')
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where a content lies, whether it is there or not."""
        return self.folder / sha256[:2] / sha256

    def put(self, source: Path, known: KnownFiles | None = None) -> str:
        """Keep a copy of a file, on disk when this returns; its hash.

        Args:
            source: the file.
            known: hashes of files that were not touched: neither the file nor what is kept of it
                is read again.

        Raises:
            OSError: the file cannot be read, or the copy cannot be written.
        """
        if known is not None:
            sha256 = known.sha256(source)
            with suppress(OSError):
                if known.sha256(self.path(sha256)) == sha256:
                    return sha256
        with source.open("rb") as file:
            return self._put(file)

    def put_bytes(self, content: bytes) -> str:
        """Keep a content that is not a file; its hash."""
        return self._put(io.BytesIO(content))

    def read(self, sha256: str) -> bytes:
        """A content.

        Raises:
            ArchiveError: it is missing or damaged.
        """
        held = io.BytesIO()
        self._read(sha256, held)
        return held.getvalue()

    def lay(self, sha256: str, target: Path) -> None:
        """Copy a content to a file, which appears whole or not at all.

        Raises:
            ArchiveError: it is missing or damaged.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}{_PARTIAL}")
        try:
            with _for_owner(partial) as copy:
                self._read(sha256, copy)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)

    def sweep(self, wanted: Set[str]) -> int:
        """Remove what is not wanted, also what a killed writer left half-written; how many."""
        found = [path for path in self.folder.rglob("*") if path.is_file()]
        gone = [path for path in found if path.name not in wanted]
        for path in gone:
            path.unlink()
        return len(gone)

    def _put(self, file: BinaryIO) -> str:
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        # One writer at a time: what a killed one left is written over.
        partial = self.folder / _PARTIAL
        with _for_owner(partial) as copy:
            sha256 = _copy(file, copy)
            target = self.path(sha256)
            if self.is_whole(sha256):
                partial.unlink()
                return sha256
            copy.flush()
            os.fsync(copy.fileno())
        target.parent.mkdir(mode=0o700, exist_ok=True)
        partial.replace(target)
        flush_folder(target.parent)
        return sha256

    def is_whole(self, sha256: str) -> bool:
        """Tell whether a content is there and undamaged: a damaged one is kept anew."""
        path = self.path(sha256)
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == path.name

    def _read(self, sha256: str, copy: BinaryIO) -> None:
        path = self.path(sha256)
        try:
            with path.open("rb") as file:
                found = _copy(file, copy)
        except FileNotFoundError as error:
            raise ArchiveError(f"{path} is missing: {_MENDING}") from error
        if found != sha256:
            raise ArchiveError(f"{path} is damaged, it has the hash {found}: {_MENDING}")


def _copy(source: BinaryIO, target: BinaryIO) -> str:
    """Copy to the end; the hash of what was written."""
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def _for_owner(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
