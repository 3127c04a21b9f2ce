"""Names on the what-if's text and page, in both languages."""

from typing import Any

from assets.report.text import Text, both

ATTRIBUTES = {
    "seniority": Text("Tenure", "司龄"),
    "role": Text("Role", "角色"),
    "language": Text("Language", "语言"),
    "site": Text("Site", "地点"),
    "shift": Text("Shift", "班次"),
}
ROLES = {
    "agent": Text("agent", "客服"),
    "mentor": Text("mentor", "导师"),
    "leader": Text("team leader", "组长"),
}
NO_TIER = Text("no tier", "未定级")


def in_force_words(in_force: dict[str, Any]) -> Text:
    """Sentences on the months a configuration is shown in; `in_force` as of the what-if.

    >>> in_force_words({"from": "2026-05-01", "shown": "from", "others": True}).en
    'In force from 2026-05 on; earlier months keep their configuration.'
    """
    month = (in_force["from"] or "")[:7]
    if in_force["shown"] == "from":
        return both("In force from {m} on; earlier months keep their configuration.",
                    "自{m}起生效；此前月份沿用原配置。", m=month)  # fmt: skip
    words = Text("As if it had always been in force.", "视同一直生效。")
    if month:
        words = both(
            "It shall hold from {m}, after the newest published month: shown as if it had always "
            "been in force. What a run publishes then differs: weights move step by step from {m}.",
            "自{m}起生效，晚于最新发布月份：此处视同一直生效。届时运行结果会有出入：权重自{m}起逐月调整。",
            m=month,
        )
    if in_force["others"]:
        words = both("{w} Earlier published months were under another configuration, which moves "
                     "people too.", "{w}此前部分已发布月份采用其他配置，这也会使等级变动。",
                     w=words)  # fmt: skip
    return words


def change_words(before: object, after: object) -> tuple[str, str]:
    """A changed value before and after, short; a dash where there is none.

    >>> change_words(0.2, 0.25), change_words(None, [1, 2])
    (('0.2', '0.25'), ('–', '[1, 2]'))
    """
    return _short(before), _short(after)


def _short(value: object) -> str:
    text = "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else text[:39] + "…"
