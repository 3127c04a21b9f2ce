"""Fetching results, from a store in memory; from a real server: tests/test_object_store.py."""

import hashlib
import json
from pathlib import Path

import pytest

from assets.content_hash import require_whole
from assets.object_store_errors import StoreError
from assets.object_store_fetch import fetch
from assets.object_store_result import ship
from tests.assets.object_store_world import FILES, MemoryStore, write_result


@pytest.fixture
def shipped(tmp_path: Path) -> MemoryStore:
    store = MemoryStore()
    write_result(tmp_path / "out", "1")
    ship(tmp_path / "out", store)
    return store


def test_a_fetched_result_is_the_shipped_one(shipped: MemoryStore, tmp_path: Path) -> None:
    there = tmp_path / "there"
    assert fetch(shipped, there) == ("1", True)
    for name in FILES:
        original = tmp_path / "out" / "current" / name
        assert (there / "current" / name).read_bytes() == original.read_bytes()
    require_whole(there / "current")
    shipped.asked.clear()
    assert fetch(shipped, there) == ("1", False)
    assert {what for what, _ in shipped.asked} == {"read", "list"}


@pytest.mark.parametrize("name", sorted(FILES - {"restricted/people.enc"}))
def test_a_changed_file_is_not_taken(shipped: MemoryStore, tmp_path: Path, name: str) -> None:
    shipped.put(f"versions/1/{name}", b"{}")
    with pytest.raises(StoreError, match=f"{name} has another hash .*ship it once more"):
        fetch(shipped, tmp_path / "there")
    assert not (tmp_path / "there" / "current").is_symlink()
    assert not (tmp_path / "there" / "work" / "next").exists()


def test_a_missing_file_is_named(shipped: MemoryStore, tmp_path: Path) -> None:
    del shipped.objects["versions/1/marts/agents.csv"]
    with pytest.raises(StoreError, match=r"versions/1/marts/agents\.csv is not there"):
        fetch(shipped, tmp_path / "there")


def test_a_result_that_goes_meanwhile_gives_way_to_the_next(
    shipped: MemoryStore, tmp_path: Path
) -> None:
    def next_one(what: str, name: str) -> None:
        if what == "download":
            shipped.before = lambda what, name: None
            write_result(tmp_path / "new", "2")
            ship(tmp_path / "new", shipped)

    shipped.before = next_one
    assert fetch(shipped, tmp_path / "there") == ("2", True)
    assert [one.name for one in (tmp_path / "there" / "versions").iterdir()] == ["2"]


def test_what_is_shipped_may_be_an_older_version_again(
    shipped: MemoryStore, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    fetch(shipped, there)
    write_result(tmp_path / "out", "2")
    ship(tmp_path / "out", shipped)
    fetch(shipped, there)
    (tmp_path / "out" / "current").unlink()
    (tmp_path / "out" / "current").symlink_to("versions/1")
    ship(tmp_path / "out", shipped)
    assert fetch(shipped, there) == ("1", True)
    require_whole(there / "current")


def test_a_copy_that_was_changed_is_said(shipped: MemoryStore, tmp_path: Path) -> None:
    there = tmp_path / "there"
    fetch(shipped, there)
    (there / "current" / "report.html").write_text("other", "utf-8")
    with pytest.raises(StoreError, match="was changed since it was fetched; remove the folder"):
        fetch(shipped, there)


def test_a_folder_of_runs_is_not_for_copies(shipped: MemoryStore, tmp_path: Path) -> None:
    (tmp_path / "out" / "archive").mkdir()
    with pytest.raises(StoreError, match="is a folder that runs write to"):
        fetch(shipped, tmp_path / "out")


@pytest.mark.parametrize("version", ["../1", "..", "", "a/b", "/1", ".1", "1\n"])
def test_a_version_that_leads_elsewhere_is_refused(
    shipped: MemoryStore, tmp_path: Path, version: str
) -> None:
    pointer = json.loads(shipped.objects["current.json"][0]) | {"version": version}
    shipped.put("current.json", json.dumps(pointer).encode())
    with pytest.raises(StoreError, match="names a version that is none"):
        fetch(shipped, tmp_path / "there")


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (b"half", "is not what a run writes"),
        (b"[]", "is not what a run writes"),
        (b'{"content": {"files": 1}}', "is not what a run writes"),
        (b'{"content": {"files": {"../out": "0"}}}', "names files that lead out of the folder"),
        (b'{"content": {"files": {"/etc/out": "0"}}}', "names files that lead out of the folder"),
    ],
)
def test_a_record_that_leads_elsewhere_is_refused(
    shipped: MemoryStore, tmp_path: Path, record: bytes, why: str
) -> None:
    pointer = json.loads(shipped.objects["current.json"][0])
    pointer["files"]["run.json"] = hashlib.sha256(record).hexdigest()
    shipped.put("current.json", json.dumps(pointer).encode())
    shipped.put("versions/1/run.json", record)
    with pytest.raises(StoreError, match=why):
        fetch(shipped, tmp_path / "there")
    assert not (tmp_path / "there").exists()


def test_nothing_was_shipped(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nothing was shipped to s3://memory"):
        fetch(MemoryStore(), tmp_path / "there")
