"""What a file is to the landing before: new, unchanged, corrected, dropped again, gone."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.archive import Archive
from assets.contracts.catalogue import TABLES
from assets.landing.parts import part_path
from assets.landing.report import FileReport, TableReport, write_report
from assets.run_inputs import (
    FileChange,
    damaged_reports,
    file_changes,
    gone_files,
    land_run_inputs,
    ledger_entry,
    read_run_inputs,
)
from assets.run_settings import RunSettings

TABLE = "crm/interactions"


def _report(**files: str) -> TableReport:
    """A table of files `name=sha256`."""
    reports = [FileReport(file=name, sha256=sha256) for name, sha256 in files.items()]
    return TableReport(table=TABLE, status="ok", files=reports)


@pytest.mark.parametrize(
    ("before", "now", "states", "gone"),
    [
        pytest.param(None, {"a": "1"}, {"a": ("new", None, None)}, [], id="first"),
        pytest.param({"a": "1"}, {"a": "1"}, {"a": ("unchanged", None, None)}, [], id="same"),
        pytest.param({"a": "1"}, {"a": "2"}, {"a": ("corrects", "1", None)}, [], id="corrected"),
        pytest.param({"a": "1"}, {"b": "2"}, {"b": ("new", None, None)}, ["a"], id="replaced"),
        pytest.param({"a": "1"}, {"b": "1"}, {"b": ("repeats", None, "a")}, [], id="renamed"),
        pytest.param(
            {"a": "1"},
            {"a": "1", "b": "1"},
            {"a": ("unchanged", None, None), "b": ("repeats", None, "a")},
            [],
            id="dropped again under another name",
        ),
        pytest.param(
            {"a": "1", "b": "2"},
            {"a": "2", "b": "1"},
            {"a": ("repeats", "1", "b"), "b": ("repeats", "2", "a")},
            [],
            id="names exchanged",
        ),
        pytest.param(
            None,
            {"a": "1", "b": "1"},
            {"a": ("new", None, None), "b": ("repeats", None, "a")},
            [],
            id="twice at once",
        ),
        pytest.param({"a": ""}, {"a": ""}, {"a": ("new", None, None)}, [], id="never readable"),
    ],
)
def test_each_file_is_held_against_the_landing_before(
    before: dict[str, str] | None,
    now: dict[str, str],
    states: dict[str, tuple[str, str | None, str | None]],
    gone: list[str],
) -> None:
    earlier = None if before is None else _report(**before)
    changes = file_changes(_report(**now), earlier)
    found = {name: (one.state, one.corrects, one.repeats) for name, one in changes.items()}
    assert found == states
    if earlier is not None:
        assert gone_files(earlier, _report(**now), changes) == gone


def _land(settings: RunSettings, as_of: date, files: dict[str, str]) -> None:
    landing = settings.landing
    landing.mkdir(parents=True, exist_ok=True)
    for contract in TABLES:
        own = files if contract.key == TABLE else {}
        report = _report(**own).model_copy(update={"table": contract.key})
        write_report(landing, contract, report)
    day = f"timestamp '{as_of}'"
    events = {
        "crm_interactions": ["opened_at"],
        "crm_surveys": ["responded_at"],
        "crm_complaints": ["raised_at"],
        "qa_reviews": ["reviewed_at"],
        "qa_feedback_360": ["given_at"],
        "lms_enrollments": ["enrolled_at", "completed_at"],
        "lms_assessments": ["taken_at"],
    }
    for name, columns in events.items():
        chosen = ", ".join(f"{day} as {column}" for column in columns)
        path = part_path(landing, name, "one")
        path.parent.mkdir(exist_ok=True)
        duckdb.execute(f"copy (select {chosen}) to '{path}' (format parquet)")
    context = f"select date '{as_of}' as as_of"
    duckdb.execute(f"copy ({context}) to '{landing}/run_context.parquet' (format parquet)")


def _publish(settings: RunSettings, as_of: date, version: str) -> None:
    record: dict[str, Any] = {
        "run_id": version,
        "as_of": as_of.isoformat(),
        "finished_at": "",
        "code_version": "1",
    }
    Archive(settings.out).keep(settings.landing, record, version)


def test_a_run_is_held_against_the_newest_landing_that_is_not_of_a_later_day(
    tmp_path: Path,
) -> None:
    settings = RunSettings(exports=tmp_path / "in", out=tmp_path / "out")
    (settings.exports / "notes").mkdir(parents=True)
    (settings.exports / "notes" / "read me.txt").write_text("no table")
    for as_of, version, content in ((date(2026, 2, 1), "v1", "1"), (date(2026, 4, 1), "v2", "2")):
        _land(settings, as_of, {"crm/interactions.csv": content, "crm/interactions_2.csv": "x"})
        _publish(settings, as_of, version)
    _land(settings, date(2026, 3, 1), {"crm/interactions.csv": "3"})
    landed = land_run_inputs(settings)
    assert landed.compared_with == "v1"
    assert landed.changes[TABLE] == {
        "crm/interactions.csv": FileChange(state="corrects", corrects="1")
    }
    assert landed.gone_files == {TABLE: ["crm/interactions_2.csv"]}
    assert landed.unread_files == ["notes/read me.txt"]
    assert landed.standing["newest_month"] == "2026-03-01"
    # From here on the exports, the archive and the records are not needed.
    assert read_run_inputs(settings.landing) == landed
    assert ledger_entry(landed) == {
        "before": "v1",
        "files": [
            {
                "table": TABLE,
                "file": "crm/interactions.csv",
                "state": "corrects",
                "corrects": "1",
                "repeats": None,
            }
        ],
        "gone": [{"table": TABLE, "file": "crm/interactions_2.csv"}],
    }


def test_a_kept_report_that_is_damaged_is_said_and_compared_with_nothing(tmp_path: Path) -> None:
    settings = RunSettings(exports=tmp_path, out=tmp_path / "out")
    day, archive = date(2026, 1, 31), Archive(settings.out)
    assert damaged_reports(archive, day) == []
    _land(settings, day, {"a": "1"})
    _publish(settings, day, "v1")
    assert damaged_reports(archive, day) == []
    (kept,) = archive.landings()
    sha256 = kept.files["reports/crm_interactions.json"]
    (archive.folder / "files" / sha256[:2] / sha256).write_bytes(b"{")
    (said,) = damaged_reports(archive, day)
    assert sha256 in said
    assert "is damaged" in said
    assert land_run_inputs(settings).changes[TABLE] == {"a": FileChange(state="new")}
    archive.hold(settings.landing)
    assert damaged_reports(archive, day) == [], "what lands again is whole again"
