"""Opens Excel workbooks: cells become text as a csv export would show them.

The reading itself is in `excel_sheet`, which runs in a process of its own.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import duckdb

from assets.landing import excel_sheet
from assets.landing.formats import (
    MOST_COLUMNS,
    NO_BROKEN,
    ROW,
    RawTable,
    ReadOptions,
    UnreadableFile,
    new_name,
    trimmed_names,
    unique_names,
)
from assets.landing.sql_text import identifier, literal

# A workbook packs into a tenth; a bomb into a thousandth.
_MOST_UNPACKED_FREELY = 256 << 20
_MOST_PACKED = 200
_MOST_ENTRIES = 10_000


def open_excel(
    con: duckdb.DuckDBPyConnection, path: Path, options: ReadOptions, *, scratch: Path | None
) -> RawTable:
    """Open one sheet; the record number is the sheet's row, and empty rows are passed over.

    Raises:
        UnreadableFile: when it is no workbook, or one that is made to take all memory or time.
    """
    _require_packed_with_measure(path)
    target = Path(scratch or tempfile.mkdtemp()) / f"{new_name('sheet')}.csv"
    header = _read_apart(path, target, options)
    names = unique_names(header)
    table = new_name("raw")
    columns = dict.fromkeys(names, "VARCHAR")
    typed = {ROW: "BIGINT", **columns}
    con.execute(f"""
        CREATE TEMP TABLE {table} AS
        SELECT {"".join(f"{identifier(name)}, " for name in names)}{ROW}
        FROM read_csv({literal(str(target))},
          columns = {{{", ".join(f"{literal(name)}: '{kind}'" for name, kind in typed.items())}}},
          header = false, auto_detect = false, delim = ',', quote = '"', escape = '"',
          max_line_size = {excel_sheet.LONGEST_ROW * 2},
          buffer_size = {excel_sheet.LONGEST_ROW * 4})
    """)
    target.unlink()
    return RawTable(
        relation=table,
        columns=columns,
        broken=NO_BROKEN,
        format="xlsx",
        header=trimmed_names(header),
    )


def _require_packed_with_measure(path: Path) -> None:
    """Look at what the workbook, which is a zip archive, says of itself; a liar is caught later."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableFile(
            f"{path.name} is no workbook of Excel, whatever its name says; export it again"
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > _MOST_ENTRIES
        or unpacked > max(_MOST_UNPACKED_FREELY, _MOST_PACKED * path.stat().st_size)
    ):  # fmt: skip
        raise UnreadableFile(
            f"{path.name} unpacks to more than {_MOST_PACKED} times its size, as no export does;"
            " export it again, as csv"
        )


def _read_apart(path: Path, target: Path, options: ReadOptions) -> list[str]:
    order = {
        "path": str(path.absolute()),
        "target": str(target.absolute()),
        "sheet": options.sheet,
        "header_row": options.header_row,
        "most_columns": MOST_COLUMNS,
    }
    command = [sys.executable, "-I", str(Path(excel_sheet.__file__)), json.dumps(order)]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, the order as one argument
            command, capture_output=True, check=False, timeout=2 * excel_sheet.MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode != 0:
        raise UnreadableFile(
            f"{path.name} cannot be read within {excel_sheet.MOST_MEMORY >> 30} GB of memory and"
            f" {excel_sheet.MOST_SECONDS} seconds, or is damaged; does something stand far below"
            " or right of the table? Export it again, as csv"
        )
    answer = json.loads(done.stdout)
    if "problem" in answer:
        raise UnreadableFile(f"{path.name} {answer['problem']}")
    return [str(cell) for cell in answer["header"]]
