"""A team's courses sorted by when they matter: overdue, this week, next week, later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assets.report.charts.path_timeline import Booking
from assets.report.dates import week_start
from assets.report.names import STATUS, Names
from assets.report.people import Person
from assets.report.records import Record, whole
from assets.report.text import Text, pair

_WHENS = ("overdue", "this_week", "next_week", "later")


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One course of one agent."""

    agent_id: str
    name: str
    sequence: int
    title: str
    session_id: str | None
    start: date | None
    due: date | None
    minutes: int | None
    mandatory: bool
    status: str
    dimension: Text | None
    uplift: float | None
    reason: Text | None

    @property
    def state(self) -> Text:
        """The status in words."""
        return STATUS.get(self.status, Text(self.status, self.status))


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
    people: Sequence[Person], names: Names, as_of: date
) -> dict[str, list[Assignment]]:
    """The team's lists, each by date and name."""
    lists: dict[str, list[Assignment]] = {key: [] for key in _WHENS}
    for person in people:
        for row in person.items:
            item = _assignment(person, row, names)
            lists[when(item.start, item.due, item.status, as_of)].append(item)
    for items in lists.values():
        items.sort(key=lambda i: (i.start or date.max, i.name, i.agent_id, i.sequence))
    return lists


def _assignment(person: Person, row: Record, names: Names) -> Assignment:
    """A row of `path_assignments` with names instead of keys."""
    return Assignment(
        agent_id=person.agent_id,
        name=person.name,
        sequence=whole(row.get("sequence")) or 0,
        title=row.get("title") or row["course_id"],
        session_id=row.get("session_id"),
        start=row.get("planned_start"),
        due=row.get("due"),
        minutes=whole(row.get("minutes")),
        mandatory=bool(row.get("mandatory")),
        status=row.get("status") or "planned",
        dimension=names.dimension(row.get("dimension")),
        uplift=row.get("expected_uplift"),
        reason=pair(row.get("reason"), row.get("reason_zh")),
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
