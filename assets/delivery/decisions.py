"""The sheet on which a manager decides: a row a course not begun, with room for action and reason.

The shipped mapping `manager_decisions` reads the saved workbook back as table lms/overrides; rows
without an action are not read. Headers here and there are the same.
"""

from collections.abc import Mapping, Sequence

from assets.delivery.items import Item
from assets.delivery.workbook import Book

SHEET = "Decisions 决定"
HEADERS = (
    ("Agent id 员工编号", 14),
    ("Name 姓名", 22),
    ("Course id 课程编号", 14),
    ("Course 课程", 36),
    ("From 开始", 12),
    ("To 截止", 12),
    ("Action 操作", 14),
    ("Decided by 决定人", 16),
    ("Reason 理由", 40),
    ("Decided on 决定日期", 14),
    ("Replacement course id 替换课程编号", 18),
    ("Class id 班次编号", 14),
    ("Not before 不早于", 14),
    ("Valid until 有效期至", 14),
)
_ACTIONS = ["pin", "exclude", "replace", "postpone"]
_DAYS = ("Decided on 决定日期", "Not before 不早于", "Valid until 有效期至")
# Room for decisions on courses that are in no path.
_SPARE_ROWS = 50


def add_decisions(book: Book, items: Sequence[Item], names: Mapping[str, str]) -> None:
    """Add the sheet for a team's items; the action is chosen from a list."""
    rows = [
        [i.agent_id, names.get(i.agent_id), i.course_id, i.title, i.start, i.due]
        for i in items
        if i.is_open and i.state != "started"
    ]
    sheet = book.add_sheet(SHEET, HEADERS, rows)
    last = len(rows) + _SPARE_ROWS
    action = [name for name, _ in HEADERS].index("Action 操作")
    sheet.data_validation(
        1,
        action,
        last,
        action,
        {
            "validate": "list",
            "source": _ACTIONS,
            "error_title": "Action 操作",
            "error_message": ", ".join(_ACTIONS),
        },
    )
    for place, (name, _) in enumerate(HEADERS):
        if name in _DAYS:
            for line in range(1, last + 1):
                sheet.write_blank(line, place, None, book.day)
