"""Builds the next version of the result in the staged folder, step by step, from landing and marts.

Nothing here knows of Dagster: a run and `ladder rebuild` take the same steps. Publishing is
`publication`.
"""

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from assets.content_hash import content_of
from assets.delivery.build import write_delivery
from assets.previous_result import landed_calendars
from assets.report.build import build_report
from assets.restricted import names_for, publish_people
from assets.run_context import read_landed_editions
from assets.run_record import build_run_record
from assets.run_settings import RunSettings
from assets.timings import final_timings, timed
from assets.warehouse import Marts, export_marts


def stage_marts(settings: RunSettings) -> dict[str, Any]:
    """Write the marts, run.json as far as it is known, config.yml and the restricted names.

    Returns:
        The content of run.json.
    """
    shutil.rmtree(settings.staged, ignore_errors=True)
    settings.staged.mkdir(parents=True)
    with timed(settings.work, "marts"):
        export_marts(settings.warehouse, settings.staged)
        publish_people(settings.landing, settings.staged)
        record = build_run_record(settings)
    write_record(settings.staged, record)
    # As written, comments and all: a proposal is held against it, and people read it.
    text = read_landed_editions(settings.landing)[-1]["config_text"]
    (settings.staged / "config.yml").write_text(text, encoding="utf-8", newline="\n")
    return record


def stage_delivery(settings: RunSettings, *, command: str = "run", log: Path | None = None) -> int:
    """Write what the LMS and managers receive; how many files.

    Args:
        settings: folders of the run.
        command: who reads people's names, for the access log.
        log: the output folder that has the access log; None: the run's own.
    """
    with timed(settings.work, "delivery"):
        files = write_delivery(
            _staged_marts(settings, command, "delivery", log),
            read_staged_record(settings.staged),
            settings.staged / "delivery",
            before=landed_calendars(settings.landing),
        )
    return len(files)


def stage_report(settings: RunSettings, *, command: str = "run", log: Path | None = None) -> int:
    """Write the pages; how many. Arguments as `stage_delivery`."""
    folder = settings.staged / "report"
    with timed(settings.work, "report"):
        build_report(
            _staged_marts(settings, command, "report", log),
            read_staged_record(settings.staged),
            folder,
            workbooks=settings.staged / "delivery" / "managers",
            config_text=(settings.staged / "config.yml").read_text(encoding="utf-8"),
        )
    return sum(1 for _ in folder.rglob("*.html"))


def finish_record(
    settings: RunSettings, landing: dict[str, str], finished: datetime
) -> dict[str, Any]:
    """Add to run.json what is known only at the end: content, timings, the time of finishing.

    Args:
        settings: folders of the run.
        landing: SHA-256 of the landed files by path, as the archive holds them.
        finished: as `publication.moment_of_publication` has it.
    """
    record = read_staged_record(settings.staged)
    record["content"] = content_of(settings.staged, record)
    record["ledger"]["landing"] = landing
    record["timings"] = final_timings(settings.work)
    record["finished_at"] = finished.isoformat(timespec="seconds")
    write_record(settings.staged, record)
    return record


def read_staged_record(folder: Path) -> dict[str, Any]:
    """Return run.json of a folder."""
    record: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return record


def write_record(folder: Path, record: dict[str, Any]) -> None:
    """Write run.json of a folder."""
    text = json.dumps(record, ensure_ascii=False, indent=2)
    (folder / "run.json").write_text(text, encoding="utf-8")


def _staged_marts(settings: RunSettings, command: str, purpose: str, log: Path | None) -> Marts:
    names = names_for(
        settings.staged,
        out=log or settings.out,
        keys=settings.keys,
        command=command,
        purpose=purpose,
    )
    return Marts(settings.staged / "warehouse.duckdb", names)
