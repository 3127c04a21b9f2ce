"""`moodle_enrolments.csv`: Moodle's flat file, one line a change, as its reader takes it apart.

The reader (enrol/flatfile) splits a line at every comma, knows no quoting that protects one, trims
both id numbers, looks neither short names nor the user id `0` up, and ignores a line that starts
after it ends. What such a line cannot carry is left out and listed with its reason.

`add` updates an enrolment that is there, so that a file sent twice enrols once. One that starts
later waits in a buffer; the first of a user and course to fall due empties it, so a course with a
new date is taken out of the buffer by a `del` before it is added again. `del` carries no dates: one
with a start to come would wait, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assets.delivery.csv_text import csv_bytes
from assets.delivery.items import Item

# PHP's trim() takes these away at both ends.
_TRIMMED = " \t\n\r\0\x0b"
_SEPARATORS = (",", "\n", "\r")


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """An item that could not be written, and why."""

    item: Item
    reason: str
    reason_zh: str


def moodle_enrolments(
    items: Sequence[Item], as_of: date, time_zone: ZoneInfo
) -> tuple[bytes, Sequence[Refusal]]:
    """The file's content, and what it leaves out.

    What others enrolled in the LMS is theirs: no line. Withdrawals come first; what was begun is
    not taken away but listed.
    """
    open_courses = {(i.agent_id, i.course_id) for i in items if i.is_open}
    added = [i for i in items if i.is_open and i.is_ours]
    withdrawn = [
        i for i in items if (i.agent_id, i.course_id) not in open_courses and _to_delete(i, as_of)
    ]
    # In the buffer only: what Moodle has enrolled is updated, never taken away for a new date.
    moved = [i for i in added if i.state == "sent" and i.revision > 0]
    refused = {i: found for i in [*added, *withdrawn] if (found := refusal(i)) is not None}
    left_in = [
        _begun(i)
        for i in items
        if i.is_withdrawn and i.in_lms == "begun" and (i.agent_id, i.course_id) not in open_courses
    ]
    lines = [del_line(i) for i in [*withdrawn, *moved] if i not in refused]
    # A course withdrawn more than once is one line.
    lines = [*dict.fromkeys(lines), *(add_line(i, time_zone) for i in added if i not in refused)]
    content = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
    return content, [*refused.values(), *left_in]


def _to_delete(item: Item, as_of: date) -> bool:
    """Whether Moodle has to hear of a withdrawal: it has the enrolment, or may have it by now."""
    return item.is_withdrawn and (
        item.in_lms == "open" or (item.in_lms == "none" and item.state_since == as_of)
    )


def add_line(item: Item, time_zone: ZoneInfo) -> str:
    """One line: add, student, user idnumber, course idnumber, start, end (seconds since 1970).

    An overdue course has no end, because an enrolment that ended would shut the learner out.
    """
    start = _seconds(item.start, time_zone)
    end = 0
    if item.due is not None and item.days_overdue is None:
        end = _seconds(item.due + timedelta(days=1), time_zone) - 1
    if end and start > end:
        end = 0
    return f"add, student, {item.agent_id}, {item.course_id}, {start}, {end}"


def del_line(item: Item) -> str:
    """One line: del, student, user idnumber, course idnumber."""
    return f"del, student, {item.agent_id}, {item.course_id}"


def refusal(item: Item) -> Refusal | None:
    """Why Moodle could not read this item's line; None where it can."""
    for name, zh, value in (("agent", "员工", item.agent_id), ("course", "课程", item.course_id)):
        if any(mark in value for mark in _SEPARATORS):
            return Refusal(
                item=item,
                reason=f"the {name} id holds a comma or a line break, which Moodle's flat file "
                "cannot carry; change the id number in Moodle and in the export",
                reason_zh=f"{zh}编号含有逗号或换行，Moodle平面文件无法表示；请在Moodle和导出数据中更改编号",
            )
        if value != value.strip(_TRIMMED) or not value or (name == "agent" and value == "0"):
            return Refusal(
                item=item,
                reason=f"the {name} id is empty, 0, or begins or ends with a blank, which Moodle "
                "does not look up; change the id number in Moodle and in the export",
                reason_zh=f"{zh}编号为空、为0或首尾有空格，Moodle无法查找；请在Moodle和导出数据中更改编号",
            )
    return None


def _begun(item: Item) -> Refusal:
    """A withdrawal that only people can carry out: Moodle would delete what was learnt."""
    return Refusal(
        item=item,
        reason="the course was withdrawn after it had been begun; no file takes it away, so that "
        "no progress is lost: if the agent left, end the enrolment in Moodle by hand",
        reason_zh="课程已开始学习后才撤回；为避免丢失学习进度，文件不会退课：员工如已离职，请在Moodle中手动结束报名",
    )


def not_delivered_csv(refusals: Sequence[Refusal]) -> bytes:
    """`not_delivered.csv`: what could not be written, where, and why."""
    return csv_bytes(
        ("file", "agent_id", "course_id", "key", "reason", "reason_zh"),
        (
            (
                "moodle_enrolments.csv", r.item.agent_id, r.item.course_id, r.item.key,
                r.reason, r.reason_zh,
            )
            for r in refusals
        ),
    )  # fmt: skip


def _seconds(day: date | None, time_zone: ZoneInfo) -> int:
    """Midnight at the centre as Moodle counts time; 0 (no limit) where there is no date."""
    if day is None:
        return 0
    return max(int(datetime.combine(day, time(), time_zone).timestamp()), 0)
