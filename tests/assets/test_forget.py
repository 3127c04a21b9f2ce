"""Versions made anew, their names, and what happens where one cannot be; searches said again."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets import forget as forgetting
from assets.appeal_record import record_path as appeals
from assets.erased_people import begun_path
from assets.erasure_record import StillNamedError, ask, read_erasures
from assets.forget import Forgotten, asked_for, forget
from assets.keys import Keys, throwaway_keys
from assets.restricted import read_people, write_people
from assets.sealed_lines import append_line, read_lines

KEYS = throwaway_keys()


def _copy(version: Path, staged: Path, redaction: Any, keys: Keys) -> None:
    """Stands in for the making of a version anew: pages take minutes."""
    if (version / "broken").exists():
        raise TypeError("a mart of before")
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(version, staged)
    people = read_people(version, keys)
    kept = {one: name for one, name in people.items() if one not in redaction.people}
    write_people(staged, kept, keys)
    with duckdb.connect(str(staged / "warehouse.duckdb")) as connection:
        for one in redaction.people:
            connection.execute("delete from marts.agents where agent_id = ?", [one])


def _version(out: Path, name: str) -> Path:
    folder = out / "versions" / name
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"as_of": "2026-03-31"}), encoding="utf-8")
    write_people(folder, {"A7": "Mei Li", "A8": "Ann", "A9": "Bo"}, KEYS)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.agents(agent_id varchar, team_id varchar)")
        connection.execute("insert into marts.agents values ('A7','T'), ('A8','T'), ('A9','T')")
    return folder


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(forgetting, "redact_version", _copy)
    _version(tmp_path, "older")
    _version(tmp_path, "newer")
    (tmp_path / "work").mkdir()
    (tmp_path / "current").symlink_to(Path("versions") / "newer")
    return tmp_path


def _forget(out: Path, person: str, tell: Callable[[str], None] = lambda text: None) -> Forgotten:
    ask(out, [asked_for(KEYS, person, by="Cy", reason="asked")])
    return forget(out, KEYS, person=person, tell=tell)


def _versions(out: Path) -> list[str]:
    return sorted(one.name for one in (out / "versions").iterdir())


def test_one_after_another_each_has_a_name_of_its_own(out: Path) -> None:
    for number, person in enumerate(("A7", "A8", "A9"), start=1):
        assert _forget(out, person).versions == 2
        assert _versions(out) == [f"newer-without-{number}", f"older-without-{number}"]
        assert (out / "current").resolve().name == f"newer-without-{number}"


@pytest.mark.parametrize("killed", ["older", "newer"])
def test_killed_before_the_old_folder_went(
    out: Path, killed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _forget(out, "A7")
    whole = shutil.rmtree

    def kill(path: Path, **how: Any) -> None:
        if Path(path).name == f"{killed}-without-1":
            raise KeyboardInterrupt
        whole(path, **how)

    with monkeypatch.context() as patch:
        patch.setattr(forgetting.shutil, "rmtree", kill)
        with pytest.raises(KeyboardInterrupt):
            _forget(out, "A8")
    assert f"{killed}-without-1" in _versions(out)
    assert forget(out, KEYS).proof is not None
    assert {one.partition("-")[0] for one in _versions(out)} == {"newer", "older"}
    assert len(_versions(out)) == 2
    assert read_people((out / "current").resolve(), KEYS) == {"A9": "Bo"}


def test_a_version_that_cannot_be_made_anew_is_removed_and_it_says_so(out: Path) -> None:
    (out / "versions" / "older" / "broken").touch()
    told: list[str] = []
    assert _forget(out, "A7", told.append).removed == ("older",)
    assert _versions(out) == ["newer-without-1"]
    assert "older cannot be made anew (TypeError) and is removed" in told


def test_the_published_version_is_never_removed(out: Path) -> None:
    (out / "versions" / "newer" / "broken").touch()
    with pytest.raises(TypeError):
        _forget(out, "A7")
    assert _versions(out) == ["newer", "older"]


def test_a_damaged_file_of_an_older_version_hinders_nobody(out: Path) -> None:
    (out / "versions" / "older" / "warehouse.duckdb").write_bytes(b"no table at all")
    assert _forget(out, "A7").removed == ("older",)


def test_what_is_not_ours_is_named_again_until_it_is_gone(out: Path) -> None:
    stray = out / "notes.txt"
    stray.write_text("ask A7", encoding="utf-8")
    for _ in range(2):  # nothing of ours has this id any more the second time
        with pytest.raises(StillNamedError, match=r"still named in notes\.txt"):
            _forget(out, "A7")
    assert begun_path(out).exists()
    assert b"A7" not in begun_path(out).read_bytes()
    stray.unlink()
    assert forget(out, KEYS).proof is not None
    assert not begun_path(out).exists()


def test_an_erased_person_who_was_put_back_is_erased_again(out: Path) -> None:
    _forget(out, "A7")
    assert _forget(out, "A7").proof is None
    shutil.copytree(out / "versions" / "newer-without-1", out / "versions" / "restored")
    write_people(out / "versions" / "restored", {"A7": "Mei Li"}, KEYS)
    again = _forget(out, "A7")
    assert again.proof is not None
    assert read_people(out / "versions" / "restored-without-1", KEYS) == {}
    assert all(one.proved for one in read_erasures(out))


def test_who_entered_something_loses_name_and_user(out: Path) -> None:
    entered = {"agent_id": "A8", "appeal_id": "1", "by": "Mei Li", "user": "mei.li"}
    append_line(appeals(out), entered)
    append_line(appeals(out), {**entered, "appeal_id": "2", "by": "Ann", "user": "ann"})
    _forget(out, "A7")
    said = [(line.fields["by"], line.fields["user"]) for line in read_lines(appeals(out))]
    assert said == [("erased", "erased"), ("Ann", "ann")]


@pytest.mark.parametrize(
    ("other", "team"), [("王芳芳", "T"), ("王芳", "T"), ("Ann", "王芳的小组"), ("Ann", "王芳")]
)
def test_a_name_that_others_have_too_is_no_word_to_search(out: Path, other: str, team: str) -> None:
    for version in ("older", "newer"):
        folder = out / "versions" / version
        write_people(folder, {"A7": "王芳", "A8": other, "A9": "Bo"}, KEYS)
        with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
            connection.execute("update marts.agents set team_id = ?", [team])
        (folder / "page.html").write_text(f"{other} leads {team}", encoding="utf-8")
    assert _forget(out, "A7").proof is not None


def test_whoever_approved_a_configuration_stays_on_its_record(out: Path) -> None:
    (out / "config").mkdir()
    (out / "config" / "record.jsonl").write_text('{"by": "Mei Li"}\n', encoding="utf-8")
    proof = _forget(out, "A7").proof
    assert proof is not None
    assert "config/record.jsonl" in proof.read_text(encoding="utf-8")
