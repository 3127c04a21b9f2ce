"""Publishes a finished result: one atomic switch of `current`, older versions kept by policy."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; the lock is then advisory only
    fcntl = None


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
    run = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(run, dict) or "as_of" not in run:
        raise ValueError(f"{path} says no as_of; publish this day once more, or move it away")
    as_of = date.fromisoformat(str(run["as_of"])[:10])
    return Version(as_of, str(run.get("finished_at", "")), folder)


@contextmanager
def single_writer(out: Path) -> Iterator[None]:
    """Hold the folder for one run; the system frees the lock even after a kill.

    Raises:
        AnotherRunError: Another process holds it.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("a") as lock:
        if fcntl is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AnotherRunError(
                    f"another run is writing to {out}; wait for it to end, or give another --out"
                ) from None
        yield


def publish(staged: Path, out: Path, *, version: str, keep: int) -> Path:
    """Move a complete folder to `versions/` and point `current` at it.

    Readers that hold files of an older version keep them; a new reader sees either the old
    result or the new one, never a mixture.

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
    target = versions / version
    flush_tree(staged)
    staged.replace(target)
    link = out / ".current.next"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("versions") / version)
    link.replace(out / "current")
    flush_folder(out)
    older = sorted(folder for folder in versions.iterdir() if folder.name != version)
    newest = _newest([*older, target])
    for folder in older[: max(0, len(older) - keep)]:
        if folder != newest:
            shutil.rmtree(folder)
    return target


def _newest(folders: list[Path]) -> Path | None:
    found = []
    for folder in folders:
        try:
            found.append(read_version(folder))
        except ValueError:  # no run can go on from it
            continue
    return max((one for one in found if one is not None), default=(None,))[-1]


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
