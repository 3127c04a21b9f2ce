"""`digests/<team>.txt`: what is overdue in a team, for its manager's mail; in both languages.

Plain text, the first line fit for a subject. A team where nothing is overdue has no file.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from assets.delivery.csv_text import seen
from assets.delivery.items import Item
from assets.report.mode import Mode
from assets.report.text import Text

#: Age bands: the last day of each, and what it is called.
BANDS = (
    (7, Text("1–7 days", "1–7天")),
    (14, Text("8–14 days", "8–14天")),
    (30, Text("15–30 days", "15–30天")),
    (None, Text("more than 30 days", "30天以上")),
)
_STATES = {
    "sent": ("not enrolled yet", "尚未报名"),
    "enrolled": ("enrolled, not begun", "已报名，未开始"),
    "started": ("begun, not finished", "已开始，未完成"),
}


def team_digest(
    items: Sequence[Item],
    as_of: date,
    *,
    team: str,
    names: Mapping[str, str],
    mode: Mode | None = None,
) -> bytes:
    """The file's content, the oldest first; empty where nothing is overdue.

    Args:
        items: the team's.
        as_of: day of the result.
        team: what the team is called.
        names: people's by agent id.
        mode: of the run; a degraded one is told below the first line.
    """
    late = [i for i in items if i.days_overdue]
    if not late:
        return b""
    late.sort(key=lambda i: (-(i.days_overdue or 0), i.agent_id, i.course_id))
    team = _one_line(team)
    lines = [f"{team}: {len(late)} overdue on {as_of} · {team}：截至{as_of}逾期{len(late)}项"]
    if mode is not None and mode.degraded:
        told = [*mode.brief, *(one.text for one in mode.notices)]
        lines += ["", *(f"! {_one_line(one.en)} · {_one_line(one.zh)}" for one in told)]
    for _, name in reversed(BANDS):
        own = [i for i in late if band_name(i) == name]
        if own:
            lines += ["", f"Overdue for {name.en}: {len(own)} · 逾期{name.zh}：{len(own)}项"]
            lines += [_line(i, as_of, names) for i in own]
    lines += [
        "",
        "Reply in the sheet “Decisions 决定” of your workbook: pin, exclude, replace or postpone, "
        "with a reason.",
        "请在工作簿的“Decisions 决定”表中答复：保留 pin、排除 exclude、替换 replace "
        "或推迟 postpone，并注明原因。",
    ]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def band_name(item: Item) -> Text:
    """Age band of an overdue item."""
    days = item.days_overdue or 0
    return next(name for last, name in BANDS if last is None or days <= last)


def _line(item: Item, as_of: date, names: Mapping[str, str]) -> str:
    en, zh = _STATES[item.state]
    who = _one_line(names.get(item.agent_id, item.agent_id))
    what = _one_line(item.title or item.course_id)
    days = (as_of - item.sent_on).days
    sent = Text(f"sent {days} days ago", f"{days}天前下发")
    if not item.is_ours:
        sent = Text("enrolled by others", "由他人报名")
    return (
        f"- {who} ({_one_line(item.agent_id)}): {what} — due {item.due}, "
        f"{item.days_overdue} days late, {sent.en}, {en} · "
        f"应于{item.due}完成，逾期{item.days_overdue}天，{sent.zh}，{zh}"
    )


def _one_line(text: str) -> str:
    """Text that cannot break out of its line."""
    return " ".join(seen(text).split())
