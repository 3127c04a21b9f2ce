"""The working warehouse from run to run: it is gone on from only if nobody touched it since.

Its incremental tables say what they were built from; all others are built anew. What a crash or a
failed build has left, what another version of the project has built, and what was changed by
anybody else goes, and everything is built from the landing.
"""

import json
import shutil
from contextlib import suppress
from pathlib import Path

from assets.private_files import write_private
from assets.run_settings import RunSettings

_NOTE = "warehouse.json"


def take_warehouse(settings: RunSettings, identity: str) -> bool:
    """Before dbt builds: remove the warehouse unless it is whole; whether it stays.

    From now on it counts as half built, until `keep_warehouse`.

    Args:
        settings: folders of the run.
        identity: of the project and the versions that read it (`dbt_manifest.made_from`).
    """
    whole = _read(settings) == [identity, *_state(settings.warehouse)]
    _note(settings).unlink(missing_ok=True)
    if not whole:
        for path in (settings.warehouse, settings.warehouse.with_name("warehouse.duckdb.wal")):
            if path.is_dir():
                shutil.rmtree(path)
            path.unlink(missing_ok=True)
    return whole


def keep_warehouse(settings: RunSettings, identity: str) -> None:
    """After dbt has built everything without a failure: the next run may go on from it."""
    content = json.dumps([identity, *_state(settings.warehouse)])
    write_private(_note(settings), content.encode())


def _note(settings: RunSettings) -> Path:
    return settings.work / _NOTE


def _read(settings: RunSettings) -> object:
    with suppress(OSError, ValueError):
        return json.loads(_note(settings).read_bytes())
    return None


def _state(path: Path) -> list[int]:
    """Size, inode and times; empty where there is no file, or a log of what was not written yet."""
    log = path.with_name(f"{path.name}.wal")
    if not path.is_file() or log.exists():
        return []
    found = path.stat()
    return [found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns]
