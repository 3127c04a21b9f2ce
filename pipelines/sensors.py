"""The sensor on the exports folder. What counts as new is decided in pipelines.export_scan."""

import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import dagster as dg

from assets.run_settings import RunSettings
from pipelines.export_scan import Listed, scan_exports
from pipelines.jobs import AssetJob


def _listing(exports: Path) -> Iterator[Listed]:
    for path in exports.rglob("*"):
        with suppress(OSError):  # gone since it was listed, or not ours to see: the run says so
            found = path.stat()
            if stat.S_ISREG(found.st_mode):
                name = path.relative_to(exports).as_posix()
                yield Listed(name, found.st_mtime_ns, found.st_size)


def build_exports_sensor(settings: RunSettings, job: AssetJob) -> dg.SensorDefinition:
    """Start the job when the exports folder has changed and come to rest."""

    @dg.sensor(
        name="exports_changed",
        job=job,
        minimum_interval_seconds=60,
        description="Runs everything when files in the exports folder are new, changed or gone.",
    )
    def exports_changed(
        context: dg.SensorEvaluationContext,
    ) -> Iterator[dg.RunRequest | dg.SkipReason]:
        files = list(_listing(settings.exports))
        scan = scan_exports(files, context.cursor)
        context.update_cursor(scan.cursor)
        if scan.run_key is None:
            yield dg.SkipReason(
                f"{len(files)} files, none new since the last run or still arriving"
            )
        else:
            yield dg.RunRequest(run_key=scan.run_key)

    return exports_changed
