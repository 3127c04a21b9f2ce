"""CSV for spreadsheets: opens with its Chinese intact, and no cell can run as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

# Excel and LibreOffice take a cell that begins so for a formula or a command.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: Any) -> Any:
    """Text that a spreadsheet would run gains a `'`; numbers and dates stay as they are.

    >>> harmless("=1+1"), harmless(-3.5), harmless("Anna")
    ("'=1+1", -3.5, 'Anna')
    """
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return "" if cell is None else cell


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a byte-order mark, by which Excel knows the encoding; lines end in CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")
