"""Shipping results, to a store in memory; to a real server: tests/test_object_store.py."""

import json
import shutil
from pathlib import Path

import pytest

from assets.content_hash import DamagedResult
from assets.object_store_errors import StoreError
from assets.object_store_result import ship
from tests.assets.object_store_world import FILES, MemoryStore, write_result


class _Killed(BaseException):
    """Whatever ends a process."""


def _versions(store: MemoryStore) -> set[str]:
    return {name.split("/")[1] for name in store.objects if name.startswith("versions/")}


def test_the_switch_comes_after_every_file(tmp_path: Path) -> None:
    store = MemoryStore()
    write_result(tmp_path, "1")
    done = ship(tmp_path, store)
    assert (done.version, done.uploaded, done.removed) == ("1", 5, 0)
    assert store.objects.keys() == {"current.json", *(f"versions/1/{name}" for name in FILES)}
    changes = [what for what, _ in store.asked if what in ("upload", "write", "remove")]
    assert changes == ["upload"] * 5 + ["write"]
    pointer = json.loads(store.objects["current.json"][0])
    assert pointer["version"] == "1"
    assert pointer["files"].keys() == {"run.json", "warehouse.duckdb", "restricted/people.enc"}


def test_nothing_new_costs_no_request_a_file(tmp_path: Path) -> None:
    store = MemoryStore()
    write_result(tmp_path, "1")
    ship(tmp_path, store)
    store.asked.clear()
    assert ship(tmp_path, store).uploaded == 0
    assert store.asked == [("read", "current.json"), ("list", "versions/"),
                           ("read", "current.json")]  # fmt: skip


@pytest.mark.parametrize("number", range(1, 13))
def test_wherever_it_is_killed_the_pointer_names_a_whole_result(
    tmp_path: Path, number: int
) -> None:
    store = MemoryStore()
    write_result(tmp_path, "1")
    ship(tmp_path, store)
    write_result(tmp_path, "2")
    shutil.rmtree(tmp_path / "versions" / "1")
    changes: list[str] = []

    def kill(what: str, name: str) -> None:
        if what in ("upload", "write", "remove"):
            changes.append(name)
            if len(changes) >= number:
                raise _Killed

    store.before = kill
    if number < 12:  # five uploads, the switch, five removals
        with pytest.raises(_Killed):
            ship(tmp_path, store)
    else:
        ship(tmp_path, store)
    pointer = _pointer(store)
    whole = {f"versions/{pointer}/{name}" for name in FILES}
    assert whole <= store.objects.keys()
    assert pointer == ("1" if number <= 6 else "2")
    store.before = lambda what, name: None
    ship(tmp_path, store)
    assert _versions(store) == {"2"}
    assert _pointer(store) == "2"


def _pointer(store: MemoryStore) -> str:
    return str(json.loads(store.objects["current.json"][0])["version"])


def test_a_half_upload_is_made_good(tmp_path: Path) -> None:
    store = MemoryStore()
    folder = write_result(tmp_path, "1")
    size = (folder / "report.html").stat().st_size
    store.put("versions/1/report.html", b"x" * size, "another hash")
    store.put("versions/1/marts/agents.csv", b"short")
    store.put("versions/1/left.over", b"x")
    ship(tmp_path, store)
    assert store.objects["versions/1/report.html"][0] == (folder / "report.html").read_bytes()
    assert "versions/1/left.over" not in store.objects


def test_what_is_not_the_result_stays_here(tmp_path: Path) -> None:
    store = MemoryStore()
    folder = write_result(tmp_path, "1")
    for name in ("keys/keys.json", "archive/a", "work/a", "logs/a", "config/record.jsonl"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("secret", "utf-8")
    ship(tmp_path, store)
    assert not any(content == b"secret" for content, *_ in store.objects.values())
    (folder / "note.txt").symlink_to(tmp_path / "keys" / "keys.json")
    with pytest.raises(DamagedResult, match=r"note\.txt"):
        ship(tmp_path, store)


def test_older_versions_stay_while_they_are_here_and_the_same(tmp_path: Path) -> None:
    store = MemoryStore()
    for version in ("1", "2", "3", "4"):
        write_result(tmp_path, version)
        ship(tmp_path, store)
    assert _versions(store) == {"1", "2", "3", "4"}
    shutil.rmtree(tmp_path / "versions" / "1")
    (tmp_path / "versions" / "2" / "restricted" / "people.enc").write_bytes(b"anew")
    shutil.rmtree(tmp_path / "versions" / "3")
    write_result(tmp_path, "3", "made anew")
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to("versions/4")
    ship(tmp_path, store)
    assert _versions(store) == {"4"}


def test_two_machines_do_not_undo_each_other(tmp_path: Path) -> None:
    store = MemoryStore()
    write_result(tmp_path / "a", "1")
    write_result(tmp_path / "b", "2")

    def other_is_quicker(what: str, name: str) -> None:
        if what == "write":
            store.before = lambda what, name: None
            ship(tmp_path / "b", store)

    store.before = other_is_quicker
    with pytest.raises(StoreError, match=r"current\.json was changed meanwhile; run again"):
        ship(tmp_path / "a", store)
    assert _pointer(store) == "2"
    assert _versions(store) == {"2"}
    ship(tmp_path / "a", store)
    assert (_pointer(store), _versions(store)) == ("1", {"1"})


def test_no_result_and_no_key_check(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no published result"):
        ship(tmp_path, MemoryStore())
    write_result(tmp_path, "1")
    (tmp_path / "erasures" / "key_check").unlink()
    with pytest.raises(StoreError, match="key_check is not there"):
        ship(tmp_path, MemoryStore())


def test_something_else_at_the_prefix(tmp_path: Path) -> None:
    store = MemoryStore()
    write_result(tmp_path, "1")
    store.put("current.json", b'{"version": 1}')
    with pytest.raises(StoreError, match="is this the prefix"):
        ship(tmp_path, store)
    assert store.objects.keys() == {"current.json"}
