"""Backups: everything that cannot be made again, nothing in plain text, all of it or nothing."""

import json
import shutil
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets import backup
from assets.backup import BackupError, back_up, restore
from assets.keys import KeysError, add_key, drop_older_keys, key_file, open_keys
from assets.publication import AnotherRunError, single_writer
from assets.restricted import PEOPLE, read_people, write_people
from assets.sealed_lines import append_line, read_lines
from pipelines.cli import ladder

NAMES = {"A1": "张三", "A2": "Li Na"}


def _version(out: Path, name: str, as_of: str) -> Path:
    folder = out / "versions" / name
    (folder / "report").mkdir(parents=True)
    (folder / "report" / "index.html").write_text("<p>张三</p>", encoding="utf-8")
    run = {"as_of": as_of, "finished_at": f"2027-01-01T00:00:0{name[-1]}"}
    (folder / "run.json").write_text(json.dumps(run))
    write_people(folder, NAMES, open_keys(key_file(out)))
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Three versions, of which a look back is the newest; records, an archive, work in progress."""
    folder = tmp_path / "out"
    for name, as_of in (("v1", "2026-01-31"), ("v2", "2026-03-31"), ("v3", "2026-02-28")):
        _version(folder, name, as_of)
    (folder / "current").symlink_to(Path("versions") / "v3")
    append_line(folder / "overrides" / "record.jsonl", {"agent": "A1"})
    (folder / "archive" / "files").mkdir(parents=True, mode=0o700)
    (folder / "archive" / "files" / "ab").write_bytes(bytes(range(256)) * 100)
    (folder / "work").mkdir()
    (folder / "work" / "warehouse.duckdb").write_text("tables")
    return folder


@pytest.fixture
def file(out: Path, tmp_path: Path) -> Path:
    back_up(out, tmp_path / "ladder.backup")
    return tmp_path / "ladder.backup"


@pytest.fixture
def empty(out: Path, tmp_path: Path) -> Path:
    """A new folder that has the key file, as somebody put it there."""
    folder = tmp_path / "new"
    shutil.copytree(out / "keys", folder / "keys")
    return folder


def _tree(folder: Path) -> dict[str, bytes | str]:
    return {
        path.relative_to(folder).as_posix(): str(path.readlink())
        if path.is_symlink()
        else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def test_what_comes_back_is_what_was_there(out: Path, file: Path, empty: Path) -> None:
    version = restore(file, empty)
    before, after = _tree(out), _tree(empty)
    left_out = [name for name in before if name.startswith(("versions/v1/", "work/"))]
    assert left_out
    assert after == {name: held for name, held in before.items() if name not in left_out}
    assert (version.as_of, version.folder.name) == (date(2026, 2, 28), "v3")
    assert read_people(version.folder, open_keys(key_file(empty))) == NAMES
    assert len(read_lines(empty / "overrides" / "record.jsonl")) == 1
    for private in ("archive/files", "overrides", "versions/v3/restricted"):
        assert stat.S_IMODE((empty / private).stat().st_mode) == 0o700, private
    assert stat.S_IMODE((version.folder / PEOPLE).stat().st_mode) == 0o600


def test_the_file_is_encrypted_for_its_owner_and_has_no_key(out: Path, file: Path) -> None:
    content = file.read_bytes()
    keys = open_keys(key_file(out))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for word in ("张三".encode(), b"run.json", b"versions", keys.data[0].secret, keys.pseudonyms):
        assert word not in content
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []


def test_a_key_file_elsewhere_in_the_folder_is_left_out(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = out / "config" / "k.json"
    shutil.copytree(out / "keys", elsewhere.parent)
    (elsewhere.parent / "keys.json").rename(elsewhere)
    monkeypatch.setenv("LADDER_KEYS", str(elsewhere))
    back_up(out, tmp_path / "b")
    restore(tmp_path / "b", tmp_path / "new")
    assert (tmp_path / "new" / "config").is_dir()
    assert not (tmp_path / "new" / "config" / "k.json").exists()


def test_a_changed_or_cut_backup_puts_nothing_back(file: Path, empty: Path) -> None:
    whole = file.read_bytes()
    middle = len(whole) // 2
    for spoilt in (
        whole[:-1],
        whole[:middle],
        whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        b"",
        b"PK\x03\x04",
    ):
        file.write_bytes(spoilt)
        with pytest.raises(KeysError) as refused:
            restore(file, empty)
        cut = "the backup was changed or cut short; take another copy of it"
        assert str(refused.value) in (cut, "this is no backup of ladder, or it was cut short")
        assert {path.name for path in empty.iterdir()} <= {"keys", ".lock"}
    file.write_bytes(whole)
    assert restore(file, empty).folder.name == "v3"


def test_without_its_key_a_backup_says_so(out: Path, file: Path, tmp_path: Path) -> None:
    with pytest.raises(KeysError, match="put the key file there first"):
        restore(file, tmp_path / "none")
    drop_older_keys(add_key(open_keys(key_file(out))))
    shutil.copytree(out / "keys", tmp_path / "later" / "keys")
    with pytest.raises(KeysError, match=r"^backup: encrypted .* put back the key file that has it"):
        restore(file, tmp_path / "later")


def test_a_folder_in_use_is_left_alone(out: Path, file: Path) -> None:
    before = _tree(out)
    with pytest.raises(BackupError, match="restore into an empty folder"):
        restore(file, out)
    assert _tree(out) == before
    with single_writer(out), pytest.raises(AnotherRunError):
        back_up(out, file)


def test_nothing_to_back_up_and_a_file_in_the_folder_are_refused(out: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="belongs on another disk"):
        back_up(out, out / "b")
    (out / "current").unlink()
    with pytest.raises(BackupError, match="no published result"):
        back_up(out, tmp_path / "b")
    key_file(out).unlink()
    with pytest.raises(KeysError, match="no key file"):
        back_up(out, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_a_failed_backup_leaves_the_one_before(
    out: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()

    def full(*_: object, last: bool) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup.SealingWriter, "_seal", full)
    with pytest.raises(OSError, match="No space left"):
        back_up(out, file)
    assert file.read_bytes() == before
    assert sorted(path.name for path in file.parent.iterdir()) == ["ladder.backup", "out"]


def test_a_refused_restore_after_a_killed_one_leaves_the_way_open(file: Path, empty: Path) -> None:
    (empty / ".restoring").mkdir()
    (empty / "archive").mkdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    with pytest.raises(KeysError):
        restore(file, empty)
    assert list((empty / ".restoring").iterdir()) == []
    file.write_bytes(whole)
    assert restore(file, empty).folder.name == "v3"


@pytest.mark.parametrize("done", [0, 1, 2, 3])
def test_a_restore_that_was_killed_is_done_again(done: int, file: Path, empty: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED_AFTER.format(done=done), str(file), str(empty)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -9, killed.stderr
    assert not (empty / "current").exists()
    assert restore(file, empty).folder.name == "v3"
    assert not (empty / ".restoring").exists()
    assert (empty / "overrides" / "record.jsonl").is_file()


_KILLED_AFTER = """
import os, pathlib, signal, sys
from assets.backup import restore
left, real = [{done}], pathlib.Path.replace
def replace(self, target):
    if ".restoring" in self.parts:
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
    return real(self, target)
pathlib.Path.replace = replace
restore(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
"""


def test_the_commands_say_what_they_did(out: Path, tmp_path: Path, empty: Path) -> None:
    target = str(tmp_path / "b")
    made = CliRunner().invoke(ladder, ["backup", "--out", str(out), "--to", target, "--json"])
    assert made.exit_code == 0, made.output
    assert json.loads(made.stdout)["key_id"] == open_keys(key_file(out)).key_ids[-1]
    put = CliRunner().invoke(ladder, ["restore", "--from", target, "--out", str(empty), "--json"])
    assert json.loads(put.stdout) == {"as_of": "2026-02-28", "version": "v3"}
    again = CliRunner().invoke(ladder, ["restore", "--from", target, "--out", str(empty)])
    assert again.exit_code == 2
    assert "holds archive, current, overrides" in again.stderr
    with single_writer(out):
        held = CliRunner().invoke(ladder, ["backup", "--out", str(out), "--to", target])
    assert held.exit_code == 1


def test_a_damaged_record_of_a_result_is_said(out: Path, tmp_path: Path) -> None:
    (out / "current" / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(BackupError, match=r"run\.json is damaged.*Put .* back from a backup"):
        back_up(out, tmp_path / "b")
