"""CSV for spreadsheets: opens with its Chinese intact, and no cell can run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

# Excel and LibreOffice take a cell that begins so for a formula or a command; where Chinese or
# Japanese is typed, the full-width signs too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Control characters but tab and line break, and those that turn the direction of what follows.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def seen(text: str) -> str:
    r"""Return a text without what nobody sees and a reader of the file may stumble over.

    >>> seen("An\u202en\x00a")
    'Anna'
    """
    return _UNSEEN.sub("", text)


def runs(text: str) -> bool:
    """Tell whether a spreadsheet would run a cell that says so.

    >>> runs("=1+1"), runs("  @SUM(A1)"), runs("a=1")
    (True, True, False)
    """
    return text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)


def harmless(cell: Any) -> Any:
    """Text that a spreadsheet would run gains a `'`; numbers and dates stay as they are.

    >>> harmless("=1+1"), harmless(-3.5), harmless("Anna")
    ("'=1+1", -3.5, 'Anna')
    """
    if isinstance(cell, str):
        text = seen(cell)
        return f"'{text}" if runs(text) else text
    return "" if cell is None else cell


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a byte-order mark, by which Excel knows the encoding; lines end in CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")
