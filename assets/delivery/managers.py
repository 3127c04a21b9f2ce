"""`managers/<team>.xlsx`: a team's assignments, standings and what became of all that was sent.

With names, for its manager; on the last sheet the manager decides.
"""

from collections.abc import Sequence
from datetime import date

from assets.delivery.decisions import add_decisions
from assets.delivery.digests import band_name
from assets.delivery.items import Item
from assets.delivery.workbook import Book
from assets.report.mode import Mode
from assets.report.names import STATUS, Names
from assets.report.people import Person
from assets.report.records import Record, whole
from assets.report.text import Text

_ASSIGNMENTS = (
    ("Agent id 员工编号", 14),
    ("Name 姓名", 22),
    ("Order 顺序", 9),
    ("Course 课程", 36),
    ("Course id 课程编号", 14),
    ("Class 班次", 12),
    ("From 开始", 12),
    ("To 截止", 12),
    ("Minutes 分钟", 10),
    ("Required 必修", 12),
    ("Status 状态", 18),
    ("Ability 能力", 26),
    ("Why (English)", 46),
    ("原因（中文）", 46),
)
_RUN = (("This run (English)", 80), ("本次运行（中文）", 80))
_STANDINGS = (
    ("Agent id 员工编号", 14),
    ("Name 姓名", 22),
    ("Tier 等级", 8),
    ("Tier name 等级名称", 26),
    ("Chance of this tier 属于该级的概率", 14),
    ("Overall score (0–100) 综合得分", 14),
    ("Likely from 很可能不低于", 12),
    ("Likely to 很可能不高于", 12),
    ("Records 记录数", 10),
    ("Change 变化", 26),
    ("Months in tier 在该级月数", 12),
    ("What the next tier needs (English)", 46),
    ("升级所需（中文）", 46),
)
_OVERDUE = (
    ("Agent id 员工编号", 14),
    ("Name 姓名", 22),
    ("Course 课程", 36),
    ("Course id 课程编号", 14),
    ("Due 应完成", 12),
    ("Days overdue 逾期天数", 12),
    ("Overdue for 逾期", 24),
    ("Sent on 下发日期", 12),
    ("State 状态", 22),
)
_SENT = (
    ("State 状态", 26),
    ("Courses 课程数", 12),
    ("Overdue 逾期", 12),
    ("1–7 days 天", 12),
    ("8–14 days 天", 12),
    ("15–30 days 天", 12),
    ("More than 30 days 30天以上", 16),
    ("Oldest, days 最久（天）", 14),
)
_STATES = {
    "sent": Text("sent, not enrolled yet", "已下发，尚未报名"),
    "enrolled": Text("enrolled", "已报名"),
    "started": Text("begun", "已开始"),
    "finished": Text("finished", "已完成"),
    "failed": Text("not passed", "未通过"),
    "dropped": Text("given up", "已放弃"),
    "withdrawn": Text("withdrawn", "已撤回"),
}
_CHANGES = {
    "first": Text("first time", "首次评定"),
    "held": Text("same as last month", "与上月相同"),
    "promoted": Text("up", "升级"),
    "demoted": Text("down", "降级"),
    "insufficient": Text("too little evidence", "证据不足"),
}


def manager_workbook(
    people: Sequence[Person],
    names: Names,
    as_of: date,
    *,
    sent: Sequence[Item] = (),
    states: Sequence[Record] = (),
    mode: Mode | None = None,
) -> bytes:
    """The file's content for one team.

    Args:
        people: who is in it now.
        names: of tiers, dimensions and measures.
        as_of: day of the result.
        sent: the team's items, open or withdrawn.
        states: the team's rows of `path_reconciliation`.
        mode: of the run; a degraded one is told on the first sheet.
    """
    book = Book(as_of)
    if mode is not None and mode.degraded:
        told = [*mode.brief, *(one.text for one in mode.notices)]
        book.add_sheet("Run 本次运行", _RUN, [[one.en, one.zh] for one in told])
    items = [_assignment(p, row, names) for p in people for row in p.items]
    book.add_sheet("Assignments 课程安排", _ASSIGNMENTS, items)
    book.add_sheet("Standings 等级", _STANDINGS, [_standing(p, names) for p in people])
    called = {p.agent_id: p.name for p in people}
    late = sorted((i for i in sent if i.days_overdue), key=lambda i: -(i.days_overdue or 0))
    book.add_sheet("Overdue 逾期", _OVERDUE, [_overdue(i, called.get(i.agent_id)) for i in late])
    book.add_sheet("Sent 下发情况", _SENT, _sent(states))
    add_decisions(book, sent, called)
    return book.content()


def _assignment(person: Person, row: Record, names: Names) -> list[object]:
    """One course as a row."""
    status = row.get("status") or "planned"
    return [
        person.agent_id,
        person.name,
        whole(row.get("sequence")),
        row.get("title"),
        row["course_id"],
        row.get("session_id"),
        row.get("planned_start"),
        row.get("due"),
        whole(row.get("minutes")),
        "yes 是" if row.get("mandatory") else "no 否",
        _two(STATUS.get(status, Text(status, status))),
        _two(names.dimension(row.get("dimension"))),
        row.get("reason"),
        row.get("reason_zh"),
    ]


def _standing(person: Person, names: Names) -> list[object]:
    """One agent as a row."""
    ladder, composite, tier = person.ladder, person.composite, person.tier
    change = ladder.get("change") or "insufficient"
    return [
        person.agent_id,
        person.name,
        tier,
        _two(names.tier(tier)),
        None if tier is None else _rounded(ladder.get(f"prob_tier_{tier}"), 3),
        _rounded(composite.get("composite"), 1),
        _rounded(composite.get("lower"), 1),
        _rounded(composite.get("upper"), 1),
        person.evidence,
        _two(_CHANGES.get(change, Text(change, change))),
        whole(ladder.get("months_in_tier")),
        ladder.get("blocked_by_text"),
        ladder.get("blocked_by_text_zh"),
    ]


def _overdue(item: Item, name: str | None) -> list[object]:
    """One overdue course as a row."""
    return [
        item.agent_id,
        name,
        item.title,
        item.course_id,
        item.due,
        item.days_overdue,
        _two(band_name(item)),
        item.sent_on if item.is_ours else "enrolled by others 由他人报名",
        _two(_STATES[item.state]),
    ]


def _sent(states: Sequence[Record]) -> list[list[object]]:
    """One state as a row, in the order in which a course goes through them."""
    found = {row["state"]: row for row in states}
    columns = (
        "deliveries", "overdue", "overdue_7_days", "overdue_14_days", "overdue_30_days",
        "overdue_longer", "oldest_days",
    )  # fmt: skip
    return [
        [_two(words), *(whole(found[state].get(column)) for column in columns)]
        for state, words in _STATES.items()
        if state in found
    ]


def _two(text: Text | None) -> str | None:
    """Both languages in one cell."""
    if text is None or text.en == text.zh:
        return None if text is None else text.en
    return f"{text.en} {text.zh}"


def _rounded(value: float | None, digits: int) -> float | None:
    """A number of sensible length; no number stays none."""
    return None if value is None else round(value, digits)
