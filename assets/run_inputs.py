"""Lands what a run knows beside its tables, so that its result needs nothing but the landing.

`run_inputs.json`: the mapping, files of no table, what the record of configurations stands at, and
what became of the files of the landing before.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

import dagster as dg
from pydantic import BaseModel, ConfigDict

from assets.archive import Archive, ArchiveError
from assets.config_citation import standing
from assets.config_record import read_record
from assets.contracts.catalogue import TABLES
from assets.landing.discovery import unread_files
from assets.landing.mapping import load_mapping
from assets.landing.report import TableReport, read_report
from assets.record_rows import landed_as_of
from assets.run_context import latest_event
from assets.run_settings import RunSettings

LANDING, NAME = "landing", "run_inputs"


class FileChange(BaseModel):
    """What a file is to the landing before.

    Attributes:
        state: new; unchanged; corrects: the same name with another content; repeats: a content
            that was there under another name, or is there twice.
        corrects: SHA-256 of the content it replaces.
        repeats: the other name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: Literal["new", "unchanged", "corrects", "repeats"]
    corrects: str | None = None
    repeats: str | None = None


class RunInputs(BaseModel):
    """What lands in `run_inputs.json`.

    Attributes:
        mapping: name and hash of the mapping file; None without one.
        unread_files: files of the exports folder that feed no table.
        standing: what the result cites of the record of configurations (`config_citation`).
        compared_with: version whose landing is the one before; None where there is none.
        changes: by table key and file.
        gone_files: files of the landing before that are there no more, by table key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mapping: dict[str, str] | None
    unread_files: list[str]
    standing: dict[str, str | None]
    compared_with: str | None
    changes: dict[str, dict[str, FileChange]]
    gone_files: dict[str, list[str]]


def land_run_inputs(settings: RunSettings) -> RunInputs:
    """Write `run_inputs.json`, after all tables and the run's context have landed.

    Raises:
        ArchiveError: the ledger of the archive was tampered with.
        RecordError: the record of configurations was.
    """
    as_of = landed_as_of(settings.landing)
    mapping = load_mapping(settings.mapping) if settings.mapping else None
    now = {table.key: read_report(settings.landing, table) for table in TABLES}
    archive = Archive(settings.out)
    archive.heal()
    version, before = reports_before(archive, as_of)
    changes = {key: file_changes(report, before.get(key)) for key, report in now.items()}
    found = RunInputs(
        mapping={"name": mapping.name, "sha256": mapping.sha256} if mapping else None,
        unread_files=unread_files(settings.exports, mapping),
        standing=standing(
            settings.out,
            read_record(settings.out).head,
            as_of=as_of,
            last_event=latest_event(settings.landing),
        ),
        compared_with=version,
        changes=changes,
        gone_files={
            key: gone
            for key, report in before.items()
            if (gone := gone_files(report, now[key], changes[key]))
        },
    )
    path = settings.landing / f"{NAME}.json"
    path.write_text(found.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return found


def read_run_inputs(landing: Path) -> RunInputs:
    """Read what `land_run_inputs` wrote.

    Raises:
        FileNotFoundError: it has not landed.
    """
    return RunInputs.model_validate_json((landing / f"{NAME}.json").read_bytes())


def reports_before(archive: Archive, as_of: date) -> tuple[str | None, dict[str, TableReport]]:
    """Version and reports, by table key, of the newest kept landing of that day or before."""
    kept = archive.newest(as_of)
    if kept is None:
        return None, {}
    reports = {key: archive.whole_report(kept, key) for key in kept.tables}
    return kept.version, {key: report for key, report in reports.items() if report is not None}


def damaged_reports(archive: Archive, as_of: date) -> list[str]:
    """Say what of the newest kept landing of that day or before cannot be read; not used then."""
    kept, said = archive.newest(as_of), []
    if kept is None:
        return []
    for key in kept.tables:
        try:
            archive.report(kept, key)
        except ArchiveError as error:
            said.append(f"{key}: nothing is compared with the landing of {kept.as_of}: {error}")
    return said


def file_changes(now: TableReport, before: TableReport | None) -> dict[str, FileChange]:
    """What each file of a table is to those of the landing before."""
    known = {file.file: file.sha256 for file in before.files if file.sha256} if before else {}
    names = {sha256: name for name, sha256 in known.items()}
    found: dict[str, FileChange] = {}
    for file in now.files:
        if known.get(file.file) == file.sha256:
            found[file.file] = FileChange(state="unchanged")
        elif file.sha256 in names:
            found[file.file] = FileChange(
                state="repeats", repeats=names[file.sha256], corrects=known.get(file.file)
            )
        elif file.file in known:
            found[file.file] = FileChange(state="corrects", corrects=known[file.file])
        else:
            found[file.file] = FileChange(state="new")
        names.setdefault(file.sha256, file.file)
    return found


def gone_files(before: TableReport, now: TableReport, changes: dict[str, FileChange]) -> list[str]:
    """Files of the landing before that are there no more, also under no other name."""
    renamed = {change.repeats for change in changes.values()}
    there = {file.file for file in now.files}
    return [file.file for file in before.files if file.file not in there | renamed]


def ledger_entry(inputs: RunInputs) -> dict[str, Any]:
    """What run.json says of the files against the landing before; it is not part of the content.

    Returns:
        `before`: the version compared with; `files`: state of each by table; `gone`: those that are
        there no more.
    """
    files = [
        {"table": table, "file": file, **change.model_dump(mode="json")}
        for table, changes in inputs.changes.items()
        for file, change in changes.items()
    ]
    gone = [
        {"table": table, "file": file}
        for table, all_of in inputs.gone_files.items()
        for file in all_of
    ]
    return {"before": inputs.compared_with, "files": files, "gone": gone}


def build_inputs_asset(parents: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset that lands them.

    Args:
        parents: the landed tables, and the run's context.
    """

    @dg.asset(
        key=[LANDING, NAME],
        group_name=LANDING,
        deps=parents,
        description="Mapping, files of no table, and what is new, corrected or gone since.",
        kinds={"json"},
    )
    def run_inputs(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[RunSettings]
    ) -> dg.MaterializeResult[None]:
        for damaged in damaged_reports(Archive(settings.out), landed_as_of(settings.landing)):
            context.log.warning(damaged)
        found = land_run_inputs(settings)
        changes = [change for files in found.changes.values() for change in files.values()]
        gone = sum(len(files) for files in found.gone_files.values())
        return dg.MaterializeResult(
            metadata={**Counter(change.state for change in changes), "gone": gone}
        )

    return run_inputs
