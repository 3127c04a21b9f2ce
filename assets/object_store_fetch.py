"""Brings a shipped result back from object storage, whole or not at all."""

import hashlib
import json
import shutil
from pathlib import Path

from assets.content_hash import DamagedResult, require_whole
from assets.object_store import Store
from assets.object_store_errors import StoreError, StoreObjectChanged, StoreObjectGone
from assets.object_store_keys import refusal, refused_keys
from assets.object_store_pool import Meter, Told, at_once
from assets.object_store_result import (
    HASHED_HERE,
    RECORD,
    VERSIONS,
    Pointer,
    read_pointer,
    sha256_of,
)
from assets.private_files import private_folder, write_private
from assets.publication import publish, version_folders
from assets.restricted import PEOPLE

_TRIES = 3


def fetch(store: Store, out: Path, told: Told = lambda done, total: None) -> tuple[str, bool]:
    """Make OUT/current the result that is shipped, and forget versions that are there no more.

    Every file is held against the hashes in run.json, and run.json against `current.json`. Callers
    hold `publication.single_writer`.

    Args:
        store: what `ship` wrote to.
        out: folder that receives it, for reading; no folder that runs write to.
        told: called with bytes that have come, and how many will.

    Returns:
        Its version, and whether anything had to be fetched.

    Raises:
        StoreError: nothing was shipped there, what is there is not what was shipped, or `out` is a
            folder of runs.
        OSError: the folder cannot be written.
    """
    if (out / "archive").exists():
        raise StoreError(
            f"{out} is a folder that runs write to; fetch into one of its own, for reading only"
        )
    pointer = _pointer(store)
    for tries_left in reversed(range(_TRIES)):
        try:
            fetched = _bring(store, pointer, out, told)
            break
        except (StoreObjectGone, StoreObjectChanged, _NotAsShippedError) as error:
            # Another result may have taken its place meanwhile.
            before, pointer = pointer, _pointer(store)
            if not tries_left or pointer == before:
                raise StoreError(
                    f"{error}: the result in {store.address} is not whole; ship it once more"
                ) from error
    there = {one.name.split("/")[1] for one in store.list(VERSIONS)}
    for folder in version_folders(out):
        if folder.name not in there and folder != (out / "current").resolve():
            shutil.rmtree(folder)
    return pointer.version, fetched


def _pointer(store: Store) -> Pointer:
    pointer = read_pointer(store)
    if pointer is None:
        raise StoreError(f"nothing was shipped to {store.address}; `ladder ship` does it")
    version = pointer.version
    if refusal(version) or "/" in version or version.startswith("."):
        raise StoreError(f"{store.address}/current.json names a version that is none")
    return pointer


class _NotAsShippedError(StoreError):
    """A file has another hash than it should."""


def _bring(store: Store, pointer: Pointer, out: Path, told: Told) -> bool:
    current = (out / "current").resolve()
    if current.name == pointer.version and (current / RECORD).is_file():
        return _mend(store, pointer, current)
    below = f"{VERSIONS}{pointer.version}/"
    files = {**_files_of(store, pointer, below), **pointer.files}
    there = {one.name.removeprefix(below): one for one in store.list(below)}
    if absent := sorted({*files} - {*there}):
        raise StoreObjectGone(f"{store.address}/{below}{absent[0]} is not there")
    staged = out / "work" / "next"
    shutil.rmtree(staged, ignore_errors=True)
    private_folder(staged)
    meter = Meter(sum(there[name].size for name in files), told)

    def bring(name: str) -> None:
        path = staged / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if store.download(there[name], path, meter.add) != files[name]:
            raise _NotAsShippedError(f"{store.address}/{below}{name} has another hash than shipped")

    try:
        at_once(bring, files)
        require_whole(staged)
        # A version that is shipped once more may be here among the older ones.
        shutil.rmtree(out / "versions" / pointer.version, ignore_errors=True)
        publish(staged, out, version=pointer.version, keep=len(version_folders(out)))
    except DamagedResult as error:
        raise _NotAsShippedError(
            f"{store.address}/{below} is not what its run.json says"
        ) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return True


def _files_of(store: Store, pointer: Pointer, below: str) -> dict[str, str]:
    """Hashes by file, as the shipped run.json has them; none leads out of the folder."""
    content, _ = store.read(below + RECORD)
    if hashlib.sha256(content).hexdigest() != pointer.files.get(RECORD):
        raise _NotAsShippedError(f"{store.address}/{below}{RECORD} has another hash than shipped")
    try:
        files = dict(json.loads(content)["content"]["files"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError(f"{store.address}/{below}{RECORD} is not what a run writes") from error
    if refused_keys(files) or not {*pointer.files} <= {*HASHED_HERE}:
        raise StoreError(f"{store.address}/{below}{RECORD} names files that lead out of the folder")
    return files


def _mend(store: Store, pointer: Pointer, current: Path) -> bool:
    """Take over names that were encrypted anew: nothing else of a version ever changes."""
    other = [
        name
        for name in HASHED_HERE
        if (sha256_of(current / name) if (current / name).is_file() else None)
        != pointer.files.get(name)
    ]
    people = PEOPLE.as_posix()
    try:
        require_whole(current)
    except DamagedResult:
        other.append("one of its files")
    if damaged := [name for name in other if name != people or people not in pointer.files]:
        raise StoreError(
            f"{damaged[0]} of {current} was changed since it was fetched; remove the folder that "
            "holds it with `current`, and fetch again"
        )
    if not other:
        return False
    content, _ = store.read(f"{VERSIONS}{pointer.version}/{people}")
    if hashlib.sha256(content).hexdigest() != pointer.files[people]:
        raise _NotAsShippedError(f"{store.address}: {people} has another hash than shipped")
    write_private(current / PEOPLE, content)
    return True
