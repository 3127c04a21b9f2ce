"""Equal results have equal hashes; whatever is changed afterwards is found and named."""

import json
from pathlib import Path
from typing import Any

import pytest

from assets.content_hash import DamagedResult, content_of, read_record, require_files, require_whole

RECORD: dict[str, Any] = {"as_of": "2026-03-31", "mode": {"state": "full"}}


def _publish(folder: Path, **record: Any) -> Path:
    (folder / "marts").mkdir(parents=True)
    (folder / "marts" / "agents.parquet").write_bytes(b"PAR1")
    (folder / "config.yml").write_text("name: mine", encoding="utf-8")
    said = {**RECORD, **record}
    said["content"] = content_of(folder, said)
    (folder / "run.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


def test_when_and_how_fast_do_not_count(tmp_path: Path) -> None:
    one = _publish(tmp_path / "one", finished_at="morning", timings={"dbt": 1.0})
    other = _publish(tmp_path / "other", finished_at="evening", timings={"dbt": 9.0})
    assert require_whole(one)["content"] == require_whole(other)["content"]


@pytest.mark.parametrize("key", ["as_of", "mode", "sources"])
def test_everything_else_of_the_record_counts(tmp_path: Path, key: str) -> None:
    one, other = _publish(tmp_path / "one"), _publish(tmp_path / "other", **{key: "changed"})
    assert require_whole(one)["content"]["sha256"] != require_whole(other)["content"]["sha256"]


def test_the_layout_of_the_duckdb_file_does_not_count(tmp_path: Path) -> None:
    folder = _publish(tmp_path / "one")
    (folder / "warehouse.duckdb").write_bytes(b"any")
    require_whole(folder)


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / "config.yml").write_text("name: other"),
        lambda folder: (folder / "marts" / "agents.parquet").unlink(),
        lambda folder: (folder / "marts" / "added.parquet").write_bytes(b""),
        lambda folder: (folder / "marts" / "agents.parquet").rename(folder / "marts" / "a.parquet"),
    ],
    ids=["changed", "gone", "added", "renamed"],
)
def test_a_changed_result_is_found(tmp_path: Path, harm: Any) -> None:
    folder = _publish(tmp_path / "one")
    harm(folder)
    with pytest.raises(DamagedResult, match=r"config\.yml|agents\.parquet|added\.parquet"):
        require_whole(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"content": 1}', '{"content": {}}'])
def test_a_record_that_says_nothing_is_found(tmp_path: Path, text: str) -> None:
    folder = _publish(tmp_path / "one")
    (folder / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(DamagedResult, match=r"run\.json"):
        require_whole(folder)


def test_a_changed_record_is_found(tmp_path: Path) -> None:
    folder = _publish(tmp_path / "one")
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps({**record, "as_of": "2026-04-30"}))
    with pytest.raises(DamagedResult, match=r"run\.json"):
        require_whole(folder)


def test_some_files_are_held_against_the_record(tmp_path: Path) -> None:
    folder = _publish(tmp_path / "one")
    record, marts = read_record(folder), ["marts/agents.parquet", "marts/never.parquet"]
    require_files(folder, record, marts)
    (folder / "config.yml").write_text("not asked for", encoding="utf-8")
    require_files(folder, record, marts)
    (folder / "marts" / "agents.parquet").write_bytes(b"PAR2")
    with pytest.raises(DamagedResult, match=r"agents\.parquet is not as it was.*move .*one away"):
        require_files(folder, record, marts)
    (folder / "marts" / "agents.parquet").unlink()
    with pytest.raises(DamagedResult, match=r"agents\.parquet"):
        require_files(folder, record, marts)
    (folder / "marts" / "never.parquet").write_bytes(b"")
    with pytest.raises(DamagedResult, match=r"never\.parquet"):
        require_files(folder, record, marts[1:])
    require_files(folder, {"as_of": "before there were hashes"}, marts)
