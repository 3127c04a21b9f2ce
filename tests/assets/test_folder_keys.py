"""The key file of a folder: another one is refused where it would let erased people back in."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.archive import Archive
from assets.erasure_record import PERSON, Asked, ask, erased_pseudonym
from assets.folder_keys import CHECK, keys_of
from assets.keys import Keys, KeysError, add_key, key_file, open_keys
from assets.restricted import write_people


def _erasure(out: Path, keys: Keys) -> None:
    ask(out, [Asked(kind=PERSON, pseudonym=erased_pseudonym(keys, "A1"), by="Mei", reason="left")])


def _version(out: Path, keys: Keys) -> None:
    folder = out / "versions" / "v1"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"as_of": "2026-01-31"}))
    write_people(folder, {"A1": "张三"}, keys)
    (out / "current").symlink_to(Path("versions") / "v1")


def _archived(out: Path, keys: Keys) -> None:
    landing = out / "work" / "landing"
    write_people(landing, {"A1": "张三"}, keys)
    record = {
        "run_id": "r1",
        "as_of": "2026-01-31",
        "finished_at": "2026-02-01T00:00:00",
        "code_version": "0",
    }
    Archive(out).keep(landing, record, "v1")


Held = Callable[[Path, Keys], None]


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LADDER_KEYS", raising=False)


def _keys_of(out: Path) -> Keys:
    return keys_of(out, key_file(out))


def test_a_new_folder_gets_a_key_file_and_keeps_to_it(tmp_path: Path) -> None:
    made = _keys_of(tmp_path)
    assert _keys_of(tmp_path) == made
    check = (tmp_path / CHECK).read_text()
    assert check == made.pseudonym("key", "check")
    key_file(tmp_path).unlink()
    other = _keys_of(tmp_path)  # nothing there needs the first one
    assert (tmp_path / CHECK).read_text() == other.pseudonym("key", "check") != check


@pytest.mark.parametrize("held", [_erasure, _version, _archived])
def test_none_is_made_where_another_one_is_needed(
    tmp_path: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "safe" / "keys.json"
    out = tmp_path / "out"
    monkeypatch.setenv("LADDER_KEYS", str(kept))
    held(out, _keys_of(out))
    monkeypatch.delenv("LADDER_KEYS")
    own = out / "keys" / "keys.json"
    words = rf"Put back the key file .* LADDER_KEYS says \(which is not set\), else at {own}"
    with pytest.raises(KeysError, match=words):
        _keys_of(out)
    assert not own.exists()
    monkeypatch.setenv("LADDER_KEYS", str(tmp_path / "moved.json"))
    with pytest.raises(KeysError, match=rf"says \({tmp_path / 'moved.json'}\), else at {own}"):
        _keys_of(out)
    monkeypatch.setenv("LADDER_KEYS", str(kept))
    assert _keys_of(out).path == kept


@pytest.mark.parametrize("held", [_erasure, _version, _archived])
def test_another_key_file_is_refused(tmp_path: Path, held: Held) -> None:
    out = tmp_path / "out"
    first = _keys_of(out)
    held(out, first)
    shutil.rmtree(out / "keys")
    open_keys(key_file(out))
    with pytest.raises(KeysError, match="holds other keys"):
        _keys_of(out)
    assert (out / CHECK).read_text() == first.pseudonym("key", "check")


def test_a_copy_from_before_a_rotation_is_refused(tmp_path: Path) -> None:
    first = _keys_of(tmp_path)
    before = first.path.read_bytes()
    second = add_key(first)
    _version(tmp_path, second)
    assert _keys_of(tmp_path) == second
    first.path.write_bytes(before)
    with pytest.raises(KeysError, match=f"lacks the key {second.key_ids[-1]} of the published"):
        _keys_of(tmp_path)


def test_a_folder_of_before_takes_the_key_that_its_names_need(tmp_path: Path) -> None:
    keys = open_keys(key_file(tmp_path))
    _version(tmp_path, keys)
    (tmp_path / "keys").rename(tmp_path / "moved")
    open_keys(key_file(tmp_path))
    with pytest.raises(KeysError, match="lacks the key"):
        _keys_of(tmp_path)
    assert not (tmp_path / CHECK).exists()
    shutil.rmtree(tmp_path / "keys")
    (tmp_path / "moved").rename(tmp_path / "keys")
    assert _keys_of(tmp_path) == keys


def test_damaged_names_stop_nothing(tmp_path: Path) -> None:
    keys = _keys_of(tmp_path)
    _version(tmp_path, keys)
    (tmp_path / "current" / "restricted" / "people.enc").write_bytes(b"damaged")
    assert _keys_of(tmp_path) == keys
