"""Mirroring exports, from a store in memory; from a real server: tests/test_object_store.py."""

import stat
from pathlib import Path

import pytest

from assets.erasure_proof import places
from assets.forget import _remove_working_files
from assets.keys import throwaway_keys
from assets.object_store_errors import StoreError
from assets.object_store_mirror import MIRROR, Mirrored, mirror, remove_mirror
from assets.redaction import Redaction
from tests.assets.object_store_world import MemoryStore


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    for name in ("crm/agents.csv", "crm/surveys/1.csv", "crm/surveys/2.csv"):
        made.put(name, name.encode())
    return made


def _mirror(store: MemoryStore, folder: Path, *needed: str) -> Mirrored:
    store.asked.clear()
    return mirror(store, folder, is_needed=lambda path: path in needed)


def _downloads(store: MemoryStore) -> list[str]:
    return sorted(name for what, name in store.asked if what == "download")


def test_a_day_costs_one_listing_and_what_changed(store: MemoryStore, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    assert _mirror(store, folder).fetched == 3
    _mirror(store, folder)
    assert store.asked == [("list", "")]
    store.put("crm/surveys/2.csv", b"crm/surveys/2.CSV")
    store.put("crm/surveys/3.csv", b"new")
    del store.objects["crm/agents.csv"]
    done = _mirror(store, folder)
    assert _downloads(store) == ["crm/surveys/2.csv", "crm/surveys/3.csv"]
    assert (done.fetched, done.fetched_bytes, done.kept, done.removed) == (2, 20, 1, 1)
    files = {path.name for path in folder.rglob("*") if path.is_file()}
    assert files == {"1.csv", "2.csv", "3.csv"}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_another_address_is_another_mirror(store: MemoryStore, tmp_path: Path) -> None:
    _mirror(store, tmp_path / "exports")
    store.address = store.address._replace(prefix="other")
    assert _mirror(store, tmp_path / "exports").fetched == 3


def test_a_folder_becomes_a_file_and_a_file_a_folder(store: MemoryStore, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    _mirror(store, folder)
    store.objects.clear()
    store.put("crm/surveys", b"a file now")
    store.put("crm/agents.csv/1", b"a folder now")
    assert _mirror(store, folder).removed == 3
    assert (folder / "crm/surveys").read_bytes() == b"a file now"
    assert (folder / "crm/agents.csv/1").read_bytes() == b"a folder now"


def test_what_a_killed_mirroring_left_goes(store: MemoryStore, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    (folder / "crm").mkdir(parents=True)
    (folder / "crm" / ".0123456789abcdef").write_bytes(b"half")
    assert _mirror(store, folder).removed == 0
    assert not (folder / "crm" / ".0123456789abcdef").exists()


def test_a_failure_leaves_what_had_come(store: MemoryStore, tmp_path: Path) -> None:
    def fail(what: str, name: str) -> None:
        if (what, name) == ("download", "crm/surveys/2.csv"):
            raise StoreError("the endpoint cannot be reached")

    store.before = fail
    folder = tmp_path / "exports"
    with pytest.raises(StoreError, match="cannot be reached"):
        _mirror(store, folder)
    assert not (folder / "crm/surveys/2.csv").exists()
    store.before = lambda what, name: None
    assert _mirror(store, folder).fetched < 3
    assert not list(folder.rglob(".*"))


def test_an_empty_prefix_is_no_exports_and_takes_nothing_away(
    store: MemoryStore, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    _mirror(store, folder)
    store.objects.clear()
    store.put("crm/", b"")
    with pytest.raises(StoreError, match="s3://memory holds no objects: check the prefix"):
        _mirror(store, folder)
    assert (folder / "crm/agents.csv").exists()


def test_refused_keys_are_named_and_end_it_where_a_table_needs_them(
    store: MemoryStore, tmp_path: Path
) -> None:
    store.put("../outside.csv", b"x")
    store.put("crm\\reviews.csv", b"x")
    folder = tmp_path / "a" / "exports"
    done = _mirror(store, folder)
    assert done.refused == {
        "../outside.csv": "leads out of the folder",
        "crm\\reviews.csv": "holds a backslash",
    }
    assert done.fetched == 3
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    with pytest.raises(StoreError, match="holds a backslash and would be missing from its table"):
        _mirror(store, folder, "crm/reviews.csv")


def test_an_erasure_in_a_run_leaves_the_exports_to_be_read(
    store: MemoryStore, tmp_path: Path
) -> None:
    store.put("crm/agents.csv", b"agent_id\nA7\n")
    _mirror(store, tmp_path / MIRROR)
    (tmp_path / "work" / "landing").mkdir()
    (tmp_path / "work" / "landing" / "agents.csv").write_text("agent_id\nA7\n", "utf-8")
    erased = Redaction({}, people=["A7"], words=["A7"])
    assert places(tmp_path, erased, throwaway_keys())[1] == ["work/landing/agents.csv"]
    _remove_working_files(tmp_path)
    assert {path.name for path in (tmp_path / "work").iterdir()} == {"exports", "exports.json"}
    assert _mirror(store, tmp_path / MIRROR).fetched == 0
    remove_mirror(tmp_path)
    remove_mirror(tmp_path)
    assert list((tmp_path / "work").iterdir()) == []
