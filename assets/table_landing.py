"""Lands one table as a run does, and holds it against the landing before: `land`."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from assets.archive import Archive, Kept
from assets.column_match import sample_columns
from assets.contracts.table import TableContract
from assets.erasure_record import erased_pseudonyms
from assets.folder_keys import keys_of
from assets.framework_file import editions_of_run
from assets.landing.landing import land_table
from assets.landing.mapping import load_mapping
from assets.landing.report import TableReport, write_report
from assets.override_landing import TABLE as OVERRIDES
from assets.override_landing import entered_overrides
from assets.run_settings import RunSettings, horizon
from assets.schema_drift import find_drift


def land(settings: RunSettings, table: TableContract) -> TableReport:
    """Land a table from the exports; its report, also written, says what drifted.

    Args:
        settings: the run's.
        table: its parents have landed.

    Raises:
        ArchiveError: the archive's ledger was tampered with, or a report in it is damaged.
        ErasureError: the record of erasures was tampered with.
        KeysError: the folder's key file is gone, another one, or broken.
    """
    framework = editions_of_run(settings)[-1].framework  # time zones of editions do not differ
    own = table.key == OVERRIDES
    report = land_table(
        table,
        exports=settings.exports,
        landing=settings.landing,
        mapping=load_mapping(settings.mapping) if settings.mapping else None,
        horizon=horizon(settings.as_of),
        time_zone=framework.time_zone,
        entered=entered_overrides(settings.out, settings.landing) if own else [],
        keys=keys_of(settings.out, settings.keys),
        erased=erased_pseudonyms(settings.out),
    )
    report = _with_drift(settings, table, report, framework.degradation.retired_columns)
    write_report(settings.landing, table, report)
    return report


def _with_drift(
    settings: RunSettings, table: TableContract, report: TableReport, retired: Sequence[str]
) -> TableReport:
    archive = Archive(settings.out)
    before = _last_of_other_files(archive, settings, table, report)
    if before is None:
        return report

    def sample(columns: Sequence[str]) -> Mapping[str, Sequence[object]]:
        # What a mapping makes of a file has the contract's columns alone.
        files = [settings.exports / one.file for one in report.files if not one.mapped]
        with tempfile.TemporaryDirectory(dir=settings.landing, prefix=".scratch-") as scratch:
            return sample_columns(files, columns, Path(scratch))

    drift = find_drift(
        table,
        report,
        archive.report(before, table.key),
        as_of=before.as_of,
        landing=settings.landing,
        retired=retired,
        sample=sample,
    )
    return report.model_copy(update={"drift": drift})


def _last_of_other_files(
    archive: Archive, settings: RunSettings, table: TableContract, report: TableReport
) -> Kept | None:
    """Return the newest landing that read other files: a rerun is told what the run was told."""
    files = {file.sha256 for file in report.files}
    for kept in reversed(archive.landings()):
        facts = kept.tables.get(table.key)
        if facts is None or facts.status not in ("ok", "snapshot"):
            continue
        if settings.as_of is not None and kept.as_of > settings.as_of:
            continue
        before = archive.whole_report(kept, table.key)
        if before is not None and {file.sha256 for file in before.files} != files:
            return kept
    return None
