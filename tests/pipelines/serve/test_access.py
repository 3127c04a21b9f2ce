"""The access file that changes while the server runs, and cannot always be read."""

from pathlib import Path

import pytest
import yaml

from pipelines.serve.access import (
    GRACE_SECONDS,
    REPEAT_SECONDS,
    RETRY_SECONDS,
    AccessError,
    WatchedAccess,
    load_access,
    parse_access,
)
from serve.published_site import HASH


class Watch:
    """A watched file, on a clock that the test moves."""

    def __init__(self, path: Path) -> None:
        self.now, self.told = 0.0, list[str]()
        self.watched = WatchedAccess(path, self.told.append, lambda: self.now)

    def knows(self, user: str) -> bool:
        return self.watched.now().by_user(user) is not None


@pytest.fixture
def watch(access_file: Path) -> Watch:
    return Watch(access_file)


def without_mei(path: Path) -> None:
    given = yaml.safe_load(path.read_text())
    given["users"] = [one for one in given["users"] if one["user"] != "mei"]
    path.write_text(yaml.safe_dump(given))


def test_a_file_mended_by_chmod_alone_is_read(watch: Watch, access_file: Path) -> None:
    access_file.chmod(0o664)
    without_mei(access_file)
    assert watch.knows("mei")
    assert "chmod 600" in watch.told[0]
    access_file.chmod(0o600)

    assert not watch.knows("mei")
    assert watch.knows("ann")


def test_a_file_that_cannot_be_read_is_tried_again_unchanged(
    watch: Watch, access_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_mei(access_file)
    tries = []

    def ailing(path: Path) -> object:
        tries.append(path)
        raise AccessError("the disk does not answer")

    with monkeypatch.context() as patch:
        patch.setattr("pipelines.serve.access.load_access", ailing)
        assert [watch.knows("mei") for _ in range(5)] == [True] * 5
    assert len(tries) == 1
    watch.now += RETRY_SECONDS

    assert not watch.knows("mei")


def test_what_was_gone_and_comes_back_the_same_is_read(
    watch: Watch, access_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(WatchedAccess, "_now", lambda _: None)
        patch.setattr("pipelines.serve.access.load_access", lambda _: load_access(Path("/none")))
        assert watch.knows("mei")
    watch.now += 2 * GRACE_SECONDS

    assert watch.knows("mei")


def test_nobody_is_signed_in_when_it_could_not_be_read_for_too_long(
    watch: Watch, access_file: Path
) -> None:
    text = access_file.read_text()
    access_file.write_text(f"{text}\n  broken")
    known = []
    while watch.now < GRACE_SECONDS + 2 * REPEAT_SECONDS:
        known.append((watch.now < GRACE_SECONDS, watch.knows("mei")))
        watch.now += RETRY_SECONDS

    assert all(before == knows for before, knows in known)
    assert len(watch.told) == (GRACE_SECONDS + 2 * REPEAT_SECONDS) // REPEAT_SECONDS
    assert "holds for 5 minutes" in watch.told[0]
    assert "nobody is signed in" in watch.told[-1]
    assert not any(HASH in one for one in watch.told)
    access_file.write_text(text)
    assert watch.knows("mei")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("users:\n- password_hash: $argon2id$x: y\n", ":2"),
        ("users: 2026-13-45", ""),
        ("[" * 20_000, ""),
    ],
    ids=["not YAML", "no such day", "nested too deeply"],
)
def test_what_is_not_yaml_is_named_without_what_it_says(text: str, line: str) -> None:
    with pytest.raises(AccessError, match=f"^access.yml{line}: this is not YAML") as found:
        parse_access(text, "access.yml")
    assert "argon2id" not in str(found.value)
