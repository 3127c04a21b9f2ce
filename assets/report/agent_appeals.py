"""An agent's appeals and what became of them, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assets.report.appeal_form import SCORE, TIER
from assets.report.histories import Histories
from assets.report.names import Names
from assets.report.records import Record
from assets.report.text import Text, both

_OUTCOMES = {
    "upheld": Text("upheld", "成立"),
    "partly": Text("upheld in part", "部分成立"),
    "refused": Text("not upheld", "不成立"),
}
_KINDS = {
    "score": Text("Score: {s}", "得分：{s}"),
    "indicator": Text("Measure: {s}", "指标：{s}"),
    "path_item": Text("Course: {s}", "课程：{s}"),
}


@dataclass(frozen=True, kw_only=True)
class AppealLine:
    """One appeal; outcome, who decided, when and why are None while it is open."""

    about: Text
    opened_on: date | None
    outcome: Text | None
    decided_by: str | None
    decided_on: date | None
    reason: str | None


def agent_appeals(
    agent_id: str, histories: Histories, names: Names, titles: Mapping[str, str]
) -> list[AppealLine]:
    """One person's appeals, open ones first, then the newest.

    Args:
        agent_id: whose.
        histories: of everybody.
        names: of abilities and measures.
        titles: titles of courses by id.
    """
    rows = sorted(
        histories.rows("appeals", agent_id),
        key=lambda row: (row.get("opened_at") or date.min, row["appeal_id"]),
        reverse=True,
    )
    rows.sort(key=lambda row: row["state"] == "decided")
    return [_line(row, names, titles) for row in rows]


def _line(row: Record, names: Names, titles: Mapping[str, str]) -> AppealLine:
    decided = row["state"] == "decided"
    outcome = row.get("outcome") or ""
    return AppealLine(
        about=_about(row, names, titles),
        opened_on=row.get("opened_at"),
        outcome=_OUTCOMES.get(outcome, Text(outcome, outcome)) if decided else None,
        decided_by=row.get("decided_by") if decided else None,
        decided_on=row.get("decided_at") if decided else None,
        reason=row.get("decision") if decided else None,
    )


def _about(row: Record, names: Names, titles: Mapping[str, str]) -> Text:
    kind, subject = row["about"], row.get("subject")
    if not subject:
        return TIER if kind == "tier" else SCORE
    title = titles.get(subject, subject)
    known = {
        "score": names.dimensions.get(subject),
        "indicator": names.indicators.get(subject),
        "path_item": Text(title, title),
    }.get(kind)
    words = _KINDS.get(kind, Text("{s}", "{s}"))
    return both(words.en, words.zh, s=known or Text(subject, subject))
