"""Files made to break their reader: each fails or is refused in plain words, and the rest lands."""

import gzip
import io
import os
import resource
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from assets.landing import csv_files, encodings, excel_files, loading
from assets.landing.discovery import unread_files
from assets.landing.formats import MOST_COLUMNS

Centre = Any  # the class of that name in conftest.py
KEY = "crm/surveys"
HEADER = "survey_id,interaction_id,responded_at,csat\n"
ROW = "S1,I1,2024-03-02,5\n"


def land(centre: Centre) -> Any:
    return centre.land("crm/interactions", KEY)[KEY]


def fails(centre: Centre, name: str, *words: str) -> None:
    """The table fails, and says so of this file in one line."""
    report = centre.land(KEY)[KEY]
    assert report.status == "failed", report
    assert name in report.message
    assert "\n" not in report.message
    assert str(centre.exports) not in report.message
    for word in words:
        assert word in report.message
    assert centre.query("SELECT count(*) FROM $T", "crm_surveys") == [(0,)]
    assert [rule for _, _, rule, _ in centre.rejected(KEY)] == ["unreadable_file"]


def test_the_other_tables_land(centre: Centre) -> None:
    centre.write_good()
    (centre.exports / "crm/surveys.csv").unlink()
    os.mkfifo(centre.exports / "crm/surveys.csv")
    reports = centre.land()
    assert {key: reports[key].status for key in centre.good} == (
        dict.fromkeys(centre.good, "ok") | {KEY: "failed"}
    )


def test_a_pipe_a_socket_and_a_folder_are_no_files(centre: Centre) -> None:
    (centre.exports / "crm").mkdir()
    os.mkfifo(centre.exports / "crm/surveys.csv")
    fails(centre, "surveys.csv", "a named pipe", "remove it")
    (centre.exports / "crm/surveys.csv").unlink()
    with socket.socket(socket.AF_UNIX) as made, pytest.MonkeyPatch.context() as patch:
        patch.chdir(centre.exports)  # a socket's path may not be long
        made.bind("crm/surveys.csv")
        fails(centre, "surveys.csv", "a socket")


def test_links_lead_nowhere_else(centre: Centre, tmp_path: Path) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text(HEADER + ROW)
    link = centre.exports / "crm/surveys.csv"
    link.parent.mkdir()
    link.symlink_to(outside)
    fails(centre, "surveys.csv", "leads out of the exports folder")
    report = centre.land(KEY)[KEY]
    assert (report.files[0].sha256, report.files[0].bytes) == ("", 0)
    link.unlink()
    link.symlink_to("/no/such/file")
    fails(centre, "surveys.csv", "No such file")
    link.unlink()
    link.symlink_to(link)
    fails(centre, "surveys.csv")
    link.unlink()
    (centre.exports / "aside").mkdir()
    (centre.exports / "aside/real.txt").write_text(HEADER + ROW)
    link.symlink_to(centre.exports / "aside/real.txt")
    assert land(centre).accepted == 1


def test_a_linked_folder_is_named_not_followed(centre: Centre, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/surveys.csv").write_text(HEADER + ROW)
    (centre.exports / "crm").symlink_to(tmp_path / "other")
    assert land(centre).status == "missing"
    assert unread_files(centre.exports) == ["crm"]


NAMES = [
    "crm/surveys*.csv",
    "crm/surveys[1].csv",
    "crm/surveys?.jsonl",
    'crm/surveys\'s "x".csv',
    "crm/surveys\nERROR all is lost.csv",
    "crm/surveys\u202evsc.csv",
    "crm/surveys-~.parquet",
    "crm/surveys%2e%2e\\..csv",
    b"crm/surveys-\xff.csv",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_any_name_is_that_of_its_own_file(centre: Centre, name: str | bytes) -> None:
    # What the pattern in a name would fit as well.
    centre.write("crm/surveysX.txt", HEADER + "S9,I1,2024-03-02,5\n")
    centre.write("crm/surveys1.txt", HEADER + "S8,I1,2024-03-02,5\n")
    path = os.fsencode(centre.exports) + b"/" + (name if isinstance(name, bytes) else name.encode())
    match path.rsplit(b".", 1)[-1]:
        case b"jsonl":
            content = b'{"survey_id": "S1", "interaction_id": "I1"}\n'
        case b"parquet":
            plain = centre.exports.parent / "plain.parquet"
            with duckdb.connect() as con:
                con.execute(f"COPY (SELECT 'S1' survey_id, 'I1' interaction_id) TO '{plain}'")
            content = plain.read_bytes()
        case _:
            content = (HEADER + ROW).encode()
    Path(os.fsdecode(path)).write_bytes(content)
    report = land(centre)
    assert (report.read, report.accepted) == (3, 3)
    assert all(file.file.isprintable() for file in report.files)
    assert not list(centre.landing.glob(".scratch-*"))


def changing(monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    """Have something happen to the file while its rows are read."""
    real = loading._load

    def load(*given: Any) -> None:
        real(*given)
        change()

    monkeypatch.setattr(loading, "_load", load)


CHANGES: dict[str, Callable[[Path], object]] = {
    "grows": lambda path: path.write_text(path.read_text() + "S2,I1,2024-03-02,5\n"),
    "vanishes": lambda path: path.unlink(missing_ok=True),
    "is replaced": lambda path: (
        path.with_suffix(".new").write_text(HEADER + "S7,I1,,\n")
        and path.with_suffix(".new").replace(path)
    ),
    "is cut": lambda path: os.truncate(path, 30),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_a_file_that_changes_while_it_is_read_fails(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = centre.write("crm/surveys.csv", HEADER + ROW)
    changing(monkeypatch, lambda: CHANGES[change](path))
    report = centre.land(KEY)[KEY]
    assert report.status == "failed"
    assert "surveys.csv" in report.message
    monkeypatch.undo()
    path.write_text(HEADER + ROW)
    assert centre.land(KEY)[KEY].accepted == 1


def test_a_file_that_a_process_keeps_writing_to_never_lands_in_part(centre: Centre) -> None:
    path = centre.write("crm/surveys.csv", HEADER + ROW * 50)
    stop = threading.Event()

    def write() -> None:
        with path.open("a") as file:
            while not stop.wait(0.001):
                file.write("S2,I1,2024-03-02,5\n")
                file.flush()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        report = centre.land(KEY)[KEY]
    finally:
        stop.set()
        writer.join()
    assert report.status == "failed"
    assert "changed while it was being read" in report.message


def test_what_nobody_may_read_fails_by_name(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As root every file can be read, so the refusal is made here.
    real = encodings.open_bytes

    def refuse(path: Path) -> Any:
        if path.name == "surveys.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(encodings, "open_bytes", refuse)
    centre.write("crm/surveys.csv", HEADER + ROW)
    fails(centre, "surveys.csv", "Permission denied")


SMALL_BOMB = 20 << 20


def test_a_gzip_bomb_is_not_unpacked(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodings, "_MOST_UNPACKED_FREELY", SMALL_BOMB // 2)
    block = gzip.compress((ROW * 55_000).encode(), 9)
    times = SMALL_BOMB // (len(ROW) * 55_000) + 1
    centre.write("crm/surveys.csv.gz", gzip.compress(HEADER.encode()) + block * times)
    fails(centre, "surveys.csv.gz", "unpacks to more than 200 times its size")


def test_gzip_members_are_one_file_and_a_cut_one_fails(centre: Centre) -> None:
    whole = gzip.compress(HEADER.encode()) + gzip.compress(ROW.encode())
    centre.write("crm/surveys.csv.gz", whole)
    assert land(centre).accepted == 1
    centre.write("crm/surveys.csv.gz", whole[:-9])
    fails(centre, "surveys.csv.gz", "export it again")
    centre.write("crm/surveys.csv.gz", whole + b"no gzip")
    fails(centre, "surveys.csv.gz")


LONG = {
    "surveys.csv": (HEADER + ROW + "S2,").encode(),
    "surveys.jsonl": b'{"survey_id": "S1", "interaction_id": "I1"}\n{"a": "',
}


@pytest.mark.parametrize("name", list(LONG))
def test_ten_gigabytes_in_a_line_take_no_memory(centre: Centre, name: str) -> None:
    path = centre.write(f"crm/{name}", LONG[name] + b"x" * (1 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    os.truncate(path, 10 << 30)  # a hole: it takes no room on the disk
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assets.landing.admission.sha256_of", lambda path: "")  # half a minute
        fails(centre, name)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 << 10


@pytest.mark.parametrize("name", list(LONG))
def test_a_line_without_end_fails(centre: Centre, name: str) -> None:
    centre.write(f"crm/{name}", LONG[name] + b"x" * (18 << 20) + b'"}\nS3,I1,2024-03-02,5\n')
    fails(centre, name, "a line of more than 16 MB")


def test_blank_lines_are_counted_without_a_line_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n\n1,2\n" + b"x" * (3 << 20) + b",3\n\n4,5\n")
    with duckdb.connect() as con:
        name = csv_files._blank_lines(con, path, csv_files.ReadOptions())
        assert con.execute(f"FROM {name} ORDER BY 1").fetchall() == [(2,), (5,)]


def test_a_quote_never_closed_is_told_beside_the_record(centre: Centre) -> None:
    rows = "".join(f"S{i},I1,2024-03-02,5\n" for i in range(2, 400))
    centre.write("crm/surveys.csv", HEADER + ROW + 'Sx,"I1,2024-03-02,5\n' + rows)
    report = land(centre)
    assert report.rejected >= 1
    rules = [rule for _, _, rule, _ in centre.rejected(KEY)]
    assert "unclosed_quote" in rules
    assert "broken_row" in rules


HEADERS = {
    "too many": (HEADER.strip() + ",c" * MOST_COLUMNS + "\n", f"at most {MOST_COLUMNS:,}"),
    "no end": ("survey_id,interaction_id," + "x" * 300_000 + "\n" + ROW, "too long"),
    "100,000": (",".join(f"c{i}" for i in range(100_000)) + "\n", "too long"),
    "blank": ("\n" + HEADER + ROW, "is empty"),
}


@pytest.mark.parametrize("case", list(HEADERS))
def test_a_header_that_is_none_fails(centre: Centre, case: str) -> None:
    content, words = HEADERS[case]
    centre.write("crm/surveys.csv", content)
    fails(centre, "surveys.csv", words)


@pytest.mark.parametrize("again", ["csat", "CSAT", " csat ", "csat\u3000"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_column_that_stands_twice_fails(centre: Centre, again: str, kind: str) -> None:
    rows = [["survey_id", "interaction_id", "csat", again], ["S1", "I1", "5", "1"]]
    if kind == "csv":
        centre.write("crm/surveys.csv", "\n".join(map(",".join, rows)))
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(centre.write("crm/surveys.xlsx", b""))
    words = f"csat stands 2 times in the header: column 3 (csat), column 4 ({again.strip()})"
    fails(centre, f"surveys.{kind}", words)


def test_two_spellings_of_a_column_fail_and_repeated_unknown_ones_do_not(centre: Centre) -> None:
    centre.write("crm/surveys.csv", "survey_id,interaction_id,Interaction ID\nS1,I1,I2\n")
    fails(centre, "surveys.csv", "interaction_id stands 2 times", "column 3 (Interaction ID)")
    centre.write("crm/surveys.csv", "survey_id,interaction_id,note,note\nS1,I1,a,b\n")
    assert land(centre).accepted == 1


def test_column_names_of_the_readers_own_do_no_harm(centre: Centre) -> None:
    own = 'file_index,__row,__file,rowid,filename,__json,ROWID,__problems,a""b'
    centre.write("crm/surveys.csv", f"survey_id,interaction_id,{own}\nS1,I1" + ",7" * 9 + "\n")
    assert land(centre).accepted == 1
    assert centre.query("SELECT survey_id FROM $T", "crm_surveys") == [("S1",)]


def test_too_many_keys_of_json_lines_fail(centre: Centre) -> None:
    lines = [f'{{"survey_id": "S{i}", "interaction_id": "I1", "k{i}": 1}}' for i in range(5001)]
    centre.write("crm/surveys.jsonl", "\n".join(lines))
    fails(centre, "surveys.jsonl", "5,003 columns")


def test_deep_json_lands_or_is_refused(centre: Centre) -> None:
    deep = "[" * 500_000 + "]" * 500_000
    centre.write(
        "crm/surveys.jsonl",
        f'{{"survey_id": "S1", "interaction_id": "I1", "x": {deep}}}\n{deep}\n',
    )
    report = land(centre)
    assert (report.accepted, report.rejected) == (1, 1)


def test_nuls_and_mixed_encodings_stay_in_their_rows(centre: Centre) -> None:
    good = b"".join(b"S%d,I1,2024-03-02,5\n" % i for i in range(2, 60))
    chinese = "S60,张三,2024-03-02,5\n".encode() * 40
    centre.write(
        "crm/surveys.csv",
        HEADER.encode() + good + chinese + b"S1,I\xd5\xc51,2024-03-02,5\nS\x0061,I1,,\x00\n",
    )
    report = land(centre)
    assert report.status == "ok"
    rules = {rule for _, _, rule, _ in centre.rejected(KEY)}
    assert rules >= {"broken_row", "not_a_number"}
    assert centre.query("SELECT count(*) FROM $T WHERE survey_id = 'S1'", "crm_surveys") == [(0,)]


def workbook(path: Path, change: Callable[[str, bytes], bytes] | None = None) -> None:
    """A small workbook, each of whose parts `change` may spoil."""
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.active.append(HEADER.strip().split(","))
    book.active.append(["S1", "I1", "2024-03-02", 5])
    book.save(made)
    path.parent.mkdir(exist_ok=True)
    with (
        zipfile.ZipFile(made) as sound,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as spoiled,
    ):
        for entry in sound.infolist():
            content = sound.read(entry)
            spoiled.writestr(entry, change(entry.filename, content) if change else content)


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, part: part.replace(old, new, 1) if name.endswith("sheet1.xml") else part


END = b"</sheetData>"
CORNER = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + END


def test_a_sheet_of_17_billion_cells_ends_its_reader_only(centre: Centre) -> None:
    workbook(centre.exports / "crm/surveys.xlsx", in_sheet(END, CORNER))
    fails(centre, "surveys.xlsx", "far below or right of the table")


def test_a_workbook_bomb_is_not_unpacked(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_files, "_MOST_UNPACKED_FREELY", SMALL_BOMB // 2)
    blanks = b" " * SMALL_BOMB
    workbook(centre.exports / "crm/surveys.xlsx", in_sheet(END, blanks + END))
    fails(centre, "surveys.xlsx", "unpacks to more than 200 times")


def test_a_workbook_that_lies_of_its_size_is_stopped(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = b'<row r="3"><c r="A3" t="inlineStr"><is><t>xxxxxxxxxxxxxxxx</t></is></c></row>'
    path = centre.exports / "crm/surveys.xlsx"
    workbook(path, in_sheet(END, cells * 300_000 + END))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        real = next(e for e in archive.infolist() if e.filename.endswith("sheet1.xml"))
    for place in range(len(content) - 4):
        if content[place : place + 4] == real.file_size.to_bytes(4, "little"):
            content[place : place + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(content)
    monkeypatch.setattr(excel_files.excel_sheet, "MOST_SECONDS", 20)
    report = land(centre)
    assert report.status == "failed" or report.read >= 1


XML = {
    "entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    "laughs": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
}


@pytest.mark.parametrize("kind", list(XML))
def test_entities_of_a_sheet_are_not_resolved(centre: Centre, kind: str) -> None:
    def spoil(name: str, part: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return part
        row = b'<row r="3"><c r="A3" t="inlineStr"><is><t>&e;</t></is></c></row>'
        start = part.index(b"<worksheet")
        return part[:start] + XML[kind] + part[start:].replace(END, row + END)

    workbook(centre.exports / "crm/surveys.xlsx", spoil)
    report = land(centre)
    host = socket.gethostname()
    seen = str(centre.query("SELECT * FROM $T", "crm_surveys")) + str(centre.rejected(KEY))
    assert host not in seen + report.message
    assert "haha" not in seen


def test_entries_with_paths_are_not_laid_out(centre: Centre, tmp_path: Path) -> None:
    path = centre.exports / "crm/surveys.xlsx"
    workbook(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../../evil.txt", "x")
        archive.writestr(str(tmp_path / "evil.txt"), "x")
    assert land(centre).accepted == 1
    assert not list(tmp_path.rglob("*evil*"))


def test_formulas_are_read_as_what_they_last_showed(centre: Centre) -> None:
    formula = b"""<row r="3"><c r="A3" t="str"><f>HYPERLINK("http://x")</f><v>S2</v></c>
      <c r="B3" t="str"><f>cmd|' /C calc'!A0</f><v>=cmd|' /C calc'!A0</v></c></row></sheetData>"""
    workbook(centre.exports / "crm/surveys.xlsx", in_sheet(END, formula))
    centre.write_rows("crm/interactions", centre.good["crm/interactions"])
    land(centre)
    assert ("interaction_id", "=cmd|' /C calc'!A0", "unknown_reference", "error") in (
        centre.rejected(KEY)
    )


def parquet(centre: Centre, sql: str, options: str = "") -> Path:
    path = centre.exports / "crm/surveys.parquet"
    path.parent.mkdir(exist_ok=True)
    with duckdb.connect() as con:
        con.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet{options})")
    return path


SURVEY = "SELECT 'S' || range AS survey_id, 'I1' AS interaction_id, 5 AS csat FROM range(3)"


@pytest.mark.parametrize("length", [0, 1, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_parquet_footer_that_lies_of_its_length_fails(centre: Centre, length: int) -> None:
    path = parquet(centre, SURVEY)
    path.write_bytes(path.read_bytes()[:-8] + length.to_bytes(4, "little") + b"PAR1")
    fails(centre, "surveys.parquet", "export it again")


def test_a_parquet_footer_cannot_talk_a_rule_away(centre: Centre) -> None:
    # The footer goes on saying that no value is above 5: DuckDB would leave the comparison out.
    path = parquet(centre, SURVEY, ", COMPRESSION uncompressed")
    sound, five, nine = path.read_bytes(), (5).to_bytes(4, "little"), (9).to_bytes(4, "little")
    with duckdb.connect() as con:
        for place in range(len(sound) - 4):
            if sound[place : place + 4] == five:
                path.write_bytes(sound[:place] + nine + sound[place + 4 :])
                if "9" in str(con.execute(f"SELECT csat FROM '{path}'").fetchall()):
                    break
        assert con.execute(
            f"SELECT stats_max_value FROM parquet_metadata('{path}') WHERE path_in_schema = 'csat'"
        ).fetchall() == [("5",)]
        assert con.execute(f"SELECT count(*) FROM '{path}' WHERE csat > 5").fetchall() == [(0,)]
    centre.write_rows("crm/interactions", centre.good["crm/interactions"])
    report = land(centre)
    assert (report.accepted, report.rejected) == (2, 1)
    assert ("csat", "9", "out_of_range", "error") in centre.rejected(KEY)


def test_an_encrypted_parquet_file_fails(centre: Centre) -> None:
    path = centre.exports / "crm/surveys.parquet"
    path.parent.mkdir()
    path.write_bytes(b"PARE" + b"\0" * 64 + (40).to_bytes(4, "little") + b"PARE")
    fails(centre, "surveys.parquet", "export it again")


TYPES = {
    "uuid": "uuid() AS csat",
    "list": "[1, 2] AS csat",
    "times": "[TIMESTAMP '2024-01-01'] AS responded_at",
    "struct": "{'a': 1} AS csat",
    "far": "DATE '5000000-01-01' AS responded_at",
    "endless": "'infinity'::TIMESTAMP AS responded_at",
    "huge": "9e36::HUGEINT AS csat",
    "blob": "'\\xff'::BLOB AS csat",
}


@pytest.mark.parametrize("kind", list(TYPES))
def test_odd_types_of_parquet_are_refused_by_row(centre: Centre, kind: str) -> None:
    parquet(centre, f"SELECT 'S1' AS survey_id, 'I1' AS interaction_id, {TYPES[kind]}")
    centre.write_rows("crm/interactions", centre.good["crm/interactions"])
    report = land(centre)
    assert (report.status, report.accepted, report.rejected) == ("ok", 0, 1)


def test_a_folder_of_a_partition_names_text(centre: Centre) -> None:
    plain = parquet(centre, "SELECT 'S1' AS survey_id")
    target = centre.exports / "crm/surveys/interaction_id=007/a.parquet"
    target.parent.mkdir(parents=True)
    plain.rename(target)
    centre.write_rows("crm/interactions", centre.good["crm/interactions"])
    land(centre)
    assert ("interaction_id", "007", "unknown_reference", "error") in centre.rejected(KEY)


def test_an_internal_error_of_duckdb_fails_its_table_only(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(*_: Any) -> None:
        raise duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate 4.0 GiB\nhelp")

    centre.write("crm/surveys.csv", HEADER + ROW)
    centre.write_rows("crm/interactions", centre.good["crm/interactions"])
    real = loading._load
    monkeypatch.setattr(
        loading,
        "_load",
        lambda con, contract, *rest: (burst if contract.key == KEY else real)(con, contract, *rest),
    )
    fails(centre, "surveys.csv", "takes more memory to read than there is")


def test_a_full_disk_is_not_the_files_fault(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    centre.write("crm/surveys.csv", HEADER.replace("\n", "\r\n") + ROW)
    monkeypatch.setattr(encodings, "copy_as_utf8", full)
    with pytest.raises(OSError, match="No space left"):
        centre.land(KEY)


def test_a_workbook_is_read_with_nothing_of_ours_loaded() -> None:
    path = excel_files.excel_sheet.__file__
    listed = subprocess.run(
        [
            sys.executable,
            "-I",
            "-c",
            f"P = {path!r}\nimport runpy, sys\nrunpy.run_path(P)\n"
            "print([m for m in ('duckdb', 'pandas', 'pydantic', 'assets') if m in sys.modules])",
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    assert listed.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["surveys.csv", "surveys.jsonl"])
def test_a_file_with_no_column_of_the_contract_is_refused_by_row(centre: Centre, name: str) -> None:
    content = {"surveys.csv": "甲,乙\n一,二\n", "surveys.jsonl": '{"甲": "一"}\n'}[name]
    centre.write(f"crm/{name}", content)
    report = centre.land(KEY)[KEY]
    assert (report.status, report.read, report.rejected) == ("ok", 1, 1)
    assert "survey_id" in report.message
