"""A workbook whose text is never a formula and whose bytes depend on its content alone."""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assets.delivery.csv_text import runs, seen

_LONGEST_CELL = 32_767
_A4 = 9
# XML has no way to write these either, not even escaped.
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_WRAP = {"text_wrap": True, "valign": "top"}
_DAY = {"num_format": "yyyy-mm-dd"}


class Book:
    """A workbook in the making."""

    def __init__(self, as_of: date) -> None:
        self._packed = io.BytesIO()
        # Text stays text: nothing is guessed to be a formula, a link or a number.
        self._book = Workbook(
            self._packed,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        # The as-of date in place of the clock's.
        made = datetime(as_of.year, as_of.month, as_of.day)
        self._book.set_properties({"author": "ladder", "created": made})
        self._head: Format = self._book.add_format({**_WRAP, "bold": True})
        self._cell: Format = self._book.add_format(_WRAP)
        self._dated: Format = self._book.add_format({**_WRAP, **_DAY})
        # Still text after someone edits the cell.
        self._quoted: Format = self._book.add_format({**_WRAP, "quote_prefix": True})
        self.day: Format = self._book.add_format(_DAY)

    def add_sheet(
        self, title: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Any]]
    ) -> Worksheet:
        """Add a sheet with a frozen, filterable header; `columns` are names and widths."""
        sheet: Worksheet = self._book.add_worksheet(title)
        for place, (name, width) in enumerate(columns):
            sheet.write_string(0, place, name, self._head)
            sheet.set_column(place, place, width)
        for line, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if value is not None:
                    self._put(sheet, line, place, value)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _put(self, sheet: Worksheet, line: int, place: int, value: Any) -> None:
        """Write a value; text stays text, whatever it begins with."""
        if isinstance(value, str):
            text = _NOT_IN_XML.sub("", seen(value))[:_LONGEST_CELL]
            quoted = runs(text)
            sheet.write_string(line, place, text, self._quoted if quoted else self._cell)
        elif isinstance(value, date):
            sheet.write_datetime(line, place, value, self._dated)
        else:
            sheet.write_number(line, place, value, self._cell)

    def content(self) -> bytes:
        """The file's content; nothing may be added after."""
        self._book.close()
        return self._packed.getvalue()
