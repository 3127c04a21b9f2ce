"""The published version that a request is answered from: one for all of it."""

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

import duckdb

from assets.keys import KeysError, key_file
from assets.restricted import names_for
from pipelines.serve.scopes import RUN
from pipelines.serve.site_map import SiteMap, read_site_map

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Version:
    """A published version: its folder, links followed, and the map of its site."""

    folder: Path
    site: SiteMap

    def read(self, path: str) -> bytes | None:
        """Read a file of the site, or its run.json; None where there is none.

        What is there but cannot be read is logged, without its path.

        Args:
            path: a plain one, `scopes.is_plain`.
        """
        root = self.folder if path == RUN else self.folder / "report"
        try:
            file = (root / path).resolve()
            # A link in the site must not lead out of it.
            return file.read_bytes() if file.is_relative_to(root.resolve()) else None
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
            reason = getattr(error, "strerror", None) or type(error).__name__
            _LOG.error("a file of the site cannot be read: %s", reason)
            return None


class Publication:
    """OUT/current, whichever version it is."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._current = out / "current"
        self._lock = threading.Lock()
        self._known: Version | None = None

    def version(self) -> Version | None:
        """Return what is published now; None where nothing is.

        Older versions are deleted when newer ones come; one that goes while it is being read is
        passed over for the next. Where the one that `current` names is gone, nothing is published.

        Raises:
            duckdb.Error: the roster of what is published cannot be read.
        """
        while True:
            folder = self._current.resolve()
            with self._lock:
                if not folder.is_dir():
                    if self._current.resolve() == folder:
                        return None
                    continue
                if self._known is not None and self._known.folder == folder:
                    return self._known
                try:
                    found = Version(folder, read_site_map(folder, self._names(folder)))
                except duckdb.Error:
                    if self._current.resolve() == folder:
                        raise
                    continue
                if self._current.resolve() == folder:
                    self._known = found
                    return found

    def _names(self, folder: Path) -> dict[str, str] | None:
        """Names by agent id; None, and a line in the log, where they cannot be read."""
        try:
            names = names_for(
                folder,
                out=self._out,
                keys=key_file(self._out),
                command="serve",
                purpose="telling who decides from whom it is about",
            )
            why = "this account has no key file, or cannot write the access log"
        except KeysError as error:
            names, why = None, str(error)
        if names is None:
            _LOG.error("names cannot be read, so nobody may decide about people: %s", why)
        return names
