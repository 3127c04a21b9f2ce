"""assignments.csv: every item with its key, Chinese that Excel opens, no cell that runs."""

import csv
import io
from datetime import date

import pytest

from assets.delivery.assignments import assignments_csv
from assets.delivery.csv_text import csv_bytes
from assets.delivery.items import load_items


def test_every_item_once_with_its_text(marts):
    items = load_items(marts, date(2025, 11, 19))
    content = assignments_csv(items)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [r["key"] for r in rows] == [i.key for i in items]
    assert {r["action"] for r in rows if r["course_id"] == "C-gone"} == {"withdraw"}
    assert {r["action"] for r in rows if r["course_id"] != "C-gone"} == {"assign"}
    assert {r["reason_zh"] for r in rows} == {"该能力得分48，比下一等级要求低10分。", ""}
    assert "'=C05" in {r["course_id"] for r in rows}
    assert "'=SUM(A1) spreadsheet course" in {r["title"] for r in rows}
    assert {r["planned_start"] for r in rows} >= {"2025-10-30"}


@pytest.mark.parametrize(
    ("state", "origin", "action", "sent_on"),
    [
        ("enrolled", "path", ["assign"], "2025-11-05"),
        ("enrolled", "lms", ["assign"], ""),
        ("withdrawn", "path", ["withdraw"], "2025-11-05"),
        ("withdrawn", "lms", [], ""),
    ],
)
def test_what_others_enrolled_is_neither_sent_nor_withdrawn(
    make_item, state, origin, action, sent_on
):
    content = assignments_csv([make_item(state=state, origin=origin)]).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [r["action"] for r in rows] == action
    assert {r["sent_on"] for r in rows} <= {sent_on}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  =", "＝"], ids=repr)
def test_a_cell_that_would_run_is_disarmed(start):
    content = csv_bytes(["a", "b"], [[f"{start}1", -1.5]]).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(content, newline="")))[1]
    assert row == [f"'{start}1", "-1.5"]
