"""Backs an output folder up into one encrypted file, and puts it back.

The file has what cannot be made again: the published result, the one the next run goes on from,
every record, the archive of landings. It never has the key: keep a copy of that somewhere else.
"""

import contextlib
import gzip
import io
import os
import secrets
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from assets.content_hash import DamagedResult
from assets.keys import Keys, KeysError, find_keys, key_file
from assets.private_files import private_folder
from assets.publication import (
    Version,
    flush_folder,
    flush_tree,
    single_writer,
    version_folders,
)
from assets.published_record import place
from assets.sealed_stream import SealingWriter, UnsealingReader

# What a run makes anew, what a rebuild does, and the key.
_RESTORING = ".restoring"
_LEFT_OUT = frozenset({"work", "rebuilt", "keys", "versions", ".lock", ".current.next", _RESTORING})
_PURPOSE = "backup"


class BackupError(RuntimeError):
    """There is nothing to back up, or nothing can be put back here; says what to do."""


class Backup(NamedTuple):
    """What a backup has: number of files, their bytes, and the key that encrypted it."""

    files: int
    bytes: int
    key_id: str


def back_up(out: Path, target: Path) -> Backup:
    """Write the backup of an output folder; the file appears whole or not at all.

    Args:
        out: the folder. No run can write to it meanwhile.
        target: the file, outside of it.

    Raises:
        BackupError: nothing is published, or the file would lie in the folder.
        KeysError: there is no key file, or a broken one.
        AnotherRunError: a run is writing.
        OSError: the file cannot be written.
    """
    if target.resolve().is_relative_to(out.resolve()):
        raise BackupError(f"{target} lies in {out}: a backup belongs on another disk")
    key = key_file(out)
    keys = find_keys(key)
    if keys is None:
        raise KeysError(f"{key}: there is no key file that this account may read")
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    files = size = 0
    with single_writer(out):
        if not (out / "current").exists():
            raise BackupError(f"{out} holds no published result; there is nothing to back up")
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                with (
                    SealingWriter(file, keys, _PURPOSE) as sealed,
                    gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=1, mtime=0) as zipped,
                    tarfile.open(fileobj=zipped, mode="w|", format=tarfile.PAX_FORMAT) as tar,
                ):
                    for path in _paths(out, key):
                        tar.add(path, path.relative_to(out).as_posix(), recursive=False)
                        if path.is_file() and not path.is_symlink():
                            files, size = files + 1, size + path.stat().st_size
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    flush_folder(target.parent)
    return Backup(files, size, keys.key_ids[-1])


def restore(source: Path, out: Path) -> Version:
    """Put a backup back into a folder that has none but its key file; nothing else is touched.

    The whole backup is verified before anything appears; `current` appears last. Killed half-way,
    the next call does it all again.

    Args:
        source: the backup.
        out: the folder; made if it is not there.

    Returns:
        The result that is published there now.

    Raises:
        BackupError: the folder holds something already, or the backup no result.
        KeysError: there is no key file, it lacks the key, or the backup was changed or cut short.
        AnotherRunError: a run is writing.
        OSError: a file cannot be read or written.
    """
    key = key_file(out)
    keys = find_keys(key)
    if keys is None:
        raise KeysError(f"{key}: put the key file there first (mode 600), or set LADDER_KEYS")
    with single_writer(out):
        staged = out / _RESTORING
        half_done = staged.exists() and not (out / "current").exists()
        there = {path.name for path in out.iterdir()} - {"keys", ".lock", _RESTORING}
        if there and not half_done:
            raise BackupError(
                f"{out} holds {', '.join(sorted(there)[:5])} already; restore into an empty folder"
            )
        shutil.rmtree(staged, ignore_errors=True)
        private_folder(staged)
        try:
            version = _unpack(source, staged, keys)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            if there:  # of a restore that was killed: the mark that the next one may go on
                private_folder(staged)
            raise
        _move(staged, out)
    return version._replace(folder=(out / "current").resolve())


def _unpack(source: Path, staged: Path, keys: Keys) -> Version:
    with source.open("rb") as file, _opened(file, UnsealingReader(file, keys, _PURPOSE)) as tar:
        _extract(tar, staged)
    version = _published(staged)
    if version is None:
        raise BackupError(f"{source} holds no published result")
    flush_tree(staged)
    return version


def _paths(out: Path, key: Path) -> Iterator[Path]:
    """Everything to keep, folders before what is in them, `current` last."""
    kept = [path for path in sorted(out.iterdir()) if path.name not in {*_LEFT_OUT, "current"}]
    versions = {(out / "current").resolve(), *_newest(out)}
    inside = [out / "versions", *sorted(out / "versions" / one.name for one in versions)]
    yield inside[0]
    for top in [*kept, *inside[1:]]:
        for path in [top, *sorted(top.rglob("*") if top.is_dir() else ())]:
            if path.resolve() != key.resolve() and (path.is_dir() or path.is_file()):
                yield path
    yield out / "current"


def _newest(out: Path) -> set[Path]:
    """The result of the newest day, which the next run goes on from."""
    found = [one for folder in version_folders(out) if (one := _placed(folder)) is not None]
    return {max(found).folder} if found else set()


def _placed(folder: Path) -> Version | None:
    try:
        return place(folder)
    except DamagedResult as error:
        raise BackupError(str(error)) from error


@contextlib.contextmanager
def _opened(file: io.BufferedReader, reader: UnsealingReader) -> Iterator[tarfile.TarFile]:
    try:
        with (
            io.BufferedReader(reader, 1 << 20) as plain,
            gzip.GzipFile(fileobj=plain) as unzipped,
            tarfile.open(fileobj=unzipped, mode="r|") as tar,
        ):
            yield tar
            # The archive may end before the stream does; what follows is verified as well.
            while unzipped.read(1 << 20):
                pass
    except (tarfile.TarError, gzip.BadGzipFile, EOFError) as error:
        raise BackupError(f"{file.name} is no backup of an output folder ({error})") from error


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    modes = {}
    for member in tar:
        # No way out of the folder, no devices, no links but those within it.
        tar.extract(member, folder, filter="data")
        if member.isdir():
            modes[folder / member.name] = member.mode & 0o755
    for path, mode in modes.items():
        path.chmod(mode)


def _published(staged: Path) -> Version | None:
    current = staged / "current"
    return _placed(current.resolve()) if current.exists() else None


def _move(staged: Path, out: Path) -> None:
    for path in sorted(staged.iterdir(), key=lambda one: (one.name == "current", one.name)):
        target = out / path.name
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)  # of a restore that was killed here
        path.replace(target)
    flush_folder(out)
    staged.rmdir()
