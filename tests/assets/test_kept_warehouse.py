"""What a crash left of the working warehouse goes, whatever it is; a whole one stays."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.kept_warehouse import keep_warehouse, take_warehouse
from assets.run_settings import RunSettings


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    made = RunSettings(exports=tmp_path / "in", out=tmp_path / "out")
    made.work.mkdir(parents=True)
    return made


@pytest.mark.parametrize("left", ["nothing", "a file", "a folder"])
def test_what_is_left_of_the_warehouse_goes(settings: RunSettings, left: str) -> None:
    if left == "a file":
        settings.warehouse.write_bytes(b"torn")
        settings.work.joinpath("warehouse.duckdb.wal").write_bytes(b"torn")
    elif left == "a folder":
        (settings.warehouse / "inside").mkdir(parents=True)
    assert not take_warehouse(settings, "a")
    assert list(settings.work.iterdir()) == []


def test_a_whole_one_stays_until_it_is_built_on(settings: RunSettings) -> None:
    settings.warehouse.write_bytes(b"whole")
    keep_warehouse(settings, "a")
    assert take_warehouse(settings, "a")
    assert settings.warehouse.read_bytes() == b"whole"
    # Killed while it was built on: nothing was kept since.
    assert not take_warehouse(settings, "a")
    assert not settings.warehouse.exists()


def _other_content(warehouse: Path) -> None:
    warehouse.write_bytes(b"WHOLE")


def _other_time(warehouse: Path) -> None:
    os.utime(warehouse, (1, 1))


def _log(warehouse: Path) -> None:
    warehouse.with_name("warehouse.duckdb.wal").write_bytes(b"more")


def _gone(warehouse: Path) -> None:
    warehouse.unlink()


def _torn_note(warehouse: Path) -> None:
    note = warehouse.with_name("warehouse.json")
    note.write_bytes(note.read_bytes()[:-3])


@pytest.mark.parametrize("harm", [_other_content, _other_time, _log, _gone, _torn_note])
def test_one_that_was_touched_goes(settings: RunSettings, harm: Callable[[Path], None]) -> None:
    settings.warehouse.write_bytes(b"whole")
    keep_warehouse(settings, "a")
    harm(settings.warehouse)
    assert not take_warehouse(settings, "a")
    assert list(settings.work.iterdir()) == []


def test_one_of_another_project_goes(settings: RunSettings) -> None:
    settings.warehouse.write_bytes(b"whole")
    keep_warehouse(settings, "a")
    assert not take_warehouse(settings, "b")
