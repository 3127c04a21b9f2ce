import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.sealed_lines import FIRST, SealError, append_line, read_lines, rewritten


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "record.jsonl"
    for number in range(4):
        append_line(path, {"number": number, "text": "一 wave"})
    return path


def _spoil(path: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    lines = path.read_text("utf-8").splitlines()
    path.write_text("".join(f"{line}\n" for line in spoil(lines)), "utf-8")


def test_what_is_read_is_what_was_written(path: Path) -> None:
    lines = read_lines(path)
    assert [line.fields["number"] for line in lines] == [0, 1, 2, 3]
    assert lines[2].where == f"{path}:3"
    assert FIRST in path.read_text("utf-8").splitlines()[0]
    assert read_lines(path.parent / "none") == []


@pytest.mark.parametrize(
    ("spoil", "line", "says"),
    [
        pytest.param(
            lambda lines: [lines[0].replace('"number": 0', '"number": 7'), *lines[1:]],
            1,
            "changed after",
            id="a value changed",
        ),
        pytest.param(lambda lines: [lines[0], *lines[2:]], 2, "chain", id="a line taken out"),
        pytest.param(lambda lines: lines[1:], 1, "chain", id="the first line taken out"),
        pytest.param(lambda lines: [*lines[:2], lines[1], *lines[2:]], 3, "chain", id="repeated"),
        pytest.param(lambda lines: [*lines, "{}"], 5, "not one the record", id="a line put in"),
        pytest.param(lambda lines: [*lines, "[1]"], 5, "not one the record", id="a list"),
        pytest.param(
            lambda lines: [*lines, "[" * 100_000], 5, "not one the record", id="lists without end"
        ),
        pytest.param(
            lambda lines: [*lines, '{"a": "\\ud800", "previous": "", "seal": ""}'],
            5,
            "not one the record",
            id="half a character",
        ),
    ],
)
def test_tampering_is_found_with_its_line(path: Path, spoil, line: int, says: str) -> None:  # type: ignore[no-untyped-def]
    _spoil(path, spoil)
    with pytest.raises(SealError, match=rf"record\.jsonl:{line}: .*{says}"):
        read_lines(path)
    with pytest.raises(SealError):
        append_line(path, {"number": 9})


@settings(max_examples=40)
@given(st.integers(1, 200))
def test_a_torn_end_never_happened(cut: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.jsonl"
        append_line(path, {"number": 0})
        append_line(path, {"number": 1})
        whole = path.read_bytes()
        path.write_bytes(whole[:-cut])
        kept = len(read_lines(path))
        append_line(path, {"number": 2})
        assert [line.fields["number"] for line in read_lines(path)] == [*range(kept), 2]


def test_lists_without_end_as_the_torn_end(path: Path) -> None:
    with path.open("a") as file:
        file.write("[" * 100_000)
    assert len(read_lines(path)) == 4


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    path.mkdir()
    with pytest.raises(SealError, match=r"record\.jsonl:1: the record cannot be read: "):
        read_lines(path)
    with pytest.raises(SealError):
        append_line(path, {"number": 1})


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_a_record_is_its_keepers_only_unless_shared(tmp_path: Path) -> None:
    def mode(path: Path) -> int:
        return path.stat().st_mode & 0o777

    own, shared = tmp_path / "own" / "record.jsonl", tmp_path / "shared" / "record.jsonl"
    before = os.umask(0o022)
    try:
        own.parent.mkdir()  # as whoever locks it does
        append_line(own, {"number": 1})
        append_line(shared, {"number": 1}, shared=True)
    finally:
        os.umask(before)
    assert (mode(own), mode(own.parent)) == (0o600, 0o700)
    assert (mode(shared), mode(shared.parent)) == (0o644, 0o755)
    # What somebody has opened to others since stays open.
    own.parent.chmod(0o750)
    own.chmod(0o640)
    append_line(own, {"number": 2})
    assert (mode(own), mode(own.parent)) == (0o640, 0o750)


def test_a_line_the_law_takes_out_leaves_an_unbroken_chain(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    before = [append_line(path, {"who": who}) for who in ("A1", "A7", "A2")]
    found = rewritten(path, lambda fields: None if fields["who"] == "A7" else fields)
    assert found is not None
    path.write_text(found.text, encoding="utf-8")
    lines = read_lines(path)
    assert [line.fields["who"] for line in lines] == ["A1", "A2"]
    assert found.hashes == {before[0]: lines[0].sha256, before[2]: lines[1].sha256}
    assert found.hashes[before[0]] == before[0]
    assert found.hashes[before[2]] != before[2]


def test_a_record_that_names_nobody_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    append_line(path, {"who": "A1"})
    assert rewritten(path, lambda fields: fields) is None
    assert rewritten(tmp_path / "none.jsonl", lambda fields: None) is None


def test_a_tampered_record_is_not_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    append_line(path, {"who": "A1"})
    path.write_text(path.read_text(encoding="utf-8").replace("A1", "A2"), encoding="utf-8")
    with pytest.raises(SealError):
        rewritten(path, lambda fields: None)
