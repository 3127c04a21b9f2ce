"""`ladder fetch` at its edges; from a real server: tests/test_object_store.py."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assets.object_store_result import ship
from assets.publication import single_writer
from pipelines.cli import ladder
from pipelines.commands import fetch
from tests.assets.object_store_world import MemoryStore, write_result


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    made = MemoryStore()
    monkeypatch.setattr(fetch, "open_store", lambda address: made)
    return made


def _call(out: Path, *more: str) -> Result:
    command = ["fetch", "--from", "s3://memory", "--out", str(out), *more]
    return CliRunner().invoke(ladder, command)


def test_what_came_is_told(store: MemoryStore, tmp_path: Path) -> None:
    write_result(tmp_path / "out", "1")
    ship(tmp_path / "out", store)
    there = tmp_path / "there"
    done = _call(there, "--json")
    assert done.exit_code == 0, done.stderr
    told = {"version": "1", "fetched": True, "current": str(there / "current")}
    assert json.loads(done.stdout) == told
    done = _call(there)
    assert done.stdout == f"{there / 'current'}\n"
    assert done.stderr == "it was there already\n"


def test_nothing_there_and_a_folder_in_use(store: MemoryStore, tmp_path: Path) -> None:
    done = _call(tmp_path)
    assert done.exit_code == 1
    assert "nothing was shipped to s3://memory" in done.stderr
    with single_writer(tmp_path):
        assert "another run is writing" in _call(tmp_path).stderr
