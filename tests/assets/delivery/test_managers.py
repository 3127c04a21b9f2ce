"""Managers' workbooks: the team's people, text as text, dates as dates."""

import io
from datetime import date

import openpyxl
import pytest

from assets.delivery.items import load_items
from assets.delivery.managers import manager_workbook
from assets.report.mode import read_mode
from assets.report.names import read_names
from assets.report.people import load_people
from assets.report.records import last_period, records

AS_OF = date(2025, 11, 19)


@pytest.fixture(scope="module")
def team(marts):
    people = load_people(marts, last_period(marts, AS_OF))
    return [p for p in people if p.team_id == "T1"]


@pytest.fixture(scope="module")
def book(marts, team):
    sent = [i for i in load_items(marts, AS_OF) if i.team_id == "T1"]
    states = records(marts, "path_reconciliation")
    content = manager_workbook(team, read_names(marts), AS_OF, sent=sent, states=states)
    return openpyxl.load_workbook(io.BytesIO(content))


def test_sheets_hold_the_team(book, team):
    assignments, standings, overdue, sent, decisions = book.worksheets
    assert assignments.max_row == 1 + sum(len(p.items) for p in team)
    assert [r[0].value for r in standings.iter_rows(min_row=2)] == [p.agent_id for p in team]
    for sheet in (assignments, standings, overdue, decisions):
        assert sheet.cell(row=1, column=2).value == "Name 姓名"
    assert sent.cell(row=1, column=2).value == "Courses 课程数"


def test_what_is_overdue_stands_oldest_first_with_its_age(book, marts):
    rows = list(book.worksheets[2].iter_rows(min_row=2, values_only=True))
    days = [row[5] for row in rows]
    assert days == sorted(days, reverse=True)
    agents = marts["agents"]
    own = marts["path_deliveries"]["agent_id"].isin(agents[agents["team_id"] == "T1"]["agent_id"])
    assert len(days) == (marts["path_deliveries"]["overdue"] & own).sum() > 0
    assert {row[6] for row in rows} <= {"1–7 days 1–7天", "8–14 days 8–14天"}


def test_what_others_enrolled_has_no_day_of_sending(marts, team, make_item):
    sent = [
        make_item(agent_id=agent, days_overdue=days, state="enrolled", origin=origin)
        for agent, days, origin in (("A1", 9, "lms"), ("A2", 3, "path"))
    ]
    content = manager_workbook(team, read_names(marts), AS_OF, sent=sent)
    rows = (
        openpyxl.load_workbook(io.BytesIO(content))
        .worksheets[2]
        .iter_rows(min_row=2, values_only=True)
    )
    others, ours = [row[7] for row in rows]
    assert others == "enrolled by others 由他人报名"
    assert ours.date() == date(2025, 11, 5)


def test_states_come_in_the_order_a_course_goes_through_them(book):
    rows = list(book.worksheets[3].iter_rows(min_row=2, values_only=True))
    assert [row[:3] for row in rows] == [
        ("sent, not enrolled yet 已下发，尚未报名", 12, 2),
        ("begun 已开始", 3, 1),
        ("withdrawn 已撤回", 1, 0),
    ]


def test_no_cell_is_a_formula(book):
    cells = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value]
    assert {c.data_type for c in cells} <= {"s", "n", "d"}
    dangerous = [c for c in cells if isinstance(c.value, str) and c.value.startswith("=")]
    assert dangerous
    assert all(c.data_type == "s" and c.quotePrefix for c in dangerous)


def test_names_come_through_unharmed(book, made_up):
    names = {r[1].value for r in book.worksheets[1].iter_rows(min_row=2)}
    assert set(made_up.AWKWARD_NAMES) <= names


def test_dates_are_dates_and_no_clock_is_read(book, team):
    first = next(i for p in team for i in p.items)
    assert book.worksheets[0]["G2"].value.date() == first["planned_start"]
    assert book.properties.modified.date() == AS_OF
    assert book.properties.created.date() == AS_OF


def test_characters_a_workbook_cannot_hold_are_left_out(marts, team):
    names = read_names(marts)
    odd = [type(team[0])(**{**vars(team[0]), "name": "Bell\x07 #N/A"})]
    book = openpyxl.load_workbook(io.BytesIO(manager_workbook(odd, names, AS_OF)))
    assert book.worksheets[1]["B2"].value == "Bell #N/A"
    error = [type(team[0])(**{**vars(team[0]), "name": "#N/A"})]
    book = openpyxl.load_workbook(io.BytesIO(manager_workbook(error, names, AS_OF)))
    assert book.worksheets[1]["B2"].data_type == "s"


def test_the_first_sheet_of_a_degraded_run_says_so(marts, team):
    notice = {"code": "frozen", "text": "=1+1 audit", "text_zh": "审计"}
    mode = read_mode({"mode": {"state": "degraded", "plans": ["frozen"], "notices": [notice]}})
    content = manager_workbook(team, read_names(marts), AS_OF, mode=mode)
    first = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert first.title == "Run 本次运行"
    told = [[cell.value for cell in row] for row in first.iter_rows(min_row=2)]
    assert told[0] == ["Tiers and assignments are frozen", "等级与课程安排已冻结"]
    assert told[1][0].startswith("Nobody moves")
    assert told[2] == ["=1+1 audit", "审计"]
    assert first["A4"].data_type == "s"
