"""Who may take contacts about a new product: those who passed its test."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from markupsafe import Markup

from assets.report.charts.count_strip import Part, count_strip
from assets.report.people import Person
from assets.report.records import Record, grouped, records, whole
from assets.report.suppression import Key, Sum, suppress
from assets.report.text import Text

STATES = {
    "cleared": Text("Cleared", "获准接待"),
    "open": Text("To be taken", "待学习"),
    "failed": Text("Not passed", "未通过"),
    "overdue": Text("Overdue", "已逾期"),
}


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One person who is not cleared yet."""

    person: Person
    state: str
    due: date | None
    attempts: int

    @property
    def state_name(self) -> Text:
        """The state in words."""
        return STATES.get(self.state, Text(self.state, self.state))


@dataclass(frozen=True, kw_only=True)
class ClearanceCounts:
    """How many people stand where with one new product; None for a group below five."""

    product: str
    launched: date | None
    in_time: bool | None
    states: list[tuple[Text, int | None]]


@dataclass(frozen=True, kw_only=True)
class Clearances:
    """One new product: how many people stand where, and on a team's page who is not cleared."""

    product: str
    launched: date | None
    in_time: bool | None
    parts: list[Part]
    bar: Markup
    waiting: list[Waiting]


def clearances(
    marts: Mapping[str, pd.DataFrame], people: Sequence[Person], *, named: bool
) -> list[Clearances]:
    """The new products, the newest first.

    Args:
        marts: frames by mart name.
        people: whom it is about.
        named: whether those not cleared are listed.
    """
    known = {person.agent_id: person for person in people}
    rows = [row for row in records(marts, "product_clearances") if row["agent_id"] in known]
    found = [
        _product(product, of_product, known if named else {})
        for product, of_product in grouped(rows, "product").items()
    ]
    return sorted(found, key=lambda one: (one.launched or date.min, one.product), reverse=True)


def clearance_counts(
    marts: Mapping[str, pd.DataFrame], people: Sequence[Person]
) -> list[ClearanceCounts]:
    """The new products, the newest first, without names; small groups hidden with a complement."""
    lines = []
    for one in clearances(marts, people, named=False):
        numbers: dict[Key, int] = {part.key: part.number for part in one.parts}
        # Who is asked to know a product is no secret: the total counts as known.
        everyone = Sum("all", tuple(numbers))
        shown = suppress({**numbers, "all": sum(numbers.values())}, [everyone])
        lines.append(
            ClearanceCounts(
                product=one.product,
                launched=one.launched,
                in_time=one.in_time,
                states=[(part.name, shown.get(part.key)) for part in one.parts],
            )
        )
    return lines


def _product(product: str, rows: Sequence[Record], known: Mapping[str, Person]) -> Clearances:
    """The rows of one product."""
    numbers = Counter(row["state"] for row in rows)
    parts = [Part(key=k, name=name, number=numbers[k]) for k, name in STATES.items()]
    late = [row.get("is_content_in_time") for row in rows]
    waiting = [
        Waiting(
            person=known[row["agent_id"]],
            state=row["state"],
            due=row.get("due"),
            attempts=whole(row.get("failed_attempts")) or 0,
        )
        for row in rows
        if row["state"] != "cleared" and row["agent_id"] in known
    ]
    order = list(STATES)[::-1]
    waiting.sort(key=lambda one: (order.index(one.state), one.person.name))
    return Clearances(
        product=product,
        launched=max((row["launched_at"] for row in rows if row.get("launched_at")), default=None),
        in_time=None if None in late else all(late),
        parts=parts,
        bar=count_strip(parts, data={"data_product": product}),
        waiting=waiting,
    )
