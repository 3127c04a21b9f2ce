"""A new key: everything restricted is read with it, the older ones can go."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assets.archive import Archive
from assets.key_rotation import rotate
from assets.keys import KeysError, key_file, open_keys
from assets.publication import AnotherRunError, single_writer
from assets.restricted import PEOPLE, key_of_people, read_people, write_people
from pipelines.cli import ladder

NAMES = {"A1": "张三"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Two versions, a landing, the same landing in the archive."""
    keys = open_keys(key_file(tmp_path))
    landing = tmp_path / "work" / "landing"
    for folder in (tmp_path / "versions" / "v1", tmp_path / "versions" / "v2", landing):
        write_people(folder, NAMES, keys)
    for version in ("v1", "v2"):
        (tmp_path / "versions" / version / "run.json").write_text('{"as_of": "2026-03-31"}')
    (tmp_path / "current").symlink_to("versions/v2")
    record: dict[str, Any] = {
        "run_id": "r",
        "as_of": "2026-03-31",
        "finished_at": "2026-04-01T00:00:00+00:00",
        "code_version": "1",
        "content": {"sha256": "c"},
    }
    Archive(tmp_path).keep(landing, record, "v2")
    return tmp_path


def _call(*arguments: str) -> Any:
    return CliRunner().invoke(ladder, ["keys", *arguments])


def test_everything_restricted_gets_the_new_key(out: Path) -> None:
    before = open_keys(key_file(out))
    done = rotate(out, drop_old=True)
    keys = open_keys(key_file(out))
    assert keys.key_ids == (done.key_id,)
    assert done.key_id not in before.key_ids
    assert (done.folders, done.archived) == (3, 1)
    for folder in ("versions/v1", "versions/v2", "work/landing"):
        assert read_people(out / folder, keys) == NAMES
    archive = Archive(out)
    (kept,) = archive.landings()
    archive.restore(kept, out / "restored")
    assert read_people(out / "restored", keys) == NAMES
    assert kept.rewritten == ("keys",)
    assert not any(
        before.key_ids[0].encode() in path.read_bytes()
        for path in (out / "archive" / "files").rglob("*")
        if path.is_file()
    )


def test_older_keys_stay_for_backups_unless_they_are_dropped(out: Path) -> None:
    first = open_keys(key_file(out))
    rotate(out)
    assert open_keys(key_file(out)).key_ids[0] == first.key_ids[0]
    assert key_of_people(out / "current") == open_keys(key_file(out)).key_ids[-1]
    assert open_keys(key_file(out)).pseudonym("customer", "1") == first.pseudonym("customer", "1")


def test_names_under_a_lost_key_stop_it_before_anything_is_dropped(out: Path) -> None:
    key_file(out).unlink()
    open_keys(key_file(out))
    held = (out / "versions" / "v1" / PEOPLE).read_bytes()
    with pytest.raises(KeysError, match="put back the key file that has it"):
        rotate(out, drop_old=True)
    assert (out / "versions" / "v1" / PEOPLE).read_bytes() == held
    assert len(open_keys(key_file(out)).key_ids) == 2


def test_a_run_is_waited_for(out: Path) -> None:
    with single_writer(out), pytest.raises(AnotherRunError):
        rotate(out)


def test_the_commands_tell_names_of_keys_and_never_a_key(out: Path) -> None:
    keys = open_keys(key_file(out))
    shown = _call("show-id", "--out", str(out), "--json")
    assert json.loads(shown.stdout) == {
        "file": str(key_file(out)),
        "keys": list(keys.key_ids),
        "names_need": keys.key_ids[0],
    }
    turned = _call("rotate", "--out", str(out), "--drop-old", "--json")
    assert json.loads(turned.stdout)["folders"] == 3
    secret = json.loads(key_file(out).read_text())
    for said in (shown, turned, _call("show-id", "--out", str(out))):
        assert said.exit_code == 0
        assert secret["pseudonyms"] not in said.output
        assert secret["data"][0]["key"] not in said.output


def test_a_key_file_that_does_not_fit_is_told(out: Path) -> None:
    key_file(out).unlink()
    none = _call("show-id", "--out", str(out))
    assert (none.exit_code, "no key file" in none.stderr) == (2, True)
    assert _call("rotate", "--out", str(out)).exit_code == 2
    open_keys(key_file(out))
    other = _call("show-id", "--out", str(out))
    assert (other.exit_code, "the published names need the key" in other.stderr) == (1, True)
    key_file(out).chmod(0o644)
    assert "chmod 600" in _call("show-id", "--out", str(out)).stderr
    assert not (out / "logs").exists()
