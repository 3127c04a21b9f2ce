"""Opens Excel workbooks: cells become text as a csv export would show them."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import python_calamine

from assets.landing.formats import (
    NO_BROKEN,
    ROW,
    RawTable,
    ReadOptions,
    UnreadableFile,
    new_name,
    unique_names,
    unreadable,
)


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


def open_excel(con: duckdb.DuckDBPyConnection, path: Path, options: ReadOptions) -> RawTable:
    """Open one sheet; the record number is the sheet's row, and empty rows are passed over."""
    rows = _sheet_rows(path, options)
    header = (
        [cell_text(cell) or "" for cell in rows[options.header_row - 1]]
        if len(rows) >= options.header_row
        else []
    )
    while header and not header[-1].strip():
        header.pop()
    names = unique_names(header)
    records = [
        [*(cell_text(cell) for cell in row[: len(names)]), number]
        for number, row in enumerate(rows[options.header_row :], start=options.header_row + 1)
        if any(cell not in (None, "") for cell in row)
    ]
    frame = pd.DataFrame(records, columns=[*names, ROW], dtype=object)
    table, source = new_name("raw"), new_name("frame")
    con.execute(
        f"CREATE TEMP TABLE {table} ("
        + "".join(f'"{name.replace(chr(34), chr(34) * 2)}" VARCHAR, ' for name in names)
        + f"{ROW} BIGINT)"
    )
    con.register(source, frame)
    con.execute(f"INSERT INTO {table} SELECT * FROM {source}")
    con.unregister(source)
    return RawTable(
        relation=table,
        columns=dict.fromkeys(names, "VARCHAR"),
        broken=NO_BROKEN,
        format="xlsx",
    )


def _sheet_rows(path: Path, options: ReadOptions) -> list[list[Any]]:
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        if options.sheet is not None and options.sheet not in book.sheet_names:
            raise UnreadableFile(
                f"{path.name} has no sheet {options.sheet!r}; its sheets are "
                + ", ".join(repr(name) for name in book.sheet_names)
            )
        sheet = (
            book.get_sheet_by_name(options.sheet)
            if options.sheet is not None
            else book.get_sheet_by_index(0)
        )
        # Empty rows above the data stay, so that row numbers are those of the sheet.
        return sheet.to_python(skip_empty_area=False)
    except python_calamine.CalamineError as error:
        raise unreadable(path, error) from error
