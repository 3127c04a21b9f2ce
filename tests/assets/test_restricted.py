"""Names: encrypted at rest, read only with the key, and every reading noted."""

import json
import os
import stat
from pathlib import Path

import pytest

from assets.keys import KeysError, add_key, drop_older_keys, open_keys
from assets.restricted import (
    ACCESS_LOG,
    PEOPLE,
    key_of_people,
    names_for,
    publish_people,
    read_people,
    rekey_people,
    write_people,
)

NAMES = {"A2": "李娜", "A1": "张三"}


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keys.json"


@pytest.fixture
def version(tmp_path: Path, keys_file: Path) -> Path:
    write_people(tmp_path / "landing", NAMES, open_keys(keys_file))
    publish_people(tmp_path / "landing", tmp_path / "version")
    return tmp_path / "version"


def _read(version: Path, keys_file: Path, out: Path, **options: object) -> dict[str, str] | None:
    given = {"command": "run", "purpose": "report"} | options
    return names_for(version, out=out, keys=keys_file, **given)  # type: ignore[arg-type]


def test_names_are_encrypted_for_the_owner_alone(version: Path, tmp_path: Path) -> None:
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert not any(name.encode() in path.read_bytes() for name in NAMES.values()), path
    assert stat.S_IMODE((version / PEOPLE).stat().st_mode) == 0o600
    assert stat.S_IMODE((version / PEOPLE).parent.stat().st_mode) == 0o700


def test_the_same_people_give_the_same_bytes(tmp_path: Path, keys_file: Path) -> None:
    keys = open_keys(keys_file)
    for folder, people in (("a", NAMES), ("b", dict(sorted(NAMES.items())))):
        write_people(tmp_path / folder, people, keys)
    assert (tmp_path / "a" / PEOPLE).read_bytes() == (tmp_path / "b" / PEOPLE).read_bytes()


def test_every_reading_is_noted_without_a_name(
    version: Path, tmp_path: Path, keys_file: Path
) -> None:
    out = tmp_path / "out"
    assert _read(version, keys_file, out) == NAMES
    assert _read(version, keys_file, out, command="explain", only=["A1", "?"]) == {"A1": "张三"}
    text = (out / ACCESS_LOG).read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(one["command"], one["purpose"], one["people"]) for one in lines] == [
        ("run", "report", 2),
        ("explain", "report", 1),
    ]
    assert all(one["when"] and one["version"] == "version" for one in lines)
    assert not any(word in text for word in ("A1", "A2", *NAMES.values(), *map(ascii, NAMES)))
    assert stat.S_IMODE((out / ACCESS_LOG).stat().st_mode) == 0o600


def test_what_cannot_be_noted_is_not_read(version: Path, tmp_path: Path, keys_file: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "logs").write_text("a file where the folder should be")
    assert _read(version, keys_file, out) is None


def test_without_the_key_there_are_no_names(version: Path, tmp_path: Path, keys_file: Path) -> None:
    keys_file.unlink()
    assert _read(version, keys_file, tmp_path / "out") is None
    assert not (tmp_path / "out").exists()
    assert not keys_file.exists()  # reading makes no key


def test_a_result_without_names_has_none(tmp_path: Path, keys_file: Path) -> None:
    assert _read(tmp_path, keys_file, tmp_path / "out") == {}
    publish_people(tmp_path / "landing", tmp_path / "version")
    assert not (tmp_path / "version").exists()
    assert key_of_people(tmp_path) is None
    assert read_people(tmp_path, open_keys(keys_file)) == {}


def test_another_key_and_a_changed_file_are_told(
    version: Path, tmp_path: Path, keys_file: Path
) -> None:
    held = (version / PEOPLE).read_bytes()
    (version / PEOPLE).write_bytes(held[:-1] + bytes([held[-1] ^ 1]))
    with pytest.raises(KeysError, match="changed or cut short"):
        _read(version, keys_file, tmp_path)
    (version / PEOPLE).write_bytes(held)
    keys_file.unlink()
    open_keys(keys_file)
    with pytest.raises(KeysError, match="put back the key file that has it"):
        _read(version, keys_file, tmp_path)


def test_names_move_to_a_new_key(version: Path, tmp_path: Path, keys_file: Path) -> None:
    first = open_keys(keys_file)
    keys = add_key(first)
    assert not rekey_people(tmp_path, keys)
    assert rekey_people(version, keys)
    assert not rekey_people(version, keys)
    assert key_of_people(version) == keys.key_ids[-1]
    assert read_people(version, drop_older_keys(keys)) == NAMES
    assert os.listdir(version / "restricted") == ["people.enc"]  # noqa: PTH208  names alone
