"""Digests: what is overdue by age, in both languages; nothing where nothing is."""

from datetime import date

import pytest

from assets.delivery.digests import band_name, team_digest
from assets.report.mode import read_mode

AS_OF = date(2025, 11, 19)


def test_nothing_overdue_is_no_digest(make_item):
    items = [make_item(), make_item(state="withdrawn")]
    assert team_digest(items, AS_OF, team="T", names={}) == b""


def test_the_oldest_come_first_with_days_and_state_in_both_languages(make_item):
    items = [
        make_item(days_overdue=3, due=date(2025, 11, 16), state="enrolled", origin="lms"),
        make_item(
            agent_id="A2", days_overdue=40, due=date(2025, 10, 10), sent_on=date(2025, 9, 19)
        ),
        make_item(agent_id="A3"),
    ]
    text = team_digest(items, AS_OF, team="Billing 组", names={"A2": "王芳\nBcc: x"}).decode()
    lines = text.splitlines()
    assert lines[0] == "Billing 组: 2 overdue on 2025-11-19 · Billing 组：截至2025-11-19逾期2项"
    assert lines[2] == "Overdue for more than 30 days: 1 · 逾期30天以上：1项"
    assert lines[3].startswith("- 王芳 Bcc: x (A2): t — due 2025-10-10, 40 days late, sent 61 days")
    assert "not enrolled yet" in lines[3]
    assert lines[3].endswith("尚未报名")
    assert lines[5] == "Overdue for 1–7 days: 1 · 逾期1–7天：1项"
    assert "A1 (A1)" in lines[6]
    assert "enrolled by others, enrolled, not begun" in lines[6]
    assert lines[6].endswith("由他人报名，已报名，未开始")
    assert "A3" not in text


@pytest.mark.parametrize(
    ("days", "name"),
    [(1, "1–7 days"), (7, "1–7 days"), (8, "8–14 days"), (14, "8–14 days"), (15, "15–30 days"),
     (30, "15–30 days"), (31, "more than 30 days")],
)  # fmt: skip
def test_bands(make_item, days, name):
    assert band_name(make_item(days_overdue=days)).en == name


def test_a_degraded_run_is_told_below_the_first_line(make_item):
    late = [make_item(days_overdue=3, due=date(2025, 11, 16))]
    run = {
        "mode": {
            "state": "degraded",
            "plans": ["frozen"],
            "notices": [{"code": "frozen", "text": "Frozen:\n audit.", "text_zh": "冻结：审计。"}],
        }
    }
    lines = team_digest(late, AS_OF, team="T", names={}, mode=read_mode(run)).decode().splitlines()
    assert lines[0].startswith("T: 1 overdue")
    assert lines[2] == "! Tiers and assignments are frozen · 等级与课程安排已冻结"
    assert lines[3].startswith("! Nobody moves")
    assert lines[4] == "! Frozen: audit. · 冻结：审计。"
    plain = team_digest(late, AS_OF, team="T", names={}, mode=read_mode({})).decode()
    assert "!" not in plain


def test_ids_and_titles_cannot_add_a_line_nor_turn_one_round(make_item):
    hostile = "A1\r\nBcc: all\u202e\x00"
    late = make_item(agent_id=hostile, title=hostile, days_overdue=3, due=date(2025, 11, 16))
    plain = make_item(agent_id="A1", title="t", days_overdue=3, due=date(2025, 11, 16))
    told = team_digest([late], AS_OF, team=hostile, names={}).decode()
    usual = team_digest([plain], AS_OF, team="T", names={}).decode()
    assert len(told.splitlines()) == len(usual.splitlines())
    assert not {"\u202e", "\x00", "\r"} & set(told)
