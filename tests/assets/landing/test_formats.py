"""Every form of file gives the same rows, with the record numbers a spreadsheet shows."""

import gzip
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from assets.landing.formats import RawTable, ReadOptions, UnreadableFile, open_raw, unique_names

HEADER = ["编号", "name"]
ROWS = [["1", "张三"], ["2", 'says "hi", twice'], ["3", "two\nlines"]]
CSV = '编号,name\n1,张三\n2,"says ""hi"", twice"\n3,"two\nlines"\n'


def read(path: Path, **options: Any) -> tuple[RawTable, list[Any], list[Any]]:
    with duckdb.connect() as con:
        raw = open_raw(con, path, ReadOptions(**options), scratch=path.parent)
        names = ", ".join(f'"{name}"' for name in raw.columns)
        rows = con.execute(f"SELECT __row, {names} FROM {raw.relation} ORDER BY 1").fetchall()
        broken = con.execute(f"SELECT * FROM {raw.broken} ORDER BY 1").fetchall()
    return raw, [list(row) for row in rows], broken


def write_xlsx(path: Path, rows: list[list[Any]], sheet: str = "data") -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    book.save(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("zipped", [False, True], ids=["csv", "csv.gz"])
def test_csv_in_any_encoding(tmp_path: Path, encoding: str, ends: str, zipped: bool) -> None:
    # Excel writes CR LF at the end of a record and a bare LF inside a cell.
    content = CSV.replace("\n", ends).replace(f"two{ends}lines", "two\nlines").encode(encoding)
    path = tmp_path / ("a.csv.gz" if zipped else "a.csv")
    path.write_bytes(gzip.compress(content) if zipped else content)
    raw, rows, broken = read(path)
    assert list(raw.columns) == HEADER
    assert rows == [[number, *row] for number, row in enumerate(ROWS, start=2)]
    assert broken == []
    assert raw.encoding == encoding.removesuffix("-sig")
    assert raw.format == ("csv.gz" if zipped else "csv")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "pipe"])
def test_the_delimiter_is_detected(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(mark.join(["a b", "c", "d"]) + "\n" + mark.join(["1", "2", "3"]) + "\n")
    assert read(path)[1] == [[2, "1", "2", "3"]]


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT 1 AS n, TIMESTAMP '2024-01-02 03:04:05' AS at, true AS ok,"
            " NULL::INT AS x)"
            f" TO '{path}'"
        )
    raw, rows, _ = read(path)
    assert raw.columns == {"n": "INTEGER", "at": "TIMESTAMP", "ok": "BOOLEAN", "x": "INTEGER"}
    assert rows == [[2, 1, datetime(2024, 1, 2, 3, 4, 5), True, None]]


def test_jsonl_counts_lines_and_puts_bad_ones_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        json.dumps({"编号": "1", "actor": {"mbox": "a@b"}}),
        "",
        "{bad",
        json.dumps({"name": 2.5}),
    ]
    path.write_text("\ufeff" + "\n".join(lines) + "\n", encoding="utf-8")
    raw, rows, broken = read(path)
    assert list(raw.columns) == ["编号", "actor", "name"]
    assert rows == [[1, "1", '{"mbox":"a@b"}', None], [4, None, None, "2.5"]]
    assert [(number, text) for number, text, _ in broken] == [(3, "{bad")]
    assert raw.json_column is not None


def test_a_json_array_is_read_by_position(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"a": 1}, {"a": 2}, 3]', encoding="utf-8")
    _, rows, broken = read(path)
    assert rows == [[1, "1"], [2, "2"]]
    assert broken[0][0] == 3


def test_xlsx_numbers_rows_as_the_sheet_does(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(
        path, [["id", "at", "ok"], ["A", datetime(2024, 1, 2, 3), True], [], [7.0, 2.5, None]]
    )
    raw, rows, _ = read(path)
    assert rows == [[2, "A", "2024-01-02T03:00:00", "true"], [4, "7", "2.5", None]]
    assert raw.format == "xlsx"


def test_an_unknown_sheet_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, [["id"]], sheet="scores")
    with pytest.raises(UnreadableFile, match=r"no sheet 'marks'; its sheets are 'scores'"):
        read(path, sheet="marks")


def test_lines_above_the_header_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("exported today\n\na,b\n1,2\n3\n5,6\n")
    _, rows, broken = read(path, header_row=3)
    assert rows == [[4, "1", "2"], [6, "5", "6"]]
    assert [(number, reason) for number, _, reason in broken] == [(5, "too few fields")]


BROKEN = [
    (b"1,2,3\n", "too many fields"),
    (b"1\n", "too few fields"),
    (b'"1"x,2\n', "bad quoting"),
    (b"1,\xff\xfe\n", "undecodable bytes"),
]


@pytest.mark.parametrize(("line", "reason"), BROKEN, ids=[reason for _, reason in BROKEN])
def test_a_broken_record_is_put_aside_with_its_number(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    path = tmp_path / "a.csv"
    good = "".join(f"{i},张三李四\n" for i in range(20)).encode()
    path.write_bytes(b"a,b\n" + good + line + b"8,9\n")
    raw, rows, broken = read(path)
    assert [(number, why) for number, _, why in broken] == [(22, reason)]
    assert rows[-1] == [23, "8", "9"]
    assert (len(rows), raw.encoding) == (21, "utf-8")


def test_blank_lines_are_no_rows_but_count(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n\n1,2\n\n\n3\n"x\n\ny",4\n\n5,6\n\n')
    _, rows, broken = read(path)
    assert rows == [[3, "1", "2"], [7, "x\n\ny", "4"], [9, "5", "6"]]
    assert [number for number, *_ in broken] == [6]


def test_record_numbers_hold_in_a_file_read_in_parallel(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,text\n")
        for record in range(2, 150_002):
            match record % 5000:
                case 7:
                    file.write("ragged\n")
                case 11:
                    file.write(f'{record},"two\nlines, {"x" * 300}"\n')
                case _:
                    file.write(f"{record},{'plain ' * 8}\n")
    with duckdb.connect(config={"threads": 4}) as con:
        raw = open_raw(con, path, scratch=tmp_path)
        wrong = con.execute(
            f"SELECT count(*), count(*) FILTER (WHERE __row <> id::BIGINT) FROM {raw.relation}"
        ).fetchall()
        broken = con.execute(f"SELECT row_number FROM {raw.broken} ORDER BY 1").fetchall()
    assert wrong == [(149_970, 0)]
    assert [number for (number,) in broken] == list(range(7, 150_002, 5000))[: len(broken)]
    assert len(broken) == 30


DAMAGED = {
    "a.csv.gz": gzip.compress(b"a,b\n1,2\n" * 100)[:-12],
    "b.csv.gz": b"no gzip at all",
    "a.parquet": b"PAR1 and nothing else",
    "a.xlsx": b"PK\x03\x04 and nothing else",
    "a.csv": b"PK\x03\x04 a workbook under another name",
    "a.json": b'{"a": 1}',
    "a.docx": b"a letter",
}


@pytest.mark.parametrize("name", list(DAMAGED))
def test_a_damaged_file_is_named_in_plain_words(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(DAMAGED[name])
    with pytest.raises(UnreadableFile, match=name.replace(".", r"\.")) as caught:
        read(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.parquet", "a.jsonl", "a.json", "a.xlsx"])
def test_a_file_of_no_bytes_is_empty(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"")
    with duckdb.connect() as con:
        raw = open_raw(con, path, scratch=tmp_path)
        assert raw.columns == {}
        assert con.execute(f"SELECT count(*) FROM {raw.relation}").fetchall() == [(0,)]


def test_a_quote_in_a_path_does_no_harm(tmp_path: Path) -> None:
    folder = tmp_path / "o'brien"
    folder.mkdir()
    (folder / "a.csv").write_text("a\n1\n")
    assert read(folder / "a.csv")[1] == [[2, "1"]]


def test_header_names_become_unique() -> None:
    assert unique_names(["\ufeffid", " ", "ID", "x"]) == ["id", "column_2", "ID_2", "x"]
