"""Where parts lie, which of them are a table's, and that no other stays."""

import hashlib
from pathlib import Path

import duckdb
import pytest

from assets.landing.parts import (
    Kind,
    files_sql,
    folder,
    landed,
    part_files,
    part_path,
    remove_others,
    settle,
)
from assets.landing.report import Part, TableReport
from assets.landing.sql_text import literal

NAME = "crm_surveys"


def _write(landing: Path, number: int, kind: Kind = "rows") -> str:
    landing.mkdir(parents=True, exist_ok=True)
    beside = landing / ".beside"
    duckdb.execute(f"copy (select {number} as n) to {literal(str(beside))} (format parquet)")
    return settle(beside, landing, NAME, kind)


def _report(*parts: Part) -> TableReport:
    return TableReport(table="crm/surveys", status="ok", parts=parts)


def test_a_part_is_named_by_its_content(tmp_path: Path) -> None:
    one, again, other = (_write(tmp_path, number) for number in (1, 1, 2))
    assert one == again != other
    path = part_path(tmp_path, NAME, one)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == one
    assert len([*folder(tmp_path, NAME).iterdir()]) == 2
    assert [path.name for path in tmp_path.iterdir()] == [NAME], "nothing is left beside"


@pytest.mark.parametrize("name", ["a", "in [1]", "a*b?", "it's"])
def test_all_parts_are_read_and_no_other_kind_or_table(tmp_path: Path, name: str) -> None:
    landing = tmp_path / name
    shas = [_write(landing, 1), _write(landing, 2)]
    _write(landing, 3, "keys")
    _write(landing, 4, "rejected")
    # What a pattern in the folder's name would match, too.
    _write(tmp_path / "in 1", 5)
    _write(tmp_path / "aXbX", 6)
    assert duckdb.execute(f"from {landed(landing, NAME)} order by n").fetchall() == [(1,), (2,)]
    paths = [part_path(landing, NAME, sha) for sha in shas]
    assert duckdb.execute(f"from {files_sql(paths)} order by n").fetchall() == [(1,), (2,)]


def test_files_of_a_kind_come_in_the_order_of_parts(tmp_path: Path) -> None:
    report = _report(
        Part(rows="b", keys="k", rejected=""), Part(rows="a", keys="", rejected="r"),
    )  # fmt: skip
    assert [path.stem for path in part_files(tmp_path, report)] == ["b", "a"]
    assert part_files(tmp_path, report, "keys") == [tmp_path / "keys" / NAME / "k.parquet"]
    assert part_files(tmp_path, report, "rejected") == [tmp_path / "rejected" / NAME / "r.parquet"]


def test_what_no_part_is_made_of_goes(tmp_path: Path) -> None:
    kept, replaced, key = _write(tmp_path, 1), _write(tmp_path, 2), _write(tmp_path, 3, "keys")
    refused = _write(tmp_path, 4, "rejected")
    folder(tmp_path, NAME).joinpath(".half").write_text("of a killed landing")
    report = _report(Part(rows=kept, keys=""))
    remove_others(tmp_path, report, ("rows", "rejected"))
    left = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert left == sorted([f"{kept}.parquet", f"{key}.parquet"]), "keys were not asked for"
    assert not part_path(tmp_path, NAME, replaced).exists()
    assert not part_path(tmp_path, NAME, refused, "rejected").exists()
    remove_others(tmp_path / "never landed", report, ("rows", "keys", "rejected"))
