"""Reads one sheet of a workbook and writes it as csv: the part that runs in a process of its own.

A small workbook can claim billions of cells, and the reader ends the process that cannot hold
them. Run as a script with limits, nothing else ends with it; `excel_files` starts it. Nothing of
this package is imported, so that it starts in no time.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine

MOST_MEMORY = 4 << 30
MOST_SECONDS = 600
MOST_WRITTEN = 8 << 30
LONGEST_ROW = 16 << 20


class SheetProblem(Exception):
    """A workbook cannot be read; the message goes on where its name ends."""


def cell_text(cell: Any) -> str | None:
    """Text of one cell: ISO times, whole numbers without `.0`, durations in seconds.

    >>> cell_text(5.0), cell_text(datetime(2024, 3, 1)), cell_text(timedelta(minutes=2))
    ('5', '2024-03-01T00:00:00', '120')
    """
    match cell:
        case None | "":
            return None
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime() | date() | time():
            return cell.isoformat()
        case timedelta():
            return cell_text(cell.total_seconds())
    return str(cell)


def write_sheet(
    path: Path, target: Path, *, sheet: str | None, header_row: int, most_columns: int
) -> list[str]:
    """Write the rows under the header as csv: the row's number in the sheet, then its cells.

    Empty rows are passed over; every cell is quoted.

    Returns:
        The header's cells as text, without empty ones at its end.

    Raises:
        SheetProblem: the workbook cannot be read.
    """
    header: list[str] = []
    line = io.StringIO(newline="")
    writer = csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\n")
    with target.open("w", encoding="utf-8", errors="replace", newline="") as out:
        for number, row in enumerate(_rows(path, sheet), start=1):
            if number < header_row:
                continue
            cells = [cell_text(cell) for cell in row]
            if number == header_row:
                header = [cell or "" for cell in cells]
                while header and not header[-1].strip():
                    header.pop()
                if len(header) > most_columns:
                    raise SheetProblem(f"has {len(header):,} columns; at most {most_columns:,}"
                                       " are read. Export the columns that are needed")  # fmt: skip
            elif any(cell is not None for cell in cells):
                writer.writerow([number, *cells[: len(header)]])
                if line.tell() > LONGEST_ROW:
                    raise SheetProblem(f"has an immensely long row {number}; export it again")
                out.write(line.getvalue())
                line.seek(0)
                line.truncate()
    return header


def _rows(path: Path, sheet: str | None) -> Iterator[list[Any]]:
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        if sheet is not None and sheet not in book.sheet_names:
            names = ", ".join(repr(name) for name in book.sheet_names)
            raise SheetProblem(f"has no sheet {sheet!r}; its sheets are {names}")
        if not book.sheet_names:
            raise SheetProblem("has no sheets; export it again")
        found = book.get_sheet_by_name(sheet) if sheet is not None else book.get_sheet_by_index(0)
        # Empty rows above the data come too, so that row numbers are those of the sheet; empty
        # columns left of it do not.
        left = [None] * (found.start[1] if found.start else 0)
        for row in found.iter_rows():
            yield [*left, *row]
    except python_calamine.CalamineError as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise SheetProblem(f"cannot be read ({reason[0][:300]}); export it again") from error


def _limit_resources() -> None:
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard < 0 else min(most, hard), hard))


def main(order: str) -> None:
    """Read as ordered in JSON; print the header, or what is wrong, as JSON."""
    _limit_resources()
    told = json.loads(order)
    try:
        header = write_sheet(
            Path(told["path"]),
            Path(told["target"]),
            sheet=told["sheet"],
            header_row=told["header_row"],
            most_columns=told["most_columns"],
        )
        answer: dict[str, Any] = {"header": header}
    except SheetProblem as problem:
        answer = {"problem": str(problem)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
