"""What became of the courses that were sent, and for how long the overdue ones have been so."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assets.report.charts.count_strip import Part, count_strip
from assets.report.charts.svg import key
from assets.report.people import Person
from assets.report.records import whole
from assets.report.text import Text, both

# An open course past its due day counts as overdue, not as what the LMS says of it.
STATES = {
    "sent": Text("Sent, not enrolled yet", "已下发，尚未报名"),
    "enrolled": Text("Enrolled, not begun", "已报名，尚未开始"),
    "started": Text("Begun", "已开始"),
    "finished": Text("Finished", "已完成"),
    "overdue": Text("Overdue", "已逾期"),
    "failed": Text("Not passed", "未通过"),
    "dropped": Text("Given up", "中途退出"),
    "withdrawn": Text("Withdrawn", "已撤回"),
}
AGES = {
    "overdue_7_days": Text("1–7 days", "1–7 天"),
    "overdue_14_days": Text("8–14 days", "8–14 天"),
    "overdue_30_days": Text("15–30 days", "15–30 天"),
    "overdue_longer": Text("over 30 days", "30 天以上"),
}
_LAST_DAYS = {"overdue_7_days": 7, "overdue_14_days": 14, "overdue_30_days": 30}


@dataclass(frozen=True, kw_only=True)
class Deliveries:
    """Courses sent to some people by what became of them, and the overdue ones by age."""

    states: list[Part]
    ages: list[Part]
    states_bar: Markup
    ages_bar: Markup
    elsewhere: int
    oldest: int | None

    @property
    def sent(self) -> int:
        """All courses sent."""
        return sum(part.number for part in self.states)

    @property
    def overdue(self) -> int:
        """Those past their due day."""
        return sum(part.number for part in self.ages)


def age_of(days: int) -> str:
    """The age group of something overdue for so many days.

    >>> age_of(7), age_of(8), age_of(31)
    ('overdue_7_days', 'overdue_14_days', 'overdue_longer')
    """
    return next((age for age, last in _LAST_DAYS.items() if days <= last), "overdue_longer")


def team_deliveries(people: Sequence[Person], team: str) -> Deliveries:
    """A team's courses from the ledger."""
    rows = [row for person in people for row in person.deliveries]
    late = [row for row in rows if row.get("overdue")]
    states = Counter("overdue" if row.get("overdue") else row["state"] for row in rows)
    ages = Counter(age_of(whole(row.get("days_overdue")) or 1) for row in late)
    elsewhere = sum(row.get("origin") == "lms" for row in rows)
    days = [whole(row["age_days"]) or 0 for row in rows if row["state"] in ("sent", "enrolled")]
    return _drawn(states, ages, team, elsewhere=elsewhere, oldest=max(days, default=None))


def _drawn(
    states: Mapping[str, int], ages: Mapping[str, int], team: str, *,
    elsewhere: int, oldest: int | None,
) -> Deliveries:  # fmt: skip
    """The counts with their pictures."""
    by_state = _parts(STATES, states)
    by_age = _parts(AGES, ages)
    return Deliveries(
        states=by_state,
        ages=by_age,
        states_bar=count_strip(by_state, data={"data_of": team, "data_strip": "states"}),
        ages_bar=count_strip(by_age, data={"data_of": team, "data_strip": "ages"}),
        elsewhere=elsewhere,
        oldest=oldest,
    )


def _parts(names: Mapping[str, Text], numbers: Mapping[str, int]) -> list[Part]:
    """Kinds in the order of their names."""
    return [Part(key=k, name=name, number=numbers.get(k, 0)) for k, name in names.items()]


def legend(parts: Sequence[Part], *, counted: bool = True) -> Markup:
    """The tints with their names; with the numbers, and only of what there is, where counted."""
    shown = [part for part in parts if part.number or not counted]
    return Markup("").join(
        key(
            f"p-{part.key}",
            both("{name}: {n}", "{name}：{n}", name=part.name, n=part.number)
            if counted
            else part.name,
        )
        for part in shown
    )
