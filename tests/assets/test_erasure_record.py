"""Erasures on record: asked once, proved once, nobody by id, nothing changed afterwards."""

from pathlib import Path

import pytest

from assets.erasure_record import (
    Asked,
    ErasureError,
    Proved,
    ask,
    erased_pseudonym,
    erased_pseudonyms,
    prove,
    read_erasures,
    record_path,
)
from assets.keys import throwaway_keys

KEYS = throwaway_keys()


def _asked(person: str) -> Asked:
    pseudonym = erased_pseudonym(KEYS, person)
    return Asked(kind="person", pseudonym=pseudonym, by="Ann Wu", reason="asked")


def test_nobody_asked_leaves_no_file(tmp_path: Path) -> None:
    assert read_erasures(tmp_path) == []
    assert erased_pseudonyms(tmp_path) == {}
    assert not record_path(tmp_path).exists()


def test_who_is_asked_for_twice_is_on_record_once(tmp_path: Path) -> None:
    assert ask(tmp_path, [_asked("A7"), _asked("A7"), _asked("A8")]) == 2
    assert ask(tmp_path, [_asked("A7")]) == 0
    assert [one.proved for one in read_erasures(tmp_path)] == [None, None]
    assert erased_pseudonyms(tmp_path) == {
        "person": {erased_pseudonym(KEYS, "A7"), erased_pseudonym(KEYS, "A8")}
    }
    assert "A7" not in record_path(tmp_path).read_text(encoding="utf-8")


def test_a_proof_is_of_those_it_names(tmp_path: Path) -> None:
    ask(tmp_path, [_asked("A7"), _asked("A8")])
    event = Proved(
        erased=(("person", erased_pseudonym(KEYS, "A7")),), proof="p.json", proof_sha256="0"
    )
    prove(tmp_path, event)
    assert [one.proved is not None for one in read_erasures(tmp_path)] == [True, False]


def test_a_proof_of_what_nobody_asked_for_is_refused(tmp_path: Path) -> None:
    prove(tmp_path, Proved(erased=(("person", "x"),), proof="p.json", proof_sha256="0"))
    with pytest.raises(ErasureError, match=r"record\.jsonl:1: proves what nobody"):
        read_erasures(tmp_path)


def test_a_changed_line_is_found(tmp_path: Path) -> None:
    ask(tmp_path, [_asked("A7")])
    path = record_path(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("Ann", "Bob"), encoding="utf-8")
    with pytest.raises(ErasureError, match=r"record\.jsonl:1: this line was changed"):
        read_erasures(tmp_path)
