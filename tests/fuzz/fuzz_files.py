"""Targets that read files: csv, JSON, Parquet, workbooks, landed as crm/surveys.

A file is accepted or refused with the declared error. Every row that lands without a problem is
held against the pydantic row of the contract, and the records of a csv are counted a second time.
"""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
from fuzz_bench import BENCH
from pydantic import ValidationError

from assets.contracts.catalogue import table
from assets.landing import excel_files
from assets.landing.formats import ReadOptions, UnreadableFile, open_raw
from assets.landing.validation import PROBLEMS, match_columns, typed_rows

_SURVEYS = table("crm/surveys")
_CONTEXT = {"time_zone": "Asia/Shanghai"}


def fuzz_csv(data: bytes) -> None:
    """A csv file; one that starts with NUL is packed."""
    packed = data[:1] == b"\x00"
    path = BENCH.folder / ("a.csv.gz" if packed else "a.csv")
    path.write_bytes(gzip.compress(data[1:], 1) if packed else data)
    _land(path)


def fuzz_gzip(data: bytes) -> None:
    """A csv file as it is packed."""
    path = BENCH.folder / "a.csv.gz"
    path.write_bytes(data)
    _land(path)


def fuzz_jsonl(data: bytes) -> None:
    """A file of JSON lines, or of one array."""
    path = BENCH.folder / ("a.json" if data[:1] == b"[" else "a.jsonl")
    path.write_bytes(data)
    _land(path)


def fuzz_parquet(data: bytes) -> None:
    """A Parquet file."""
    path = BENCH.folder / "a.parquet"
    path.write_bytes(data)
    _land(path)


def _land(path: Path) -> None:
    con = BENCH.connection()
    try:
        raw = open_raw(con, path, ReadOptions(), scratch=BENCH.folder)
        if not raw.columns:
            return
        present = match_columns(_SURVEYS, list(raw.columns))
        rows = con.execute(typed_rows(_SURVEYS, raw, present, horizon=None)).fetchall()
        broken = con.execute(f"SELECT count(*) FROM {raw.broken}").fetchall()[0][0]
    except UnreadableFile as error:
        _require_told(path, str(error))
        return
    except duckdb.Error as error:
        # `opening.blamed` makes a failed table of it.
        if isinstance(error, duckdb.InternalException | duckdb.FatalException):
            BENCH.drop()
        if isinstance(error, duckdb.ParserException | duckdb.BinderException):
            raise
        return
    finally:
        for copy in BENCH.folder.glob("copy_*"):
            copy.unlink()
    names = ["__row", *(column.name for column in _SURVEYS.columns), PROBLEMS, "__repairs"]
    if set(_SURVEYS.required_columns) <= set(present):
        for row in rows:
            _require_row(dict(zip(names, row, strict=True)))
    if path.suffix == ".csv":
        _require_all_records(path.read_bytes(), len(raw.columns), len(rows) + broken)


def _require_told(path: Path, message: str) -> None:
    assert path.name in message, message
    assert "\n" not in message


def _require_row(cells: dict[str, Any]) -> None:
    if cells[PROBLEMS] is not None:
        return
    try:
        _SURVEYS.row.model_validate(cells, context=_CONTEXT)
    except ValidationError as error:
        raise AssertionError(f"accepted, against the contract: {cells!r}") from error


def _require_all_records(content: bytes, columns: int, found: int) -> None:
    if b'"' in content or b"\r" in content or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return  # a record may have several lines, a line several bytes a character
    lines = content.removesuffix(b"\n").split(b"\n")[1:]
    wanted = sum(1 for line in lines if line or columns == 1)
    assert found == wanted, f"{found} of {wanted} records"


class _Worker:
    """A process that reads sheets, started anew when a workbook has ended it."""

    process: subprocess.Popen[str] | None = None

    def read(self, path: Path, target: Path, _: ReadOptions) -> list[str]:
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("sheet_worker.py"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"path": str(path), "target": str(target)}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"problem": "ended its reader"}')
        if "problem" in answer:
            raise UnreadableFile(f"{path.name} {answer['problem']}")
        return [str(cell) for cell in answer["header"]]


_WORKER = _Worker()


def fuzz_xlsx(data: bytes) -> None:
    """A workbook: its bytes, or the rows of its sheet and its strings as XML."""
    path = BENCH.folder / "a.xlsx"
    if data[:2] == b"PK":
        path.write_bytes(data)
    else:
        rows, _, strings = data.partition(b"\x1e")
        path.write_bytes(workbook_of(rows, strings))
    real, excel_files._read_apart = excel_files._read_apart, _WORKER.read
    try:
        _land(path)
    finally:
        excel_files._read_apart = real


def workbook_of(rows: bytes, strings: bytes) -> bytes:
    """A sound workbook but for what stands between `sheetData` and between `sst`."""
    made, out = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(made)
    with zipfile.ZipFile(made) as sound, zipfile.ZipFile(out, "w") as spoiled:
        for entry in sound.infolist():
            content = sound.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = content.replace(b"<sheetData />", b"<sheetData>" + rows + b"</sheetData>")
            if entry.filename.endswith("sharedStrings.xml"):
                content = content.replace(b"/>", b">" + strings + b"</sst>")
            spoiled.writestr(entry, content)
    return out.getvalue()
