"""Ships the published result to object storage: every file first, then one object that names it.

The prefix holds `versions/<version>/...` and `current.json`. Readers take `current.json` and then
what it names, so they never see half a result; `object_store_fetch` is one of them.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assets.content_hash import require_whole
from assets.folder_keys import CHECK
from assets.object_store import Store
from assets.object_store_errors import StoreError, StoreObjectGone
from assets.object_store_pool import Meter, Told, at_once
from assets.publication import version_folders
from assets.restricted import PEOPLE

CURRENT, VERSIONS = "current.json", "versions/"
RECORD = "run.json"
#: Files whose hashes are not in run.json; that of run.json is the hash of all others.
HASHED_HERE = (RECORD, "warehouse.duckdb", PEOPLE.as_posix())


class Pointer(BaseModel):
    """`current.json`: which version is the result.

    Attributes:
        version: its name; the files are below `versions/VERSION/`.
        as_of: its day.
        centre: the same for all results of one output folder; tells another centre's.
        files: SHA-256 of run.json, and of the files whose hashes run.json does not have.
    """

    model_config = ConfigDict(frozen=True)

    version: str
    as_of: str
    centre: str
    files: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """What a shipping did.

    Attributes:
        version: what readers see now.
        uploaded: files uploaded; the others were there.
        removed: objects of other versions that went.
        kept_by_bucket: the bucket keeps what was removed or replaced; None where it does not tell.
    """

    version: str
    uploaded: int
    removed: int
    kept_by_bucket: bool | None


def ship(out: Path, store: Store, told: Told = lambda done, total: None) -> Shipped:
    """Make the storage hold the published result, and of older versions those that are here too.

    Whatever is interrupted leaves the last whole result; the next call goes on from there. Callers
    hold `publication.single_writer`.

    Args:
        out: folder that holds `current`.
        store: where it goes to.
        told: called with bytes that have gone, and how many will.

    Raises:
        DamagedResult: the published folder is not what its run.json says.
        StoreError: there is no result, the prefix holds another centre's, or the storage refuses.
        OSError: a file cannot be read.
    """
    version = (out / "current").resolve()
    if not (version / RECORD).is_file():
        raise StoreError(f"{out} holds no published result; make one with `ladder run --out {out}`")
    record = require_whole(version)
    own = {name: sha256_of(version / name) for name in HASHED_HERE if (version / name).is_file()}
    pointer = Pointer(
        version=version.name, as_of=str(record["as_of"]), centre=_centre(out), files=own
    )
    before, seen = _read_pointer(store)
    if before is not None and before.centre != pointer.centre:
        raise StoreError(
            f"{store.address} holds a result of another output folder than {out}: ship to another "
            f"prefix, or remove {store.address}/{CURRENT} if this folder has taken its place"
        )
    there = {one.name: one for one in store.list(VERSIONS)}
    files = {**record["content"]["files"], **own}
    sizes = {name: (version / name).stat().st_size for name in files}

    def is_there(name: str) -> bool:
        found = there.get(_key(version.name, name))
        if found is None or found.size != sizes[name]:
            return False
        # Once it is all shipped a listing is enough; else something may lie there half.
        return before == pointer or store.find(found.name)[1] == files[name]

    known = at_once(is_there, files)
    missing = [name for name, is_known in zip(files, known, strict=True) if not is_known]
    meter = Meter(sum(sizes[name] for name in missing), told)

    def send(name: str) -> None:
        store.upload(version / name, _key(pointer.version, name), files[name])
        meter.add(sizes[name])

    at_once(send, missing)
    if before != pointer:
        # Refused where another machine has shipped to the prefix since: its files are not ours.
        store.write(CURRENT, pointer.model_dump_json(indent=1).encode(), seen)
    gone = _past(out, store, there, version.name, files)
    store.remove(gone)
    return Shipped(
        version=pointer.version,
        uploaded=len(missing),
        removed=len(gone),
        kept_by_bucket=store.keeps_versions(),
    )


def read_pointer(store: Store) -> Pointer | None:
    """Read `current.json`; None where nothing was ever shipped.

    Raises:
        StoreError: it cannot be read, or something else lies there.
    """
    return _read_pointer(store)[0]


def _read_pointer(store: Store) -> tuple[Pointer | None, str | None]:
    try:
        content, etag = store.read(CURRENT)
    except StoreObjectGone:
        return None, None
    try:
        return Pointer.model_validate_json(content), etag
    except ValidationError as error:
        raise StoreError(
            f"{store.address}/{CURRENT} is not what `ladder ship` writes: is this the prefix?"
        ) from error


def sha256_of(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _past(
    out: Path, store: Store, there: Iterable[str], version: str, files: Iterable[str]
) -> list[str]:
    """Objects of versions that are gone here, or other than here; never of what readers see."""
    now = read_pointer(store)  # another machine may have shipped meanwhile
    here = {folder.name: folder for folder in version_folders(out)}
    own = {_key(version, name) for name in files}
    versions: dict[str, set[str]] = {}
    for key in there:
        versions.setdefault(key.removeprefix(VERSIONS).partition("/")[0], set()).add(key)
    past: list[str] = []
    for name, keys in versions.items():
        if name == version:
            past += keys - own
        elif now is not None and name == now.version:
            continue
        elif name not in here or not _is_same(store, here[name], keys):
            past += keys
    return sorted(past)


def _is_same(store: Store, folder: Path, keys: Collection[str]) -> bool:
    """Tell whether an older version there is the one here: both may have been made anew."""
    for name in HASHED_HERE:
        key, path = _key(folder.name, name), folder / name
        if (key in keys) != path.is_file():
            return False
        if path.is_file() and store.find(key)[1] != sha256_of(path):
            return False
    return True


def _key(version: str, name: str) -> str:
    return f"{VERSIONS}{version}/{name}"


def _centre(out: Path) -> str:
    """What the key for pseudonyms makes of a fixed word: the same for all results of a folder."""
    try:
        return (out / CHECK).read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise StoreError(
            f"{out / CHECK} is not there: run `ladder run --out {out}` once"
        ) from error
