"""A hash is taken on trust only of a file that cannot have changed since it was read."""

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.landing import known_files
from assets.landing.encodings import sha256_of
from assets.landing.known_files import NAME, KnownFiles


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are read from now on."""
    names: list[str] = []
    real = sha256_of

    def noted(path: Path) -> str:
        names.append(path.name)
        return real(path)

    monkeypatch.setattr(known_files, "sha256_of", noted)
    return names


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Put the clock some seconds ahead: change times of files cannot be put back."""
    now = time.time_ns

    def ahead(seconds: float) -> None:
        monkeypatch.setattr(time, "time_ns", lambda: now() + int(seconds * 1e9))

    return ahead


@pytest.fixture
def file(tmp_path: Path, later: Callable[[float], None]) -> Path:
    """A file that was known and saved a minute after it was written."""
    path = tmp_path / "a.csv"
    path.write_text("one")
    later(60)
    known = KnownFiles(tmp_path)
    known.sha256(path)
    known.save()
    return path


def _put_back(path: Path, before: os.stat_result) -> None:
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_an_untouched_file_is_read_once(file: Path, read: list[str]) -> None:
    assert KnownFiles(file.parent).sha256(file) == _hash("one")
    assert read == []


def _rewrite(path: Path) -> None:
    path.write_text("two")


def _replace(path: Path) -> None:
    other = path.with_name("b.csv")
    other.write_text("two")
    other.replace(path)


@pytest.mark.parametrize("change", [_rewrite, _replace])
def test_a_file_of_the_same_size_and_time_is_read_again(
    file: Path, read: list[str], change: Callable[[Path], None]
) -> None:
    before = file.stat()
    change(file)
    _put_back(file, before)
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    known = KnownFiles(file.parent)
    assert known.sha256(file) == _hash("two")
    assert known.sha256(file) == _hash("two")
    assert read == ["a.csv"], "known from then on"


def test_what_was_written_just_now_is_not_trusted(
    tmp_path: Path, read: list[str], later: Callable[[float], None]
) -> None:
    """A second write in the same tick of the clock would leave its times as they are."""
    path = tmp_path / "a.csv"
    path.write_text("one")
    known = KnownFiles(tmp_path)
    for seconds in (0, 2, 60, 61):
        later(seconds)
        assert known.sha256(path) == _hash("one")
    assert read == ["a.csv"] * 3


def test_a_file_that_changes_while_it_is_read_is_not_known(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("two")
    real = sha256_of

    def slow(path: Path) -> str:
        found = real(path)
        path.write_text("three")
        return found

    known = KnownFiles(file.parent)
    monkeypatch.setattr(known_files, "sha256_of", slow)
    known.sha256(file)
    monkeypatch.setattr(known_files, "sha256_of", real)
    assert known.sha256(file) == _hash("three")


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(None, id="gone"),
        pytest.param(b"", id="empty"),
        pytest.param(b'{"a": ["0', id="cut off"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(json.dumps({"a": 3}).encode(), id="of another form"),
    ],
)
def test_a_damaged_state_is_none(file: Path, read: list[str], state: bytes | None) -> None:
    path = file.with_name(NAME)
    path.unlink()
    if state is not None:
        path.write_bytes(state)
    known = KnownFiles(file.parent)
    assert known.sha256(file) == _hash("one")
    assert read == ["a.csv"]
    known.save()
    assert KnownFiles(file.parent).sha256(file) == _hash("one")
    assert read == ["a.csv"]


def test_our_own_files_are_known_at_once_and_until_they_change(
    tmp_path: Path, read: list[str]
) -> None:
    path = tmp_path / "a.parquet"
    path.write_text("one")
    known = KnownFiles(tmp_path)
    known.note(path, _hash("one"))
    assert (known.sha256(path), read) == (_hash("one"), [])
    path.write_text("other")
    assert known.sha256(path) == _hash("other")


def test_files_that_are_gone_are_forgotten(file: Path) -> None:
    file.unlink()
    KnownFiles(file.parent).save()
    assert json.loads(file.with_name(NAME).read_text()) == {}
    with pytest.raises(FileNotFoundError):
        KnownFiles(file.parent).sha256(file)
