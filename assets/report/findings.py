"""Findings of quality work on the pages: what was found, what was done, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from assets.report import dates
from assets.report.cause_names import cause_name
from assets.report.issue_names import issue_name
from assets.report.names import Names
from assets.report.numbers import percent, signed
from assets.report.records import Record, as_day, records, whole
from assets.report.text import Text, both

KINDS = {
    "theme": Text("Theme of complaints", "投诉主题"),
    "criterion": Text("Review criterion", "质检项"),
    "issue_type": Text("Issue type", "问题类型"),
    "gap": Text("Gap", "能力差距"),
}
STATES = {
    "overdue": Text("overdue", "已逾期"),
    "open": Text("open", "待处理"),
    "in_work": Text("in work", "处理中"),
    "done": Text("done", "已完成"),
}
ACTIONS = {
    "standard": Text("standard", "标准"),
    "content": Text("content", "内容"),
    "training": Text("training", "培训"),
    "process": Text("process", "流程"),
}
EFFECTS = {
    "lower": Text("fell", "下降"),
    "higher": Text("rose", "上升"),
    "unclear": Text("cannot tell: the interval includes no change", "无法判断：区间包含零变化"),
    "too_few": Text("cannot tell: too few events or controls", "无法判断：数量或对照太少"),
    "too_early": Text(
        "cannot tell yet: weeks after the action are not over", "尚无法判断：行动后的观察期未满"
    ),
    "not_measured": Text("a gap has no rate to measure", "能力差距没有可比的比率"),
    "not_acted": Text("no action yet", "尚未行动"),
}
#: The six questions of a root cause, and the columns with their answers.
QUESTIONS = {
    "what": Text("What", "何事"),
    "where_at": Text("Where", "何地"),
    "when_noted": Text("When", "何时"),
    "who_role": Text("Who (role)", "何人（岗位）"),
    "why": Text("Why", "何故"),
    "how": Text("How found", "如何发现"),
}
_ORDER = list(STATES)


@dataclass(frozen=True, kw_only=True)
class FindingLine:
    """One finding; `change` and `rates` are None where no effect is judged."""

    key: str
    kind: Text
    subject: Text
    of_team: bool
    state: str
    age: int
    due: Text | None
    acted: Text | None
    action: str | None
    action_kind: Text | None
    owner: str | None
    answers: list[tuple[Text, str]]
    effect: Text
    change: str | None
    rates: str | None
    was_high: bool


def finding_lines(
    marts: Mapping[str, pd.DataFrame], team_id: str | None, names: Names, as_of: date
) -> list[FindingLine]:
    """The team's findings and the centre's, overdue and open ones first, then the newest."""
    rows = [row for row in records(marts, "findings") if row.get("team_id") in (None, team_id)]
    rows.sort(
        key=lambda row: (
            _ORDER.index(row["state"]),
            -as_day(row["found_on"]).toordinal(),
            str(row["finding_id"]),
        )
    )
    return [_line(row, names, as_of) for row in rows]


def _subject(kind: str, subject: str, names: Names) -> Text:
    if kind == "theme":
        return cause_name(subject)
    if kind == "issue_type":
        return issue_name(subject)
    return names.dimensions.get(subject, Text(subject, subject))


def _line(row: Record, names: Names, as_of: date) -> FindingLine:
    subject, known = str(row["subject"]), row.get("change") is not None
    usual, before = row.get("rate_usual"), row.get("rate_before")
    return FindingLine(
        key=str(row["finding_id"]),
        kind=KINDS.get(row["kind"], Text(row["kind"], row["kind"])),
        subject=_subject(row["kind"], subject, names),
        of_team=row.get("team_id") is not None,
        state=row["state"],
        age=whole(row["age_days"]) or 0,
        due=dates.day(as_day(row["due_on"]), as_of) if row.get("due_on") else None,
        acted=dates.day(as_day(row["acted_on"]), as_of) if row.get("acted_on") else None,
        action=row.get("action"),
        action_kind=ACTIONS.get(str(row.get("action_kind"))),
        owner=row.get("owner"),
        answers=[(words, row[key]) for key, words in QUESTIONS.items() if row.get(key)],
        effect=EFFECTS.get(str(row.get("effect")), EFFECTS["not_acted"]),
        change=_change(row) if known else None,
        rates=f"{100 * before:.1f} % → {100 * row['rate_after']:.1f} %" if known else None,
        was_high=known and usual is not None and before > usual,
    )


def _change(row: Record) -> str:
    low, middle, high = (
        signed(100 * row[name], 0) for name in ("change_lower", "change", "change_upper")
    )
    return f"{middle} % ({low} … {high})"


def finding_counts(marts: Mapping[str, pd.DataFrame]) -> dict[str, Any] | None:
    """Counts by kind and state, and how many led to an action in time; None without any finding."""
    rows = records(marts, "findings")
    if not rows:
        return None
    cells = {(kind, state): 0 for kind in KINDS for state in STATES}
    for row in rows:
        cells[row["kind"], row["state"]] += 1
    effects = [row.get("effect") for row in rows]
    months = sorted(records(marts, "feedback_actions"), key=lambda row: as_day(row["month"]))
    judged = sum(row["judged"] for row in months)
    acted = sum(row["acted"] for row in months)
    return {
        "states": list(STATES.values()),
        "kinds": [
            (words, [cells[kind, state] for state in STATES])
            for kind, words in KINDS.items()
            if any(cells[kind, state] for state in STATES)
        ],
        "overdue": sum(row["state"] == "overdue" for row in rows),
        "lower": effects.count("lower"),
        "higher": effects.count("higher"),
        "unclear": effects.count("unclear"),
        "judged": judged,
        "acted": acted,
        "share": percent(acted / judged) if judged else None,
        "target": percent(months[0]["target"]) if months else None,
        "days": whole(months[0]["days"]) if months else None,
        "months": [_month(row) for row in months[-12:]],
    }


def _month(row: Record) -> dict[str, Any]:
    known = row.get("share") is not None
    return {
        "month": dates.month(as_day(row["month"])),
        "findings": row["findings"],
        "pending": row["pending"],
        "acted": row["acted"],
        "share": percent(row["share"]) if known else None,
        "interval": f"{percent(row['lower'])} … {percent(row['upper'])}" if known else "",
    }


def chance_words(found: Mapping[str, Any]) -> Text:
    """How many effects could be judged, and what to think of them."""
    judged = found["lower"] + found["higher"] + found["unclear"]
    return both(
        "{j} judged: {l} fell, {h} rose, of {u} it cannot be told",
        "已判断 {j} 项：下降 {l}，上升 {h}，无法判断 {u}",
        j=judged,
        l=found["lower"],
        h=found["higher"],
        u=found["unclear"],
    )
