"""The key file: who may read it, what is refused; tokens and pseudonyms."""

import hashlib
import hmac
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from assets.keys import (
    Keys,
    KeysError,
    add_key,
    drop_older_keys,
    find_keys,
    key_file,
    key_id_of,
    open_keys,
    throwaway_keys,
)
from assets.run_settings import RunSettings

VALUES = ["c-17", "", "张三", "it's; drop table x--", "a\nb", "x" * 500]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keys.json"


def test_the_file_is_made_for_its_owner_alone_and_once(path: Path) -> None:
    assert find_keys(path) is None
    made = open_keys(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["keys.json"]
    assert open_keys(path) == made
    assert "secret" not in repr(made)
    assert made.data[0].secret.hex() not in repr(made)
    assert str(made.data[0].secret) not in repr(made)


def test_processes_that_start_together_end_with_one_file(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: open_keys(path), range(16)))
    assert len({one.pseudonyms for one in made}) == 1
    assert len({one.key_ids for one in made}) == 1


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_file_that_others_may_use_is_refused(path: Path, mode: int) -> None:
    open_keys(path)
    path.chmod(mode)
    with pytest.raises(KeysError, match=rf"mode {mode:o}\); `chmod 600 .*keys\.json`"):
        open_keys(path)


def _spoil(content: dict, what: str) -> object:  # type: ignore[type-arg]  JSON
    if what == "no list":
        return {**content, "data": 3}
    if what == "no key":
        return {**content, "data": []}
    if what == "short key":
        return {**content, "pseudonyms": "AAAA"}
    if what == "not base64":
        return {**content, "pseudonyms": "?" * 44}
    return []


@pytest.mark.parametrize("what", ["no list", "no key", "short key", "not base64", "no object"])
def test_a_broken_file_is_refused_and_never_replaced(path: Path, what: str) -> None:
    open_keys(path)
    broken = json.dumps(_spoil(json.loads(path.read_text()), what))
    path.write_text(broken)
    with pytest.raises(KeysError, match="put back your copy of it"):
        open_keys(path)
    path.write_text(broken[: len(broken) // 2])
    with pytest.raises(KeysError, match="put back your copy of it"):
        open_keys(path)
    assert path.read_text() == broken[: len(broken) // 2]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be")
    with pytest.raises(KeysError, match=r"keys\.json: the key file cannot be written"):
        open_keys(tmp_path / "keys" / "keys.json")


def test_the_same_data_gives_the_same_token_only_under_key_and_purpose(path: Path) -> None:
    keys = open_keys(path)
    token = keys.encrypt("张三".encode(), purpose="people")
    assert token == keys.encrypt("张三".encode(), purpose="people")
    assert token != keys.encrypt("张三".encode(), purpose="backup")
    assert "张三".encode() not in token
    assert key_id_of(token) == keys.key_ids[-1]
    assert keys.decrypt(token, purpose="people").decode() == "张三"
    assert keys.decrypt(keys.encrypt(b"", purpose="people"), purpose="people") == b""
    with pytest.raises(KeysError, match="is not backup"):
        keys.decrypt(token, purpose="backup")


def test_a_changed_token_is_refused_wherever_it_was_changed(path: Path) -> None:
    keys = open_keys(path)
    token = keys.encrypt(b"Li Na", purpose="people")
    for place in range(len(token)):
        changed = bytearray(token)
        changed[place] ^= 1
        with pytest.raises(KeysError):
            keys.decrypt(bytes(changed), purpose="people")
        with pytest.raises(KeysError):
            keys.decrypt(token[:place], purpose="people")


def test_older_keys_still_read_until_they_are_dropped(path: Path) -> None:
    first = open_keys(path)
    token, called = first.encrypt(b"Li Na", purpose="people"), first.pseudonym("customer", "c-1")
    second = add_key(first)
    assert len(second.key_ids) == 2
    assert key_id_of(second.encrypt(b"Li Na", purpose="people")) == second.key_ids[-1]
    assert second.decrypt(token, purpose="people") == b"Li Na"
    assert second.pseudonym("customer", "c-1") == called
    with pytest.raises(KeysError, match=f"{first.key_ids[0]}, which is not in .*keys.json"):
        drop_older_keys(second).decrypt(token, purpose="people")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("value", VALUES)
def test_pseudonyms_in_sql_are_hmac_sha256(value: str) -> None:
    keys = throwaway_keys()
    plain = hmac.new(keys.pseudonyms, b"customer:" + value.encode(), hashlib.sha256).hexdigest()
    assert keys.pseudonym("customer", value) == f"customer_{plain[:20]}"
    sql = keys.sql_pseudonym("value", "customer")
    found = duckdb.execute(f"select {sql} from (select ?::varchar as value)", [value]).fetchall()
    assert found == [(f"customer_{plain[:20]}",)]
    assert duckdb.execute(f"select {keys.sql_pseudonym('null::varchar', 'x')}").fetchall() == [
        (None,)
    ]


def test_pseudonyms_of_columns_are_sha256_over_a_key_of_the_kind_and_the_value() -> None:
    keys = throwaway_keys()
    own = hmac.new(keys.pseudonyms, b"column customer", hashlib.sha256).hexdigest()[:32]
    plain = [hashlib.sha256((own + value).encode()).hexdigest()[:20] for value in VALUES]
    sql = keys.sql_column_pseudonym("value", "customer")
    found = duckdb.execute(f"select {sql} from (select unnest(?) as value)", [VALUES]).fetchall()
    assert found == [(f"customer_{digest}",) for digest in plain]


def test_pseudonyms_of_columns_keep_kinds_keys_and_empty_values_apart() -> None:
    one, other = throwaway_keys(), throwaway_keys()

    def called(keys: Keys, value: str, kind: str) -> str | None:
        sql = keys.sql_column_pseudonym(value, kind)
        (found,) = duckdb.execute(f"select {sql}").fetchall()[0]
        return found and str(found).partition("_")[2]

    assert called(one, "'7'", "customer") == called(one, "'7'", "customer")
    ways = [(one, "'7'", "customer"), (one, "'7'", "agent"), (other, "'7'", "customer"),
            (one, "''", "customer"), (one, "'8'", "customer")]  # fmt: skip
    assert len({called(*way) for way in ways}) == len(ways)
    assert called(one, "'7'", "customer") != one.pseudonym("customer", "7").partition("_")[2]
    assert called(one, "null::varchar", "customer") is None
    assert one.pseudonyms.hex() not in one.sql_column_pseudonym("value", "customer")


def test_kinds_and_keys_keep_the_same_value_apart() -> None:
    one, other = throwaway_keys(), throwaway_keys()
    called = {one.pseudonym("customer", "7"), one.pseudonym("agent", "7")}
    assert len({name.split("_")[1] for name in {*called, other.pseudonym("customer", "7")}}) == 3


def test_the_environment_says_where_the_file_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LADDER_KEYS", raising=False)
    assert key_file(tmp_path) == tmp_path / "keys" / "keys.json"
    monkeypatch.setenv("LADDER_KEYS", str(tmp_path / "safe" / "k.json"))
    assert key_file(tmp_path) == tmp_path / "safe" / "k.json"
    settings = RunSettings(exports=tmp_path, out=tmp_path)
    assert settings.keys == tmp_path / "safe" / "k.json"
    assert RunSettings(exports=tmp_path, out=tmp_path, keys_file=tmp_path / "x").keys.name == "x"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_of_another_account_is_none(path: Path) -> None:
    open_keys(path)
    path.chmod(0)
    assert find_keys(path) is None
    with pytest.raises(KeysError, match="may not read"):
        open_keys(path)
