"""An agent's growth portfolio: courses done, certificates, milestones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assets.report import certificates, dates, numbers
from assets.report.agent_history import Month
from assets.report.histories import Histories
from assets.report.names import Names
from assets.report.people import Person
from assets.report.records import Record, whole
from assets.report.text import Text, both, count


@dataclass(frozen=True, kw_only=True)
class CourseDone:
    """One completed course; no minutes where the LMS gave none."""

    course_id: str
    title: str
    on: date | None
    minutes: int | None


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate held, or to be renewed; `until` in words."""

    course_id: str
    title: str
    until: Text
    state: str

    @property
    def words(self) -> Text:
        """The state in words."""
        return certificates.STATES[self.state]


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """Something reached; `on` is a day or the first of a month."""

    on: date
    when: Text
    what: Text


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """What somebody has done and reached, newest first; milestones oldest first."""

    courses: list[CourseDone]
    certificates: list[Certificate]
    milestones: list[Milestone]
    minutes: int


def portfolio(
    person: Person, histories: Histories, names: Names, titles: Mapping[str, str], as_of: date
) -> Portfolio:
    """One person's portfolio."""
    done = histories.rows("trainings", person.agent_id)
    spent = {
        (row["course_id"], row.get("completed_at")): row.get("minutes_spent")
        for row in histories.rows("enrollments", person.agent_id)
    }
    courses = [
        CourseDone(
            course_id=row["course_id"],
            title=titles.get(row["course_id"], row["course_id"]),
            on=row.get("completed_on"),
            minutes=whole(spent.get((row["course_id"], row.get("completed_on")))),
        )
        for row in done
    ]
    courses.sort(key=lambda one: (one.on or date.min, one.course_id), reverse=True)
    return Portfolio(
        courses=courses,
        certificates=_certificates(histories.rows("certificates", person.agent_id), titles),
        milestones=_milestones(person, histories, names, as_of),
        minutes=sum(one.minutes or 0 for one in courses),
    )


def _certificates(rows: Sequence[Record], titles: Mapping[str, str]) -> list[Certificate]:
    """Those that end first on top, those without an end last."""
    ordered = sorted(
        rows,
        key=lambda row: (row.get("expires_on") or date.max, row["course_id"]),
    )
    return [
        Certificate(
            course_id=row["course_id"],
            title=titles.get(row["course_id"], row["course_id"]),
            until=certificates.until(row),
            state=row["state"],
        )
        for row in ordered
    ]


def _milestones(person: Person, histories: Histories, names: Names, as_of: date) -> list[Milestone]:
    agent = person.agent_id
    who = histories.row("agents", agent)
    found = []
    hired = who.get("hire_date")
    if hired is not None:
        months = whole(who.get("tenure_months"))
        what = Text("Joined", "入职")
        if months is not None:
            so_far = count(months, "month", "months", "个月")
            what = both("Joined: {n} so far", "入职：至今{n}", n=so_far)
        found.append(_on_day(hired, what))
    found += _of_months(histories.months.get(agent, ()), names)
    for row in histories.rows("product_clearances", agent):
        if row.get("passed_on") is not None:
            found.append(
                _on_day(row["passed_on"], both("Cleared for {p}", "获准接待{p}", p=row["product"]))
            )
    left = who.get("left_on")
    if left is not None and left <= as_of:
        found.append(_on_day(left, Text("Left", "离职")))
    return sorted(found, key=lambda one: one.on)


def _on_day(day: date, what: Text) -> Milestone:
    return Milestone(on=day, when=dates.day(day), what=what)


def _last_day(month: date) -> date:
    """A month is over when its score is known: what happened in it comes before."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)


def _of_months(months: Sequence[Month], names: Names) -> list[Milestone]:
    """First evidence, and each tier the first time it was held."""
    found = []
    first = next((one for one in months if one.score is not None), None)
    if first is not None:
        words = Text("First score", "首次有得分")
        found.append(
            Milestone(on=_last_day(first.period), when=dates.month(first.period), what=words)
        )
    reached: set[int] = set()
    for one in months:
        if one.tier is None or one.tier in reached:
            continue
        put, put_zh = "{n} {t} reached", "达到{n} {t}"
        if not reached:
            put, put_zh = "First month with a tier: {n} {t}", "首次有等级：{n} {t}"
        if not reached or one.tier > max(reached):
            what = both(put, put_zh, n=one.tier, t=names.tier(one.tier))
            found.append(
                Milestone(on=_last_day(one.period), when=dates.month(one.period), what=what)
            )
        reached.add(one.tier)
    return found


def study_time(total: Portfolio) -> Text | None:
    """Minutes of all courses done; None where the LMS gave none."""
    return numbers.minutes(total.minutes) if total.minutes else None
