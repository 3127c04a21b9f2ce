"""A workbook whose text is never a formula and whose bytes depend on its content alone."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assets.delivery.csv_text import FORMULA_STARTS

# The oldest time a zip file can hold; any fixed one would do.
_PACKED = (1980, 1, 1, 0, 0, 0)
_LONGEST_CELL = 32_767
_WRAP = Alignment(vertical="top", wrap_text=True)


def add_sheet(
    book: Workbook,
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Any]],
) -> None:
    """A sheet with a frozen, filterable header; `columns` are names and widths in characters."""
    sheet: Worksheet = book.create_sheet(title)
    for place, (name, width) in enumerate(columns, start=1):
        head = sheet.cell(row=1, column=place)
        _put(head, name)
        head.font = Font(bold=True)
        head.alignment = _WRAP
        sheet.column_dimensions[get_column_letter(place)].width = width
    for line, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            if value is not None:
                cell = sheet.cell(row=line, column=place)
                _put(cell, value)
                cell.alignment = _WRAP
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _put(cell: Cell, value: Any) -> None:
    """Write a value; text stays text, whatever it begins with."""
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST_CELL]
    cell.value = text
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True  # still text after someone edits the cell


def workbook_bytes(book: Workbook, as_of: date) -> bytes:
    """The file's content, with the as-of date in place of the clock's."""
    packed = io.BytesIO()
    book.save(packed)
    stamp = datetime(as_of.year, as_of.month, as_of.day).isoformat() + "Z"
    fixed = io.BytesIO()
    with (
        zipfile.ZipFile(packed) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                dated = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
                content = dated.sub(rb"\g<1>" + stamp.encode(), content)
            target.writestr(zipfile.ZipInfo(name, _PACKED), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
