"""Names on the what-if's text and page, in both languages."""

from assets.report.text import Text

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


def change_words(before: object, after: object) -> tuple[str, str]:
    """A changed value before and after, short; a dash where there is none.

    >>> change_words(0.2, 0.25), change_words(None, [1, 2])
    (('0.2', '0.25'), ('–', '[1, 2]'))
    """
    return _short(before), _short(after)


def _short(value: object) -> str:
    text = "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else text[:39] + "…"
