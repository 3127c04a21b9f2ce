"""A damaged run.json: the archive's copy stands in, a run puts it back, else it is said plainly."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assets.alerts import result_alerts
from assets.archive import Archive
from assets.config_citation import read_cited
from assets.config_record import RecordError, read_record
from assets.content_hash import DamagedResult, content_of
from assets.previous_result import previous_version
from assets.published_record import place, put_back_record, read_published

HARMS: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:40]),
    "no text": lambda path: path.write_bytes(b"\xff\x00{"),
    "another as-of day": lambda path: path.write_text(
        path.read_text().replace("2026-03-31", "2026-04-30")
    ),
    "a list": lambda path: path.write_text("[]"),
    "nested without end": lambda path: path.write_text("[" * 200_000),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.fixture
def version(tmp_path: Path) -> Path:
    """A published version that the archive has the record of."""
    folder = tmp_path / "versions" / "1"
    folder.mkdir(parents=True)
    (tmp_path / "current").symlink_to("versions/1")
    record: dict[str, Any] = {"as_of": "2026-03-31", "run_id": "r", "code_version": "1"}
    record |= {"config": {"record_head": None}, "finished_at": "2026-03-31T22:00:00+00:00"}
    record["content"] = content_of(folder, record)
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    Archive(tmp_path).enter({}, record, "1")
    return folder


@pytest.mark.parametrize("harm", list(HARMS))
def test_the_copy_stands_in_and_is_put_back(version: Path, harm: str) -> None:
    record, out = read_published(version), version.parent.parent
    HARMS[harm](version / "run.json")
    assert read_published(version) == record
    assert read_cited(out).newest_month == date(2026, 3, 1)
    found = previous_version(out / "current", date(2026, 3, 31))
    assert found is not None
    assert found.as_of == date(2026, 3, 31)
    assert result_alerts(out) == []
    Archive(out).heal()
    assert not put_back_record(version)
    if harm != "a folder":  # somebody put it there, and may want it
        assert json.loads((version / "run.json").read_bytes()) == record


@pytest.mark.parametrize("harm", list(HARMS))
@pytest.mark.parametrize("archive", ["gone", "damaged"])
def test_without_a_copy_it_is_said_which_file_and_what_to_do(
    version: Path, harm: str, archive: str
) -> None:
    out = version.parent.parent
    for path in (out / "archive").rglob("*"):
        if path.is_file() and (archive == "gone" or "ledger" not in path.parts):
            path.write_bytes(b"" if archive == "gone" else b"{}")
    HARMS[harm](version / "run.json")
    for read in (
        lambda: read_published(version),
        lambda: previous_version(out / "current", date(2026, 3, 31)),
    ):
        with pytest.raises(DamagedResult, match=r"run\.json.*from a backup; or move it away"):
            read()
    with pytest.raises(RecordError, match=r"run\.json"):
        read_record(out)
    assert not put_back_record(version)
    version.rename(out / "elsewhere")
    assert previous_version(out / "current", date(2026, 3, 31)) is None
    assert read_record(out).entries == ()


def test_a_folder_that_never_was_a_result_has_no_place(version: Path) -> None:
    half = version.with_name("0")
    (half / "marts").mkdir(parents=True)
    assert place(half) is None
    (half / "run.json").write_text("{}")
    with pytest.raises(DamagedResult, match="as_of"):
        place(half)
