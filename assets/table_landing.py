"""Lands one table as a run does, and holds it against the landing before: `land`."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from assets.archive import Archive
from assets.column_match import sample_columns
from assets.contracts.table import TableContract
from assets.erasure_record import erased_pseudonyms
from assets.framework_file import editions_of_run
from assets.keys import open_keys
from assets.landing.filled import filled_by_month
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
        keys=open_keys(settings.keys),
        erased=erased_pseudonyms(settings.out),
    )
    report = report.model_copy(update={"filled": filled_by_month(settings.landing, table)})
    report = _with_drift(settings, table, report, framework.degradation.retired_columns)
    write_report(settings.landing, table, report)
    return report


def _with_drift(
    settings: RunSettings, table: TableContract, report: TableReport, retired: Sequence[str]
) -> TableReport:
    archive = Archive(settings.out)
    before = [
        kept
        for kept in archive.landings()
        if (settings.as_of is None or kept.as_of <= settings.as_of)
        and (facts := kept.tables.get(table.key)) is not None
        and facts.status in ("ok", "snapshot")
    ]
    if not before:
        return report

    def sample(columns: Sequence[str]) -> Mapping[str, Sequence[object]]:
        # What a mapping makes of a file has the contract's columns alone.
        files = [settings.exports / one.file for one in report.files if not one.mapped]
        with tempfile.TemporaryDirectory(dir=settings.landing, prefix=".scratch-") as scratch:
            return sample_columns(files, columns, Path(scratch))

    drift = find_drift(
        table,
        report,
        archive.report(before[-1], table.key),
        as_of=before[-1].as_of,
        landing=settings.landing,
        retired=retired,
        sample=sample,
    )
    return report.model_copy(update={"drift": drift})
