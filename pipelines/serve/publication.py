"""The published version that a request is answered from: one for all of it."""

import threading
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.serve.scopes import RUN
from pipelines.serve.site_map import SiteMap, read_site_map


@dataclass(frozen=True)
class Version:
    """A published version: its folder, links followed, and the map of its site."""

    folder: Path
    site: SiteMap

    def read(self, path: str) -> bytes | None:
        """Read a file of the site, or its run.json; None where there is none.

        Args:
            path: a plain one, `scopes.is_plain`.
        """
        root = self.folder if path == RUN else self.folder / "report"
        file = (root / path).resolve()
        # A link in the site must not lead out of it.
        if not file.is_relative_to(root.resolve()):
            return None
        try:
            return file.read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None


class Publication:
    """OUT/current, whichever version it is."""

    def __init__(self, out: Path) -> None:
        self._current = out / "current"
        self._lock = threading.Lock()
        self._known: Version | None = None

    def version(self) -> Version | None:
        """Return what is published now; None where nothing is.

        Older versions are deleted when newer ones come; one that goes while it is being read is
        passed over for the next.

        Raises:
            duckdb.Error: the roster of what is published cannot be read.
        """
        while True:
            folder = self._current.resolve()
            with self._lock:
                if self._known is not None and self._known.folder == folder:
                    return self._known
                if not folder.is_dir():
                    return None
                try:
                    found = Version(folder, read_site_map(folder))
                except duckdb.Error:
                    if self._current.resolve() == folder:
                        raise
                    continue
                if self._current.resolve() == folder:
                    self._known = found
                    return found
