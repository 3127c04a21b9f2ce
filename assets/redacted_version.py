"""Makes a published version anew without erased people: marts, names, delivery and pages."""

import contextlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from assets.content_hash import content_of
from assets.delivery.build import write_delivery
from assets.keys import Keys
from assets.previous_result import read_calendars
from assets.redaction import PEOPLE_COLUMNS, Redaction, redact_table
from assets.report.build import build_report
from assets.restricted import read_people, write_people
from assets.warehouse import MARTS, Marts, export_marts, mart_names

# What a result is made of. Anything else in the folder is not ours, and is not taken along.
_RECORD, _CONFIG, _WAREHOUSE = "run.json", "config.yml", "warehouse.duckdb"


def redact_version(version: Path, staged: Path, redaction: Redaction, keys: Keys) -> dict[str, Any]:
    """Write a version without erased people to a folder; the version itself stays as it is.

    The scores of everybody else are those that were published. Delivery and pages are written
    anew from the marts.

    Args:
        version: folder of the published version.
        staged: folder to write to; what is there goes.
        redaction: what is to go.
        keys: for the names.

    Returns:
        The content of its run.json, with `redacted` and new hashes.

    Raises:
        duckdb.Error, OSError: the version cannot be read, or the new one not be written.
        KeyError: an earlier code version published it, and its marts lack what pages need.
    """
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True, mode=0o700)
    _write_marts(version, staged, redaction)
    names = {
        agent: name
        for agent, name in read_people(version, keys).items()
        if agent not in redaction.people
    }
    write_people(staged, names, keys)
    shutil.copyfile(version / _CONFIG, staged / _CONFIG)
    text = (version / _RECORD).read_text(encoding="utf-8")
    record: dict[str, Any] = json.loads(redaction.json(text))
    # The landing it was made from has changed as well: the ledger tells of the new one.
    record.setdefault("ledger", {})["landing"] = {}
    record["redacted"] = record.get("redacted", 0) + 1
    marts = Marts(staged / _WAREHOUSE, names)
    calendars = read_calendars(version)
    write_delivery(marts, record, staged / "delivery", before=calendars)
    build_report(
        marts,
        record,
        staged / "report",
        workbooks=staged / "delivery" / "managers",
        config_text=(staged / _CONFIG).read_text(encoding="utf-8"),
    )
    record["content"] = content_of(staged, record)
    (staged / _RECORD).write_text(
        json.dumps(record, ensure_ascii=False, indent=2), encoding="utf-8"
    )
    keep_permissions(version, staged)
    return record


def keep_permissions(version: Path, staged: Path) -> None:
    """Whoever could read a file or folder of the version can read the one in its place."""
    for path in (staged, *staged.rglob("*")):
        old = version / path.relative_to(staged)
        if not old.exists():
            # A page that stands for somebody erased: as the pages beside it.
            old = next((one for one in old.parent.glob(f"*{old.suffix}") if one.is_file()), path)
        with contextlib.suppress(PermissionError):  # a group this account is not in
            os.chown(path, -1, old.stat().st_gid)
        path.chmod(old.stat().st_mode & 0o7777)


def _write_marts(version: Path, staged: Path, redaction: Redaction) -> None:
    """Copy, redact and write anew: a DuckDB file keeps what was deleted in it."""
    scratch = staged / "scratch.duckdb"
    shutil.copyfile(version / _WAREHOUSE, scratch)
    scratch.chmod(0o600)
    names = mart_names(scratch)
    with duckdb.connect(str(scratch)) as connection:
        for name in names:
            redact_table(connection, f'{MARTS}."{name}"', redaction)
    export_marts(scratch, staged)
    scratch.unlink()


def people_of(version: Path) -> set[str]:
    """Ids of everybody in a version's marts."""
    return _values(version, PEOPLE_COLUMNS)


def titles_of(version: Path) -> set[str]:
    """Teams and titles of courses in a version's marts."""
    return _values(version, ("team_id", "title"))


def _values(version: Path, columns: Sequence[str]) -> set[str]:
    warehouse = version / _WAREHOUSE
    found: set[str] = set()
    if not warehouse.is_file():
        return found
    # A damaged file tells nothing; a version that has one is not made anew but removed.
    with (
        contextlib.suppress(duckdb.Error),
        duckdb.connect(str(warehouse), read_only=True) as connection,
    ):
        for name in mart_names(warehouse):
            table = f'{MARTS}."{name}"'
            held = {one[0] for one in connection.execute(f"describe {table}").fetchall()}
            for column in held & set(columns):
                rows = connection.execute(f'select distinct "{column}" from {table}')
                found |= {str(row[0]) for row in rows.fetchall() if row[0] is not None}
    return found
