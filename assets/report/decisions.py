"""Managers' decisions on paths of a team: what was decided, what became of it, what it costs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from assets.report.charts.count_strip import Part, count_strip
from assets.report.dates import day
from assets.report.people import Person
from assets.report.records import Record
from assets.report.text import Text, both, pair

STATES = {
    "applied": Text("Followed", "已执行"),
    "not_possible": Text("Not possible", "无法执行"),
    "superseded": Text("Replaced by a later one", "已被后续决定取代"),
    "expired": Text("No longer holds", "已过有效期"),
}
_HOLDING = ("applied", "not_possible")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision; `points` is what the person's path loses to all decisions that hold."""

    person: Person
    what: Text
    until: date | None
    decided_by: str
    decided_at: date | None
    why: str
    state: str
    note: Text | None
    points: float | None
    costly: bool

    @property
    def state_name(self) -> Text:
        """What became of it, in a word."""
        return STATES.get(self.state, Text(self.state, self.state))


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """A team's decisions: those that hold, those that are over, and both in one picture."""

    holding: list[Decision]
    over: list[Decision]
    parts: list[Part]
    bar: Markup

    @property
    def costly(self) -> int:
        """Decisions that cost much."""
        return sum(one.costly for one in self.holding)


def team_decisions(
    people: Sequence[Person], titles: Mapping[str, str], as_of: date, team: str
) -> Decisions:
    """The team's decisions, the costly and the impossible first, then the newest.

    Args:
        people: the team.
        titles: titles of courses by id.
        as_of: day of the result, by which dates leave out their year.
        team: id of the team.
    """
    found = [_decision(person, row, titles, as_of) for person in people for row in person.decisions]
    found.sort(key=lambda one: one.decided_at or date.min, reverse=True)
    found.sort(key=lambda one: (not one.costly, one.state != "not_possible"))
    numbers = Counter(one.state for one in found)
    parts = [Part(key=k, name=name, number=numbers[k]) for k, name in STATES.items()]
    return Decisions(
        holding=[one for one in found if one.state in _HOLDING],
        over=[one for one in found if one.state not in _HOLDING],
        parts=parts,
        bar=count_strip(parts, data={"data_of": team, "data_strip": "decisions"}),
    )


def _decision(person: Person, row: Record, titles: Mapping[str, str], as_of: date) -> Decision:
    """A row of `path_overrides` in words."""
    return Decision(
        person=person,
        what=_what(row, titles, as_of),
        until=row.get("valid_until"),
        decided_by=row.get("decided_by") or "",
        decided_at=row.get("decided_at"),
        why=row.get("reason") or "",
        state=row.get("state") or "",
        note=pair(row.get("note"), row.get("note_zh")),
        points=row.get("cost"),
        costly=bool(row.get("costly")),
    )


def _what(row: Record, titles: Mapping[str, str], as_of: date) -> Text:
    """The decision as a sentence."""
    course = titles.get(row["course_id"], row["course_id"])
    match row.get("action"):
        case "pin":
            return both("{c} for certain", "必须安排 {c}", c=course)
        case "exclude":
            return both("No {c}", "不安排 {c}", c=course)
        case "replace":
            other = row.get("replacement_id") or "?"
            return both(
                "{o} instead of {c}", "以 {o} 代替 {c}", c=course, o=titles.get(other, other)
            )
        case "postpone":
            return both(
                "{c} not before {d}", "{c} 不早于{d}", c=course, d=day(row.get("not_before"), as_of)
            )
    return Text(course, course)
