"""Figures of learning for everybody: months, mix of kinds, who was trained, who tries again.

Counts of people and rates of fewer than five are hidden; rates near their ends are bounds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from markupsafe import Markup

from assets.report.charts.share_bar import share_bar
from assets.report.course_quality import pass_share
from assets.report.numbers import percent
from assets.report.people import Person
from assets.report.records import Record, grouped, records
from assets.report.suppression import SMALLEST, Key, Sum, suppress
from assets.report.text import Text

MONTHS = 12
GROUPS = {
    "new": Text("New hires", "新人"),
    "in_service": Text("In service", "在职员工"),
    "backbone": Text("Backbone", "骨干"),
}
KINDS = {
    "theory": Text("Theory", "理论"),
    "simulation": Text("Simulation", "模拟演练"),
    "shadowing": Text("Shadowing", "跟岗"),
    "case_study": Text("Case studies", "案例研讨"),
    "role_play": Text("Role play", "角色扮演"),
    "micro_lesson": Text("Micro-lessons", "线上微课"),
    "other": Text("Other formats", "其他形式"),
}
MIX_STATES = {
    "within": Text("as asked", "符合目标"),
    "over": Text("more than asked", "高于目标"),
    "under": Text("less than asked", "低于目标"),
    "no_target": Text("no target", "无目标"),
    "no_minutes": Text("nothing done", "未开展"),
}
SECURITY = {
    "valid": Text("holds", "有效"),
    "expired": Text("run out", "已过期"),
    "never": Text("never taken", "从未参加"),
}
QUEUE = {
    "retrain": Text("to be trained again", "待补训"),
    "overdue": Text("overdue", "补训逾期"),
    "decide": Text("a person decides", "由管理者决定"),
}


@dataclass(frozen=True, kw_only=True)
class MonthLine:
    """One month of enrolling; rates as text, None where too few people are behind them."""

    period: date
    enrolled: int
    completed: str | None
    passed: str | None
    running: bool


@dataclass(frozen=True, kw_only=True)
class MixLine:
    """One kind of training of a staff group."""

    kind: Text
    share: float | None
    target: float | None
    state: str
    bar: Markup | None

    @property
    def state_name(self) -> Text:
        """The state in words."""
        return MIX_STATES[self.state]


@dataclass(frozen=True, kw_only=True)
class Learning:
    """All figures; a count is None where it is hidden.

    trained: share of active people with a course in the window, as text; None where unknown.
    security: people by how their data security training stands, empty where no course is one.
    """

    months: list[MonthLine]
    mix: list[tuple[Text, list[MixLine]]]
    trained: str | None
    security: list[tuple[Text, int | None]]
    queue: list[tuple[Text, int | None]]


def learning_figures(marts: Mapping[str, pd.DataFrame], people: Sequence[Person]) -> Learning:
    """The figures of everybody in `people`, those who have not left."""
    known = {person.agent_id for person in people}
    covered = [row for row in records(marts, "training_coverage") if row["agent_id"] in known]
    told = [row for row in covered if row["is_trained"] is not None]
    trained = _rate(len(told), sum(bool(row["is_trained"]) for row in told))
    secured = dict.fromkeys(SECURITY, 0)
    for row in covered:
        if row["security_state"] in secured:
            secured[row["security_state"]] += 1
    waiting = grouped(
        [row for row in records(marts, "retrain_queue") if row["agent_id"] in known], "state"
    )
    queue = {key: len({row["agent_id"] for row in waiting[key]}) for key in QUEUE}
    return Learning(
        months=_months(marts),
        mix=_mix(marts),
        trained=trained,
        security=_hidden(secured, SECURITY) if any(secured.values()) else [],
        queue=_hidden(queue, QUEUE) if "retrain_queue" in marts else [],
    )


def _hidden(counts: Mapping[str, int], words: Mapping[str, Text]) -> list[tuple[Text, int | None]]:
    """Counts with small ones hidden; the whole counts as known, since head counts are."""
    numbers: dict[Key, int] = dict(counts)
    shown = suppress({**numbers, "all": sum(counts.values())}, [Sum("all", tuple(numbers))])
    return [(name, shown.get(key)) for key, name in words.items()]


def _rate(people: int, good: int) -> str | None:
    """A share as it may be shown.

    >>> _rate(50, 50), _rate(50, 20), _rate(3, 3)
    ('≥ 92 %', '40 %', None)
    """
    found = pass_share(people, good)
    if found is None:
        return None
    least, most = found
    if least == most:
        return percent(least)
    return f"≥ {percent(least)}" if most == 1.0 else f"≤ {percent(most)}"


def _months(marts: Mapping[str, pd.DataFrame]) -> list[MonthLine]:
    """The newest months, the newest first; those of fewer than five people are left out."""
    rows = sorted(records(marts, "learning_months"), key=lambda row: row["period"], reverse=True)
    return [
        MonthLine(
            period=row["period"],
            enrolled=int(row["n_enrolled"]),
            completed=_rate(int(row["n_enrolled"]), int(row["n_completed"])),
            passed=_rate(int(row["n_tested"]), int(row["n_passed"])),
            running=bool(row["is_running"]),
        )
        for row in rows[:MONTHS]
        if row["n_people"] >= SMALLEST
    ]


def _mix(marts: Mapping[str, pd.DataFrame]) -> list[tuple[Text, list[MixLine]]]:
    """Kinds of each staff group that has five people or more and a mix to keep."""
    rows = [row for row in records(marts, "learning_mix") if (row["n_people"] or 0) >= SMALLEST]
    groups = grouped(rows, "seniority")
    return [
        (name, [_mix_line(row) for row in groups[key]])
        for key, name in GROUPS.items()
        if groups[key]
    ]


def _mix_line(row: Record) -> MixLine:
    share, target = row["share"], row["target"]
    return MixLine(
        kind=KINDS.get(row["kind"], Text(row["kind"], row["kind"])),
        share=share,
        target=target,
        state=row["state"],
        bar=None if share is None else share_bar(share, target),
    )
