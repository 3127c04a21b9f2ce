"""A team's new hires: whether cleared for duty, the first weeks' milestones, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from assets.report.framework_words import milestone_names
from assets.report.people import Person
from assets.report.records import Record, records, whole
from assets.report.text import Text, both, pair

WEEKS = (1, 2, 3)
_UNSEEN = Text("not in the data", "数据中没有")
_PARTS = {
    "passed": Text("passed", "通过"),
    "failed": Text("not passed", "未通过"),
    "open": Text("not tried", "未参加"),
}
_MILESTONES = {
    "done": Text("done", "完成"),
    "late": Text("late", "逾期"),
    "open": Text("not due yet", "未到期"),
}


@dataclass(frozen=True, kw_only=True)
class State:
    """A state in words; `key` is None where the exports cannot show it."""

    key: str | None
    words: Text
    attempts: int | None = None

    @property
    def good(self) -> bool:
        """Nothing is left to do."""
        return self.key in ("passed", "done")

    @property
    def bad(self) -> bool:
        """Something went wrong or is late."""
        return self.key in ("failed", "late")


@dataclass(frozen=True, kw_only=True)
class NewHireLine:
    """One new hire."""

    person: Person
    days: int
    cleared: bool | None
    written: State
    simulation: State
    weeks: list[State]
    next_step: Text | None


@dataclass(frozen=True, kw_only=True)
class NewHires:
    """The team's new hires, and the weeks with the names of their milestones."""

    lines: list[NewHireLine]
    weeks: list[Text]


def new_hires(marts: Mapping[str, pd.DataFrame], people: Sequence[Person]) -> NewHires:
    """New hires among `people`: those not cleared for duty first, then the newest."""
    rows = {r["agent_id"]: r for r in records(marts, "new_hires")}
    lines = [_line(p, rows[p.agent_id]) for p in people if p.agent_id in rows]
    lines.sort(key=lambda x: (x.cleared is True, x.days, x.person.name))
    named = milestone_names(marts)
    weeks = []
    for week in WEEKS:
        plain = both("Week {n}", "第{n}周", n=week)
        name = named.get(week)
        weeks.append(both("{w}: {n}", "{w}：{n}", w=plain, n=name) if name else plain)
    return NewHires(lines=lines, weeks=weeks)


def _line(person: Person, row: Record) -> NewHireLine:
    return NewHireLine(
        person=person,
        days=whole(row.get("days_since_hire")) or 0,
        cleared=row.get("on_duty"),
        written=_part(row, "written"),
        simulation=_part(row, "simulation"),
        weeks=[_state(row.get(f"week_{week}_state"), _MILESTONES) for week in WEEKS],
        next_step=pair(row.get("next_step"), row.get("next_step_zh")),
    )


def _part(row: Record, part: str) -> State:
    state = _state(row.get(f"{part}_state"), _PARTS)
    attempts = whole(row.get(f"{part}_attempts")) or 0
    # One attempt is the usual thing; more are worth saying.
    return State(key=state.key, words=state.words, attempts=attempts if attempts > 1 else None)


def _state(key: str | None, words: Mapping[str, Text]) -> State:
    return State(key=key, words=_UNSEEN if key is None else words.get(key, Text(key, key)))
