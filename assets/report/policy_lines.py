"""Consistency of policies on the complaints page: errors by topic, and how far people differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assets.report.issue_names import issue_name
from assets.report.numbers import percent
from assets.report.records import Record, records
from assets.report.suppression import SMALLEST
from assets.report.text import Text

STATES = {
    "above": Text("above the target", "高于目标"),
    "within": Text("within the target", "达到目标"),
    "unclear": Text("cannot be told yet", "尚难判断"),
    "unjudged": Text("too few reviews", "质检过少"),
}
AGENTS_STATES = {
    "differ": Text("differ", "存在差异"),
    "not_shown": Text("no difference shown", "未显示差异"),
    "unjudged": Text("too few reviews", "质检过少"),
}
_EVERY = Text("all topics", "全部主题")


@dataclass(frozen=True, kw_only=True)
class PolicyLine:
    """One topic; texts are ready to show."""

    topic: Text
    marks: int
    error: str
    interval: str
    people: str
    state: str
    agents_state: str


@dataclass(frozen=True, kw_only=True)
class Policies:
    """All topics of five people or more, the whole first, and what the chart is told."""

    lines: list[PolicyLine]
    whole: PolicyLine
    differing: int
    folded: int
    data: dict[str, Any]


def policies(marts: Mapping[str, pd.DataFrame], target: float | None) -> Policies | None:
    """Errors by topic; None where no topic was reviewed of five people or more."""
    rows = records(marts, "policy_consistency")
    shown = [r for r in rows if r["agents"] >= SMALLEST]
    shown.sort(key=lambda r: (r["topic"] != "*", r["state"] == "unjudged", -r["error_rate"]))
    if not shown or shown[0]["topic"] != "*":
        return None
    drawn = [r for r in shown if r["state"] != "unjudged"]
    return Policies(
        lines=[_line(r) for r in shown],
        whole=_line(shown[0]),
        differing=sum(r["agents_state"] == "differ" for r in shown[1:]),
        folded=len(rows) - len(shown),
        data={
            "target": target,
            "topics": [_name(r) for r in drawn],
            "rows": [
                {"at": at}
                | {key: r[key] for key in ("error_rate", "lower", "upper", "low_error")}
                | {"high_error": r["high_error"], "state": r["state"]}
                for at, r in enumerate(drawn)
            ],
        },
    )


def _name(row: Record) -> Text:
    return _EVERY if row["topic"] == "*" else issue_name(row["topic"])


def _line(row: Record) -> PolicyLine:
    people = "–"
    if row["low_error"] is not None:
        people = f"{percent(row['low_error'])} … {percent(row['high_error'])}"
    return PolicyLine(
        topic=_name(row),
        marks=int(row["marks"]),
        error=percent(row["error_rate"]),
        interval=f"{percent(row['lower'])} … {percent(row['upper'])}",
        people=people,
        state=row["state"],
        agents_state=row["agents_state"],
    )
