"""`ladder forget`: what it says, and how it ends when something unexpected is in the way."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from pipelines.cli import ladder
from pipelines.commands import forget as command


def _forget(out: Path, *arguments: str) -> Result:
    return CliRunner().invoke(ladder, ["forget", "--out", str(out), *arguments])


WHO = ("--person", "A7", "--by", "Ann Wu", "--reason", "left")


def test_somebody_unknown_is_refused_from_now_on(tmp_path: Path) -> None:
    called = _forget(tmp_path, *WHO, "--json")
    assert called.exit_code == 0
    assert "rows to come will be refused" in called.stderr
    proof = json.loads(called.stdout)
    assert proof["known_here"] == 0
    assert any("config/record.jsonl" in one for one in proof["not_reached"])


def test_asked_again_it_searches_again(tmp_path: Path) -> None:
    _forget(tmp_path, *WHO)
    called = _forget(tmp_path, *WHO)
    assert called.exit_code == 0
    assert "searching everything that is kept" in called.stderr
    assert "erased and proved before" in called.stderr
    (tmp_path / "notes.txt").write_text("A7", encoding="utf-8")
    called = _forget(tmp_path, *WHO)
    assert called.exit_code == 1
    assert "still named in notes.txt" in called.stderr


@pytest.mark.parametrize("error", [duckdb.Error("no\nfile"), TypeError("no"), KeyError("no")])
def test_what_nobody_expected_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(command, "forget", fail)
    called = _forget(tmp_path, *WHO)
    assert called.exit_code == 1
    assert called.stderr.count("\n") == 1
    assert type(error).__name__ in called.stderr


def test_a_person_needs_who_decided_and_why(tmp_path: Path) -> None:
    assert _forget(tmp_path, "--person", "A7").exit_code == 2
    assert _forget(tmp_path).exit_code == 2
