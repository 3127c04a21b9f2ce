"""Erased people are found wherever they are named, and nowhere else."""

import json
import zipfile
from pathlib import Path

import duckdb
import pytest

from assets.erasure_proof import places
from assets.keys import throwaway_keys
from assets.redaction import Redaction

KEYS = throwaway_keys()
CELL_LIKE = Redaction({}, people=["A7"], words=["A7", 'O"B&C'])
NUMBER = Redaction({}, people=["17"])


def _found(out: Path, redaction: Redaction) -> list[str]:
    return places(out, redaction, KEYS)[1]


def _workbook(path: Path, said: str) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("xl/worksheets/sheet1.xml", '<c r="A7" t="s"><f>A7+1</f><v>0</v></c>')
        file.writestr("xl/sharedStrings.xml", f"<sst><si><t>{said}</t></si></sst>")


@pytest.mark.parametrize(
    ("said", "named"), [("of A7", True), ("O&quot;B&amp;C", True), ("A77", False)]
)
def test_cells_count_and_their_places_do_not(tmp_path: Path, said: str, named: bool) -> None:
    _workbook(tmp_path / "one.xlsx", said)
    assert bool(_found(tmp_path, CELL_LIKE)) == named


def test_escaped_names_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>O&#34;B&amp;C</p>", encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps({"a": 'by O"B&C'}), encoding="utf-8")
    assert _found(tmp_path, CELL_LIKE) == ["a.html", "b.json"]


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("agents/17.html", "", True),
        ("calendars/T/17.ics", "", True),
        ("teams/17.html", "17 people", False),
        ("a.csv", "team_id,agent_id\nT,17\n", True),
        ("a.csv", "team_id,agent_id\n17,18\n", False),
        ("a.jsonl", '{"agent_id": "17"}', True),
        ("a.js", r'{"agent_id": "\x17"}', False),
        ("a.csv", 'agent_id\n"17' + "x" * 200_000, True),
        ("a.json", '{"course_id": "17", "n": 17}', False),
    ],
)
def test_a_number_is_an_id_in_columns_of_people_and_names_of_pages(
    tmp_path: Path, name: str, text: str, named: bool
) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert bool(_found(tmp_path, NUMBER)) == named


@pytest.mark.parametrize(("column", "named"), [("rater_id", True), ("course_id", False)])
def test_only_columns_of_people_hold_people(tmp_path: Path, column: str, named: bool) -> None:
    duckdb.execute(f"copy (select '17' as {column}) to '{tmp_path / 'a.parquet'}'")
    assert bool(_found(tmp_path, NUMBER)) == named


@pytest.mark.parametrize("head", [b"PAR1", b"12345678DUCK", b"\x1f\x8b", b"PK\x03\x04"])
def test_what_is_damaged_is_searched_as_it_is(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "a.bin").write_bytes(head + b" of A7 ")
    assert _found(tmp_path, CELL_LIKE) == ["a.bin"]
    (tmp_path / "a.bin").write_bytes(head + b" of A77 ")
    assert _found(tmp_path, CELL_LIKE) == []
