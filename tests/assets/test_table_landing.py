from pathlib import Path

import pytest

from assets.archive import Archive
from assets.contracts.catalogue import table
from assets.run_settings import RunSettings
from assets.table_landing import land

SURVEYS = table("crm/surveys")
ROWS = "".join(f"S{n},I{n},2026-03-{n:02d},{n % 5 + 1}\n" for n in range(1, 29))


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    settings = RunSettings(exports=tmp_path / "in", out=tmp_path / "out")
    _write(settings, "csat")
    land(settings, SURVEYS)
    record = {
        "run_id": "r",
        "as_of": "2026-03-28",
        "finished_at": "2026-03-28T10:00:00+00:00",
        "code_version": "1",
    }
    Archive(settings.out).keep(settings.landing, record, "v1")
    return settings


def _write(settings: RunSettings, column: str) -> None:
    path = settings.exports / "crm" / "surveys.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"survey_id,interaction_id,responded_at,{column}\n{ROWS}", encoding="utf-8")


def test_the_same_export_again_has_no_drift(settings: RunSettings) -> None:
    report = land(settings, SURVEYS)
    assert report.drift == []
    assert report.filled["2026-03"]["csat"] == 28


def test_a_renamed_column_is_found_by_the_values_in_the_file(settings: RunSettings) -> None:
    _write(settings, "Zufriedenheit")
    report = land(settings, SURVEYS)
    (lost,) = [one for one in report.drift if one.is_loss]
    assert (lost.kind, lost.column, lost.near) == ("renamed", "csat", "Zufriedenheit")
    assert lost.since.isoformat() == "2026-03-28"


def test_without_a_landing_before_there_is_nothing_to_drift_from(tmp_path: Path) -> None:
    settings = RunSettings(exports=tmp_path / "in", out=tmp_path / "out")
    _write(settings, "rating")
    assert land(settings, SURVEYS).drift == []


def test_only_landings_up_to_the_as_of_day_count(settings: RunSettings) -> None:
    _write(settings, "rating")
    earlier = RunSettings(
        exports=settings.exports,
        out=settings.out,
        as_of=Archive(settings.out).landings()[0].as_of.replace(day=1),
    )
    assert land(earlier, SURVEYS).drift == []


def test_a_rerun_is_told_of_the_drift_the_run_was_told_of(settings: RunSettings) -> None:
    """The same inputs give the same result, whatever was published meanwhile."""
    _write(settings, "rating")
    told = land(settings, SURVEYS).drift
    record = {
        "run_id": "s",
        "as_of": "2026-03-28",
        "finished_at": "2026-03-28T11:00:00+00:00",
        "code_version": "1",
    }
    Archive(settings.out).keep(settings.landing, record, "v2")
    assert told
    assert land(settings, SURVEYS).drift == told


def test_a_kept_report_that_is_damaged_is_compared_with_nothing(settings: RunSettings) -> None:
    archive = Archive(settings.out)
    (kept,) = archive.landings()
    sha256 = kept.files["reports/crm_surveys.json"]
    (archive.folder / "files" / sha256[:2] / sha256).write_bytes(b"{")
    _write(settings, "rating")
    report = land(settings, SURVEYS)
    assert (report.status, report.drift) == ("ok", [])
