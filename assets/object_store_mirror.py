"""Mirrors exports on object storage to a private folder: one listing, then what has changed.

Keys are names that others chose: where one may lie as a file is in `object_store_keys`.
"""

import json
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from assets.landing.discovery import shown_name
from assets.object_store import Store, StoredObject
from assets.object_store_errors import StoreError, StoreObjectChanged, StoreObjectGone
from assets.object_store_keys import is_hidden, meant_paths, refused_keys
from assets.object_store_pool import Meter, Told, at_once
from assets.private_files import private_folder, write_private

#: The mirror of a run, below its output folder. It is the exports, not what is made of them: an
#: erasure in a run leaves it to be read, and every run refuses rows about whoever was erased.
MIRROR = Path("work", "exports")
_TRIES = 3
_SAVED_EVERY = 5.0  # seconds; a mirroring that is killed goes on from there


@dataclass(frozen=True, kw_only=True)
class Mirrored:
    """What a mirroring did.

    Attributes:
        fetched: objects downloaded.
        fetched_bytes: their size.
        kept: objects that were there already.
        removed: files whose object is gone.
        refused: keys that cannot be files, as they can be shown, and why.
    """

    fetched: int
    fetched_bytes: int
    kept: int
    removed: int
    refused: Mapping[str, str]


def mirror(
    store: Store,
    folder: Path,
    *,
    is_needed: Callable[[str], bool],
    told: Told = lambda done, total: None,
) -> Mirrored:
    """Make a folder hold what the storage holds.

    What is known of each file stands beside the folder, in `FOLDER.json`; without it all is
    fetched again. A file is whole or not there: it is written under another name and renamed.

    Args:
        store: where the exports lie.
        folder: the mirror; only this account reads it.
        is_needed: whether a table would read a path; a refused key meant for such a path ends it.
        told: called with bytes that have come, and how many will.

    Raises:
        StoreError: nothing is there, a key that a table needs is refused, or an object cannot be
            read. What has come by then stays.
        OSError: the folder cannot be written.
    """
    listed = {one.name: one for one in store.list() if one.size or not one.name.endswith("/")}
    if not listed:
        raise StoreError(
            f"{store.address} holds no objects: check the prefix, or put exports there"
        )
    refused = refused_keys(listed)
    for key, why in refused.items():
        if any(map(is_needed, meant_paths(key))):
            raise StoreError(
                f"{store.address}: the object {shown_name(key)!r} {why} and would be missing from "
                "its table; rename it"
            )
    wanted = {
        name: one for name, one in listed.items() if name not in refused and not is_hidden(name)
    }
    private_folder(folder)
    state = _State.read(folder, str(store.address))
    removed = _remove_others(folder, wanted)
    missing = [one for name, one in wanted.items() if not state.has(one, folder / name)]
    meter = Meter(sum(one.size for one in missing), told)

    def fetch(one: StoredObject) -> int:
        came = _fetch(store, one, folder / one.name, meter)
        state.put(one.name, came)
        return came.size if came is not None else 0

    try:
        sizes = at_once(fetch, missing)
    finally:
        state.save({*wanted})
    return Mirrored(
        fetched=len(missing),
        fetched_bytes=sum(sizes),
        kept=len(wanted) - len(missing),
        removed=removed,
        refused={shown_name(key): why for key, why in refused.items()},
    )


def is_mirrored(relative: Path) -> bool:
    """Tell whether a path below an output folder is of the mirror, or what is known of it.

    >>> is_mirrored(Path("work/exports/crm/agents.csv")), is_mirrored(Path("work/landing"))
    (True, False)
    """
    return relative.is_relative_to(MIRROR) or relative == _beside(MIRROR)


def remove_mirror(out: Path) -> None:
    """Remove the mirror of an output folder; the next run fetches all again.

    Raises:
        OSError: it cannot be removed.
    """
    _beside(out / MIRROR).unlink(missing_ok=True)
    if (out / MIRROR).exists():
        shutil.rmtree(out / MIRROR)


def _beside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")


def _fetch(store: Store, one: StoredObject, path: Path, meter: Meter) -> StoredObject | None:
    """Download as it is now; None where it went meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.parent / f".{secrets.token_hex(8)}"
    for tries_left in reversed(range(_TRIES)):
        try:
            store.download(one, part, meter.add)
            break
        except (StoreObjectChanged, StoreObjectGone):
            if not tries_left:
                raise
            try:
                one, _ = store.find(one.name)
            except StoreObjectGone:
                path.unlink(missing_ok=True)
                return None
    try:
        with part.open("rb") as file:
            os.fsync(file.fileno())
        os.utime(part, (_moment(one), _moment(one)))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return one


def _remove_others(folder: Path, wanted: Mapping[str, StoredObject]) -> int:
    """Remove what is no wanted object's file, and folders without any; how many files."""
    removed = 0
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            with suppress(OSError):  # it has files
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
            removed += not path.name.startswith(".")  # what a killed run left is no object's
    return removed


def _moment(one: StoredObject) -> int:
    return int(one.modified.timestamp())


class _State:
    """What each file of the mirror was when it came: `FOLDER.json`, beside it."""

    def __init__(self, path: Path, source: str, known: dict[str, list[object]]) -> None:
        self._path, self._source, self._known = path, source, known
        self._lock = threading.Lock()
        self._saved = time.monotonic()

    @classmethod
    def read(cls, folder: Path, source: str) -> "_State":
        path = _beside(folder)
        known: dict[str, list[object]] = {}
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            told = json.loads(path.read_text(encoding="utf-8"))
            if told["source"] == source:
                known = dict(told["objects"])
        return cls(path, source, known)

    def has(self, one: StoredObject, path: Path) -> bool:
        """Tell whether the file is still the one that came of this very object."""
        if self._known.get(one.name) != _known_as(one):
            return False
        try:
            there = path.lstat()
        except OSError:
            return False
        state = (there.st_size, int(there.st_mtime))
        return S_ISREG(there.st_mode) and state == (one.size, _moment(one))

    def put(self, name: str, one: StoredObject | None) -> None:
        with self._lock:
            self._known.pop(name, None)
            if one is not None:
                self._known[name] = _known_as(one)
            if time.monotonic() - self._saved > _SAVED_EVERY:
                self._save()

    def save(self, names: set[str]) -> None:
        with self._lock:
            self._known = {name: one for name, one in self._known.items() if name in names}
            self._save()

    def _save(self) -> None:
        told = {"source": self._source, "objects": self._known}
        write_private(self._path, json.dumps(told, ensure_ascii=False).encode())
        self._saved = time.monotonic()


def _known_as(one: StoredObject) -> list[object]:
    return [one.etag, one.size, one.modified.isoformat()]
