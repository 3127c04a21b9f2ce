"""The sheet on which a manager decides: a row a course not begun, with room for action and reason.

The shipped mapping `manager_decisions` reads the saved workbook back as table lms/overrides; rows
without an action are not read. Headers here and there are the same.
"""

from collections.abc import Mapping, Sequence

from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from assets.delivery.items import Item
from assets.delivery.workbook import add_sheet

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
_ACTIONS = "pin,exclude,replace,postpone"
# Room for decisions on courses that are in no path.
_SPARE_ROWS = 50


def add_decisions(book: Workbook, items: Sequence[Item], names: Mapping[str, str]) -> None:
    """Add the sheet for a team's items; the action is chosen from a list."""
    rows = [
        [i.agent_id, names.get(i.agent_id), i.course_id, i.title, i.start, i.due]
        for i in items
        if i.is_open and i.state != "started"
    ]
    add_sheet(book, SHEET, HEADERS, rows)
    sheet = book[SHEET]
    choice = DataValidation(type="list", formula1=f'"{_ACTIONS}"', allow_blank=True)
    choice.errorTitle, choice.error = "Action 操作", _ACTIONS.replace(",", ", ")
    sheet.add_data_validation(choice)
    choice.add(f"G2:G{len(rows) + 1 + _SPARE_ROWS}")
    for column in "JMN":
        for line in range(2, len(rows) + 2 + _SPARE_ROWS):
            sheet[f"{column}{line}"].number_format = "yyyy-mm-dd"
