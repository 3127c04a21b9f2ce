"""The sheet of decisions: filled in, saved and dropped into the exports, it lands as overrides."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import duckdb
import openpyxl
import pytest

from assets.contracts.catalogue import TABLES
from assets.delivery.decisions import HEADERS, SHEET, add_decisions
from assets.delivery.workbook import Book
from assets.landing.landing import land_table
from assets.landing.mapping import load_mapping
from assets.landing.parts import landed

AS_OF = date(2025, 11, 19)


@pytest.fixture
def sheet(make_item: Callable[..., Any]) -> openpyxl.Workbook:
    book = Book(AS_OF)
    items = [
        make_item(),
        make_item(course_id="C2", session_id="S1"),
        make_item(course_id="C3", state="started"),
        make_item(course_id="C4", state="withdrawn"),
    ]
    add_decisions(book, items, {"A1": "=1+1"})
    return openpyxl.load_workbook(io.BytesIO(book.content()))


def test_what_is_begun_or_withdrawn_is_not_asked_about(sheet):
    rows = list(sheet[SHEET].iter_rows(min_row=2, max_row=4, max_col=4, values_only=True))
    assert [row[:3] for row in rows] == [
        ("A1", "=1+1", "C1"), ("A1", "=1+1", "C2"), (None, None, None),
    ]  # fmt: skip
    assert sheet[SHEET]["B2"].data_type == "s"
    (choice,) = sheet[SHEET].data_validations.dataValidation
    assert choice.formula1 == '"pin,exclude,replace,postpone"'
    assert "G2" in choice.cells


def test_a_saved_sheet_lands_as_overrides(sheet, tmp_path):
    page = sheet[SHEET]
    columns = {name: place for place, (name, _) in enumerate(HEADERS, start=1)}

    filled = {
        "Action 操作": "postpone",
        "Decided by 决定人": "王芳",
        "Reason 理由": "holiday",
        "Decided on 决定日期": datetime(2025, 11, 18),
        "Not before 不早于": datetime(2025, 12, 1),
    }
    for name, value in filled.items():
        page.cell(row=2, column=columns[name]).value = value
    exports = tmp_path / "exports"
    (exports / "crm").mkdir(parents=True)
    (exports / "lms" / "decisions").mkdir(parents=True)
    (exports / "crm" / "agents.csv").write_text("agent_id\nA1\n", encoding="utf-8")
    (exports / "lms" / "courses.csv").write_text("course_id,title\nC1,t\nC2,t\n", encoding="utf-8")
    sheet.save(exports / "lms" / "decisions" / "T1.xlsx")
    mapping = load_mapping("manager_decisions")
    landing = tmp_path / "landing"
    for table in TABLES:
        if table.key in {"crm/agents", "lms/courses", "lms/sessions", "lms/overrides"}:
            report = land_table(table, exports=exports, landing=landing, mapping=mapping)
    assert (report.accepted, report.rejected) == (1, 0), report
    row = duckdb.execute(f"from {landed(landing, 'lms_overrides')}").df().iloc[0]
    assert row["override_id"] == "A1|C1|2025-11-18"
    assert (row["agent_id"], row["course_id"], row["action"]) == ("A1", "C1", "postpone")
    assert (row["decided_by"], row["reason"]) == ("王芳", "holiday")
    assert row["decided_at"] == datetime(2025, 11, 18)
    assert row["not_before"].date() == date(2025, 12, 1)
