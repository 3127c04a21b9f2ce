"""`ladder tidy`: what goes, what stays, and who holds the folder."""

import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from assets.archive import Archive
from assets.publication import single_writer
from pipelines.cli import ladder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Four kept landings of one month, and half a version that a killed run left."""
    landing = tmp_path / "landing"
    landing.mkdir()
    for day in range(1, 5):
        duckdb.execute(f"copy (select {day} as n) to '{landing}/rows.parquet' (format parquet)")
        record = {
            "run_id": f"r{day}",
            "as_of": f"2026-03-0{day}",
            "finished_at": "",
            "code_version": "1",
            "first_month": "2026-03",
        }
        Archive(tmp_path / "out").keep(landing, record, f"v{day}")
    (tmp_path / "out" / "versions" / "half" / "marts").mkdir(parents=True)
    return tmp_path / "out"


def _tidy(out: Path, *arguments: str) -> Result:
    return CliRunner().invoke(ladder, ["tidy", "--out", str(out), *arguments])


def test_by_default_few_landings_all_stay(out: Path) -> None:
    called = _tidy(out)
    assert called.exit_code == 0
    assert called.stdout == "left by a killed run: half\n"
    assert len(Archive(out).landings()) == 4
    assert list((out / "versions").iterdir()) == []


def test_what_is_past_its_time_goes_and_is_named(out: Path) -> None:
    called = _tidy(out, "--newest", "2", "--json")
    assert json.loads(called.stdout) == {"landings": ["v1", "v2"], "leftovers": ["half"]}
    assert [one.version for one in Archive(out).landings()] == ["v3", "v4"]


def test_a_run_that_writes_is_left_alone(out: Path) -> None:
    with single_writer(out):
        called = _tidy(out, "--newest", "1")
    assert called.exit_code == 1
    assert "another run is writing" in called.stderr
    assert len(Archive(out).landings()) == 4


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert _tidy(tmp_path / "typo").exit_code == 2
    assert not (tmp_path / "typo").exists()
