"""Publishes a finished result: one atomic switch of `current`, older versions kept by policy."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TextIO

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; the lock is then advisory only
    fcntl = None  # type: ignore[assignment]


_PUBLISHING, _GONE = ".publishing", ".gone-"


class AnotherRunError(RuntimeError):
    """Another run is writing to the same folder."""


class Version(NamedTuple):
    """A published result, with what places it among the others: the newest is the greatest."""

    as_of: date
    finished_at: str
    folder: Path


def read_version(folder: Path) -> Version | None:
    """Place a published folder among the others; None where it holds no run.json.

    Raises:
        ValueError: its run.json is not JSON, or says no as-of day.
    """
    path = folder / "run.json"
    if not path.is_file():
        return None
    try:
        return version_of(json.loads(path.read_bytes()), folder)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is damaged or says no as_of: move {folder} away") from error


def version_of(run: Mapping[str, Any], folder: Path) -> Version:
    """Place a folder by what its run.json says.

    Raises:
        KeyError, ValueError: it says no as-of day.
    """
    as_of = date.fromisoformat(str(run["as_of"])[:10])
    return Version(as_of, str(run.get("finished_at", "")), folder)


@contextmanager
def single_writer(out: Path) -> Iterator[None]:
    """Hold the folder for one run; the system frees the lock even after a kill.

    Who holds it, and since when, stands in the lock file for whoever is refused.

    Raises:
        AnotherRunError: Another process holds it.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("a+", encoding="utf-8") as lock:
        if fcntl is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise AnotherRunError(
                    f"another run is writing to {out}{_holder(lock.read())}; "
                    "wait for it to end, or give another --out"
                ) from None
        _say(lock, f"{os.getpid()} {datetime.now(UTC).isoformat(timespec='seconds')}")
        try:
            yield
        finally:
            _say(lock, "")


def _say(lock: TextIO, text: str) -> None:
    # The lock holds without it: a full disk does not matter here.
    with contextlib.suppress(OSError):
        lock.truncate(0)
        lock.write(text)
        lock.flush()


def _holder(text: str) -> str:
    """Who holds a lock, by what its file says; nothing while the holder has not written it.

    >>> _holder("4711 2026-03-31T22:00:00+00:00")
    ' (process 4711, since 2026-03-31T22:00:00+00:00)'
    """
    process, _, since = text.partition(" ")
    return f" (process {process}, since {since})" if since else ""


def moment_of_publication(out: Path) -> datetime:
    """Now; a second after the newest version where the clock was set back behind that.

    Results of one as-of day, and the folders of versions, are ordered by it.
    """
    now = datetime.now(UTC)
    for folder in version_folders(out):
        with contextlib.suppress(ValueError):  # a damaged one is ordered after none
            found = read_version(folder)
            if found is not None and found.finished_at:
                now = max(now, datetime.fromisoformat(found.finished_at) + timedelta(seconds=1))
    return now


def publish(staged: Path, out: Path, *, version: str, keep: int) -> Path:
    """Move a complete folder to `versions/` and point `current` at it.

    Readers that hold files of an older version keep them; a new reader sees either the old
    result or the new one, never a mixture. A crash or a full disk at any point leaves `current` as
    it was or switched; what was left half-done goes with the next call.

    Args:
        staged: The finished folder, on the same file system as `out`.
        out: Folder that holds `current` and `versions`.
        version: Name of the version; must be new.
        keep: Older versions to keep beside the current one. The result of the newest as-of day is
            kept in any case: the next run goes on from it (`previous_result`), however many looks
            back were published since.

    Returns:
        The published folder.
    """
    versions = out / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    remove_leftovers(out)
    target = versions / version
    flush_tree(staged)
    # Until the link is switched the folder is no result: this note says so, whatever happens.
    note = versions / _PUBLISHING
    with note.open("w", encoding="utf-8") as file:
        file.write(version)
        file.flush()
        os.fsync(file.fileno())
    flush_folder(versions)
    staged.replace(target)
    link = out / ".current.next"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("versions") / version)
    link.replace(out / "current")
    flush_folder(out)
    note.unlink()
    older = [folder for folder in version_folders(out) if folder.name != version]
    newest = _newest([*older, target])
    for folder in older[: max(0, len(older) - keep)]:
        if folder != newest:
            _remove(folder)
    return target


def version_folders(out: Path) -> list[Path]:
    """Folders of published versions, by name; none that was never switched to, or is half gone."""
    unswitched = _unswitched(out)
    return sorted(
        folder
        for folder in (out / "versions").resolve().glob("*")
        if not folder.name.startswith(".") and folder.name != unswitched
    )


def remove_leftovers(out: Path) -> list[str]:
    """Remove what a killed run left in `versions/`: never switched to, or half removed; the names.

    Callers hold `single_writer`.
    """
    versions = out / "versions"
    current, unswitched = (out / "current").resolve(), _unswitched(out)
    left = [
        folder
        for folder in versions.glob("*")
        if folder.is_dir()
        and folder.resolve() != current
        and (
            folder.name.startswith(_GONE)
            or folder.name == unswitched
            or not (folder / "run.json").is_file()
        )
    ]
    for folder in left:
        _remove(folder)
    (versions / _PUBLISHING).unlink(missing_ok=True)
    return [folder.name for folder in left]


def _unswitched(out: Path) -> str | None:
    """Name of the folder that a killed run moved to `versions/` but never pointed `current` at."""
    try:
        name = (out / "versions" / _PUBLISHING).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    switched = (out / "versions" / name).resolve() == (out / "current").resolve()
    return None if switched else name


def _remove(folder: Path) -> None:
    """Remove a version: at once for whoever lists them, then file by file."""
    gone = folder
    if not folder.name.startswith(_GONE):
        gone = folder.with_name(f"{_GONE}{folder.name}")
        folder.replace(gone)
    shutil.rmtree(gone)


def _newest(folders: list[Path]) -> Path | None:
    found = []
    for folder in folders:
        try:
            found.append(read_version(folder))
        except ValueError:  # no run can go on from it
            continue
    return max((one for one in found if one is not None), default=(None,))[-1]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all, and is on disk when this returns."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    flush_folder(path.parent)


def flush_tree(folder: Path) -> None:
    """Have the system write every file below a folder to disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Have the system write a folder's own entries to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
