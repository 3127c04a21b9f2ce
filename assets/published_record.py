"""Reads run.json of a published version; the archive's copy where it is damaged or gone."""

import json
from pathlib import Path
from typing import Any

from assets.archive_ledger import read_ledger
from assets.archive_objects import ArchiveError, Objects
from assets.content_hash import DamagedResult, read_record
from assets.publication import Version, version_of, write_whole

RECORD = "run.json"


def read_published(folder: Path) -> dict[str, Any]:
    """Read run.json of a published version.

    The archive keeps a copy of each under its own hash, which stands in until the next run puts it
    back (`put_back_record`).

    Args:
        folder: OUT/versions/<version>, the link OUT/current followed.

    Raises:
        DamagedResult: it is damaged or gone, and the archive has no copy; says what to do.
    """
    try:
        return read_record(folder)
    except DamagedResult as error:
        kept = _kept(folder)
        if kept is None:
            raise DamagedResult(
                f"{error}, and the archive has no copy of it. Put {folder} back from a backup; or "
                "move it away and run again: the run then goes on from the result before it, and "
                "does not know what this one sent"
            ) from error
        found: dict[str, Any] = json.loads(kept)
        return found


def place(folder: Path) -> Version | None:
    """Place a published version among the others; None where it never had a run.json.

    Raises:
        DamagedResult: as `read_published`, or it says no as-of day.
    """
    if not (folder / RECORD).exists() and _kept(folder) is None:
        return None
    try:
        return version_of(read_published(folder), folder)
    except KeyError as error:
        raise DamagedResult(
            f"{folder / RECORD} is damaged or says no as_of: move {folder} away"
        ) from error


def put_back_record(folder: Path) -> bool:
    """Write a damaged or missing run.json of a version anew; whether it was done.

    Callers hold `publication.single_writer`.
    """
    try:
        read_record(folder)
    except DamagedResult:
        kept = None if (folder / RECORD).is_dir() else _kept(folder)
        if kept is not None:
            write_whole(folder / RECORD, kept)
        return kept is not None
    return False


def _kept(folder: Path) -> bytes | None:
    archive = folder.resolve().parent.parent / "archive"
    try:
        records = {one.version: one.record for one in read_ledger(archive)}
        sha256 = records.get(folder.name)
        return None if sha256 is None else Objects(archive / "files").read(sha256)
    except ArchiveError:  # the run says so where it needs the archive
        return None
