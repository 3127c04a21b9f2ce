"""Hashes of what a result publishes: two results with the same hash say the same, byte for byte."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assets.restricted import PEOPLE

# The record's own account of when, how fast and after what; and the hashes themselves.
OF_THIS_RUN = ("timings", "finished_at", "ledger", "content")
# The record is hashed apart; the warehouse's tables are those of marts/, and its layout is DuckDB's
# own; what is encrypted has other bytes under another key.
_NOT_HASHED = ("run.json", "warehouse.duckdb", PEOPLE.as_posix())


class DamagedResult(ValueError):
    """A published folder does not hold what its run.json says; names the file."""


def content_of(folder: Path, record: Mapping[str, Any]) -> dict[str, Any]:
    """Hash every file of a result and its record.

    Args:
        folder: a result, staged or published.
        record: its run.json, of which timings and the time of finishing do not count.

    Returns:
        `sha256` of everything, `record` and `files` (by path below the folder) of its parts.

    Raises:
        OSError: a file cannot be read.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     _ = Path(name, "config.yml").write_text("name: mine")
    ...     content = content_of(Path(name), {"as_of": "2026-03-31", "finished_at": "now"})
    >>> list(content["files"])
    ['config.yml']
    """
    files = {
        path.relative_to(folder).as_posix(): _sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in _NOT_HASHED
    }
    said = {key: value for key, value in record.items() if key not in OF_THIS_RUN}
    parts = {"record": _sha256_of_json(said), "files": files}
    return {"sha256": _sha256_of_json(parts), **parts}


def read_record(folder: Path) -> dict[str, Any]:
    """Read run.json of a result and hold it against its own hash, where it has one.

    Raises:
        DamagedResult: it is missing, cannot be read, or was changed since.
    """
    path = folder / "run.json"
    try:
        record: dict[str, Any] = json.loads(path.read_bytes())
        said = {key: value for key, value in record.items() if key not in OF_THIS_RUN}
        hashed = record.get("content", {}).get("record")
    except FileNotFoundError as error:
        raise DamagedResult(f"{path} is missing") from error
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedResult(f"{path} is damaged: it is not what a run wrote") from error
    if hashed is not None and hashed != _sha256_of_json(said):
        raise DamagedResult(f"{path} was changed after it was published")
    return record


def require_files(folder: Path, record: Mapping[str, Any], names: Iterable[str]) -> None:
    """Hold some files of a result against what its run.json says of them.

    Args:
        folder: a published result.
        record: its run.json; one of before there were hashes says nothing of any.
        names: paths below the folder; those the result did not have must not be there.

    Raises:
        DamagedResult: one is missing, was changed or came since; names it, and says what to do.
    """
    said = record.get("content", {}).get("files")
    if said is None:
        return
    for name in names:
        path = folder / name
        found = _sha256(path) if path.is_file() else None
        if found != said.get(name):
            raise DamagedResult(
                f"{path} is not as it was published, and the next result goes on from it. Put it "
                f"back from a backup; or move {folder} away and run again: the run then goes on "
                "from the result before it, and does not know what this one sent"
            )


def require_whole(folder: Path) -> dict[str, Any]:
    """Hash a published folder again and hold it against its own record.

    Returns:
        Its run.json.

    Raises:
        DamagedResult: a file was changed, came or went since; names the first few.
        OSError: a file cannot be read.
    """
    path = folder / "run.json"
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        said = record["content"]
        before = said["files"]
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedResult(f"{path} does not say what the result holds") from error
    found = content_of(folder, record)
    after = found["files"]
    other = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if found["record"] != said.get("record"):
        other.append("run.json")
    if other or found["sha256"] != said.get("sha256"):
        named = ", ".join(other[:5]) or "run.json"
        raise DamagedResult(
            f"{folder} was changed after it was published: {named}"
            + (f" and {len(other) - 5} more" if len(other) > 5 else "")
            + "; publish it once more with `ladder run`"
        )
    return record


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha256_of_json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
