"""Files that are read together land as they would one by one."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.contracts.catalogue import table
from assets.keys import throwaway_keys
from assets.landing import grouping
from assets.landing.discovery import files_of
from assets.landing.landing import collect_rejected_rows, land_table
from assets.landing.opening import open_file

Centre = Any  # the class of that name in conftest.py

KEYS = throwaway_keys()
HEAD = "interaction_id,agent_id,opened_at,handle_seconds,topic"


def lines(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows, ""])


MIXED: dict[str, str | bytes] = {
    "01.csv": lines("I1,A1,2024-03-01,60,退款", "I2,A1,soon,60,x", "I3,A1,2024-03-01,1,x"),
    # Ragged rows and blank lines, right under the header too: numbers have to jump over them.
    "02.csv": lines("short", "", "I4,A1,2024-03-02,9,x,y", "I5,A1,2024-03-02,-1,x", "I6,A1,bad,5,"),
    "03.csv": lines(),
    "04.csv": b"",
    "05.csv": lines("I7,A1,2024-03-03,5,投诉（tou2 su4）", "I2,A1,2024-03-03,5,退款").encode(
        "gb18030"
    ),
    "06.csv": lines("I8,A1,2024-03-04,7,x", "I1,A1,2024-03-04,60,later").replace("\n", "\r\n"),
    "07.csv": b"\xef\xbb\xbf" + lines("I9,A1,2024-03-05,7,x", "I9,A1,2024-03-05,7,x").encode(),
    "08.csv": lines("I10,A1,2024-03-06", "I11,A1,", head="interaction_id,agent_id,opened_at"),
    "09.csv": lines("I12,A1,2024-03-07,7,x", '"I13,A1', "I14,A1,2024-03-07,x,x"),
    "10.csv": lines("I15,2024-03-08,7", "I16,bad,7", head="interaction_id,opened_at,topic"),
    "11.csv": b"only\nI17\n",
    "12.csv.gz": gzip.compress(lines("I18,A1,2024-03-09,7,x", "odd", "I19,A1,,1,").encode()),
    "13.csv.gz": gzip.compress(lines("I20,A1,2024-03-10,7,\ue000").encode()),
    "14.jsonl": json.dumps({"interaction_id": "I21", "agent_id": "A1", "opened_at": "2024-03-11"})
    + '\n{bad\n\n{"interaction_id": "I22", "agent_id": "A1", "opened_at": "never"}\n',
    "15.jsonl": '[1]\n{"opened_at": "2024-03-12", "interaction_id": "I23", "agent_id": "A1"}\n',
    "16.csv": lines("I24;A1;2024-03-12;5;a,b", "I24;A1;x;5;b", head=HEAD.replace(",", ";")),
    # Brackets and stars are part of the name, no pattern.
    "17 ?*.csv": lines("I27,A1,2024-03-12,5,x"),
    "17 [1].csv": lines("I26,A1,2024-03-12,5,x"),
    "18.csv": lines("I25,A1,2024-03-12,5,end").rstrip("\n"),
}


def landed(centre: Centre, size: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Everything that a landing leaves behind, by file."""
    monkeypatch.setattr(grouping, "GROUP_SIZE", size)
    landing: Path = centre.exports.parent / f"landing-{size}"
    contract = table("crm/interactions")
    report = land_table(contract, exports=centre.exports, landing=landing, keys=KEYS)
    collect_rejected_rows(landing)
    found: dict[str, Any] = {"report": report}
    for path in sorted(landing.rglob("*.parquet")):
        with duckdb.connect() as con:
            found[path.relative_to(landing).as_posix()] = con.execute(
                "FROM read_parquet(?)", [str(path)]
            ).fetchall()
    return found


@pytest.mark.parametrize("size", [2, 3, 64])
def test_a_group_lands_as_its_files_one_by_one(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    for name, content in MIXED.items():
        centre.write(f"crm/interactions/{name}", content)
    alone = landed(centre, 1, monkeypatch)
    assert landed(centre, size, monkeypatch) == alone
    report = alone["report"]
    assert [file.file[-len(name) :] for file, name in zip(report.files, MIXED, strict=True)] == [
        *MIXED
    ]
    by_name = {file.file.rsplit("/")[-1]: file for file in report.files}
    found = {
        name: (file.rows_read, file.accepted, file.rejected, file.duplicates)
        for name, file in by_name.items()
    }
    assert found == {
        "01.csv": (3, 1, 1, 1),
        "02.csv": (4, 0, 4, 0),
        "03.csv": (0, 0, 0, 0),
        "04.csv": (0, 0, 0, 0),
        "05.csv": (2, 2, 0, 0),
        "06.csv": (2, 2, 0, 0),
        "07.csv": (2, 1, 0, 1),
        "08.csv": (2, 1, 1, 0),
        "09.csv": (2, 1, 1, 0),
        "10.csv": (2, 0, 2, 0),
        "11.csv": (1, 0, 1, 0),
        "12.csv.gz": (3, 1, 2, 0),
        "13.csv.gz": (1, 1, 0, 0),
        "14.jsonl": (3, 1, 2, 0),
        "15.jsonl": (2, 1, 1, 0),
        "16.csv": (2, 1, 1, 0),
        "17 ?*.csv": (1, 1, 0, 0),
        "17 [1].csv": (1, 1, 0, 0),
        "18.csv": (1, 1, 0, 0),
    }
    assert by_name["05.csv"].encoding == "gb18030"
    assert "agent_id" in by_name["10.csv"].message
    numbers = {
        (file.rsplit("/")[-1], number, rule)
        for _, file, number, _, _, rule, _ in alone["rejected_rows.parquet"]
    }
    assert numbers >= {
        ("01.csv", 3, "not_a_time"),
        ("02.csv", 2, "broken_row"),
        ("02.csv", 4, "broken_row"),
        ("02.csv", 5, "out_of_range"),
        ("02.csv", 6, "not_a_time"),
        ("10.csv", None, "missing_column"),
        ("12.csv.gz", 4, "missing_value"),
        ("14.jsonl", 2, "broken_row"),
        ("14.jsonl", 4, "not_a_time"),
        ("16.csv", 3, "not_a_time"),
    }
    (name,) = (name for name in alone if name.startswith("crm_interactions/"))
    ids = [row[0] for row in alone[name]]
    assert ids[:4] == ["I3", "I7", "I2", "I8"]
    assert ids[-4:] == ["I24", "I27", "I26", "I25"]


def test_files_of_one_layout_are_read_together(tmp_path: Path, centre: Centre) -> None:
    for name, content in MIXED.items():
        centre.write(f"crm/interactions/{name}", content)
    contract = table("crm/interactions")
    with duckdb.connect() as con:
        files = [
            open_file(con, contract, found, number, scratch=tmp_path, time_zone="UTC")
            for number, found in enumerate(files_of(contract, centre.exports, None))
        ]
        groups = [[file.number + 1 for file in group] for group in grouping.groups_of(files)]
    assert groups[0] == [1, 2, 3, 5, 6, 7]
    assert [12, 13] in groups
    assert [14, 15] in groups


@pytest.mark.parametrize("bad", [0, 3, 5])
def test_the_file_at_fault_is_named_among_its_group(
    new_centre: Callable[[], Centre], bad: int
) -> None:
    centre = new_centre()
    for number in range(6):
        path = centre.write(f"crm/surveys/{number}.parquet", b"")
        with duckdb.connect() as con:
            con.execute(
                "COPY (SELECT 'S' || i AS survey_id, 'I' || i AS interaction_id, 5 AS csat"
                f" FROM range(20000) AS rows (i)) TO '{path}' (FORMAT parquet)"
            )
        if number == bad:
            # The footer is whole, so that the file opens; its rows are not.
            data = bytearray(path.read_bytes())
            data[4 : len(data) // 2] = b"\xff" * (len(data) // 2 - 4)
            path.write_bytes(bytes(data))
    report = centre.land("crm/surveys")["crm/surveys"]
    assert report.status == "failed"
    assert [file.status for file in report.files].index("failed") == bad
    assert f"{bad}.parquet" in report.message


def test_rows_land_in_the_order_of_files_and_lines(centre: Centre) -> None:
    ids = [f"I{number}" for number in range(60_000)]
    head = HEAD.replace("handle_seconds", "reopened")
    for part in range(6):
        rows = [f"{i},A1,2024-03-01,no,退款" for i in ids[part * 10_000 : (part + 1) * 10_000]]
        # A row that is refused must not move the others.
        rows.insert(5_000, f"{ids[part * 10_000]},,2024-03-01,no,x")
        centre.write(f"crm/interactions/{part}.csv", lines(*rows, head=head))
    report = centre.land("crm/interactions")["crm/interactions"]
    assert (report.accepted, report.rejected) == (60_000, 6)
    assert [i for (i,) in centre.query("SELECT interaction_id FROM $T", "crm_interactions")] == ids
    assert centre.query("SELECT DISTINCT row_number FROM $T", "rejected_rows") == [(5_002,)]
