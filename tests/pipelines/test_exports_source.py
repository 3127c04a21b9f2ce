"""Exports on object storage, brought to a folder. On a real server: tests/test_object_store.py."""

from pathlib import Path

import pytest

from assets.object_store_errors import StoreError
from pipelines.exports_source import bring_exports
from tests.assets.object_store_world import MemoryStore


class _Mapping:
    sha256 = ""

    def sources_for(self, table_key: str) -> list[None]:
        return []

    def claims(self, relative_posix_path: str) -> bool:
        return relative_posix_path.startswith("vendor/")


def test_what_is_passed_over_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = MemoryStore()
    for name in ("crm/agents.csv", "../note.txt", "vendor//a.csv"):
        store.put(name, b"x")
    bring_exports(store, tmp_path / "exports", None)
    assert capsys.readouterr().err.splitlines() == [
        "  s3://memory: the object '../note.txt' leads out of the folder and is passed over",
        "  s3://memory: the object 'vendor//a.csv' has a part without a name and is passed over",
        "s3://memory: 1 objects fetched, 0 unchanged, 0 gone",
    ]


@pytest.mark.parametrize("key", ["crm//interactions.csv", "vendor//calls.csv"])
def test_what_a_table_needs_is_not_passed_over(tmp_path: Path, key: str) -> None:
    store = MemoryStore()
    store.put("crm/agents.csv", b"x")
    store.put(key, b"x")
    with pytest.raises(StoreError, match="has a part without a name and would be missing"):
        bring_exports(store, tmp_path / "exports", _Mapping())
    assert not (tmp_path / "exports").exists()
