"""A team's courses sorted by when they matter: overdue, this week, next week, later."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assets.report.charts.path_timeline import Booking
from assets.report.charts.svg import Scale
from assets.report.dates import week_start
from assets.report.grounds import Grounds, read_grounds
from assets.report.names import STATUS, Names
from assets.report.people import Person
from assets.report.records import Record, whole
from assets.report.sessions import Session
from assets.report.text import Text, pair

_WHENS = ("overdue", "this_week", "next_week", "later")


@dataclass(frozen=True, kw_only=True)
class Late:
    """The due day that passed, and the days since."""

    due: date
    days: int


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One course of one agent; `start` and `due` are those planned now, `late` is what passed."""

    agent_id: str
    name: str
    sequence: int
    course_id: str
    title: str
    session: Session | None
    start: date | None
    due: date | None
    late: Late | None
    minutes: int | None
    mandatory: bool
    status: str
    dimension: Text | None
    reason: Text | None
    grounds: Grounds | None

    @property
    def state(self) -> Text:
        """The status in words."""
        return STATUS.get(self.status, Text(self.status, self.status))

    @property
    def moved(self) -> bool:
        """Whether it has new dates that have not passed."""
        if self.late is None or self.due is None:
            return False
        return self.due >= self.late.due + timedelta(days=self.late.days)


def when(start: date | None, due: date | None, status: str, as_of: date) -> str:
    """Which list a course belongs on; a course running since earlier belongs to this week.

    >>> when(date(2025, 11, 10), date(2025, 11, 20), "planned", date(2025, 11, 5))
    'next_week'
    """
    if status == "overdue" or (due is not None and due < as_of):
        return "overdue"
    monday = week_start(as_of)
    begins = start or due or date.max
    if begins < monday + timedelta(days=7):
        return "this_week"
    return "next_week" if begins < monday + timedelta(days=14) else "later"


def team_assignments(
    people: Sequence[Person],
    names: Names,
    as_of: date,
    *,
    sessions: Mapping[str, Session],
    scale: Scale,
) -> dict[str, list[Assignment]]:
    """The team's lists, each by date and name; of the overdue, the oldest first.

    Args:
        people: the team.
        names: of the abilities.
        as_of: day of the result.
        sessions: dated sessions by id.
        scale: of the points on the page.
    """
    lists: dict[str, list[Assignment]] = {key: [] for key in _WHENS}
    for person in people:
        late = _late(person)
        for row in person.items:
            passed = late.pop(row["course_id"], None)
            item = _assignment(person, row, names, passed, as_of, sessions, scale)
            key = "overdue" if passed else when(item.start, item.due, item.status, as_of)
            lists[key].append(item)
        lists["overdue"] += _only_sent(person, late, sessions)
    for items in lists.values():
        items.sort(key=lambda i: (i.start or date.max, i.name, i.agent_id, i.sequence))
    lists["overdue"].sort(key=lambda i: -(i.late.days if i.late else 0))
    return lists


def _late(person: Person) -> dict[str, Record]:
    """What was sent to a person and is overdue, by course."""
    return {row["course_id"]: row for row in person.deliveries if row.get("overdue")}


def _assignment(
    person: Person,
    row: Record,
    names: Names,
    passed: Record | None,
    as_of: date,
    sessions: Mapping[str, Session],
    scale: Scale,
) -> Assignment:
    """A row of `path_assignments` with names instead of keys."""
    due = row.get("due")
    late = None
    if passed and passed.get("due"):
        late = Late(due=passed["due"], days=whole(passed.get("days_overdue")) or 1)
    elif due is not None and due < as_of:
        late = Late(due=due, days=(as_of - due).days)
    dimension = names.dimension(row.get("dimension"))
    return Assignment(
        agent_id=person.agent_id,
        name=person.name,
        sequence=whole(row.get("sequence")) or 0,
        course_id=row["course_id"],
        title=row.get("title") or row["course_id"],
        session=sessions.get(row.get("session_id") or ""),
        start=row.get("planned_start"),
        due=due,
        late=late,
        minutes=whole(row.get("minutes")),
        mandatory=bool(row.get("mandatory")),
        status=row.get("status") or "planned",
        dimension=dimension,
        reason=pair(row.get("reason"), row.get("reason_zh")),
        grounds=read_grounds(row, dimension, scale),
    )


def _only_sent(
    person: Person, late: Mapping[str, Record], sessions: Mapping[str, Session]
) -> Iterator[Assignment]:
    """What is overdue and not on the path any more."""
    for course, row in late.items():
        if row.get("due") is None:
            continue
        yield Assignment(
            agent_id=person.agent_id,
            name=person.name,
            sequence=0,
            course_id=course,
            title=row.get("title") or course,
            session=sessions.get(row.get("session_id") or ""),
            start=row.get("planned_start"),
            due=row["due"],
            late=Late(due=row["due"], days=whole(row.get("days_overdue")) or 1),
            minutes=None,
            mandatory=False,
            status="overdue",
            dimension=None,
            reason=Text("Sent and never finished.", "已下发，尚未完成。"),
            grounds=None,
        )


def bookings(person: Person) -> list[Booking]:
    """An agent's courses as drawn on the timeline; one without any date is not drawn."""
    return [
        Booking(
            agent_id=person.agent_id,
            sequence=whole(row.get("sequence")) or 0,
            title=row.get("title") or row["course_id"],
            start=row.get("planned_start") or row["due"],
            due=row.get("due") or row["planned_start"],
            status=row.get("status") or "planned",
        )
        for row in person.items
        if row.get("planned_start") or row.get("due")
    ]
