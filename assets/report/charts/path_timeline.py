"""Chart: an agent's courses along the weeks ahead, one bar a course from start to due date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from assets.report.charts.svg import across, chart, element, words
from assets.report.dates import short_day, week_start
from assets.report.names import STATUS
from assets.report.text import Text, both

LANE = 20
WEEK = timedelta(days=7)
# Further ahead than this the page lists courses but does not draw them.
LONGEST = 12


@dataclass(frozen=True, kw_only=True)
class Booking:
    """One course of a path, as drawn."""

    agent_id: str
    sequence: int
    title: str
    start: date
    due: date
    status: str


@dataclass(frozen=True)
class Weeks:
    """The weeks drawn: the Monday of the first, and how many."""

    first: date
    number: int

    def at(self, value: date) -> float:
        """The position (0–1) of the beginning of a day, held within the chart."""
        share = (value - self.first).days / (7 * self.number)
        return min(max(share, 0.0), 1.0)


def weeks_shown(bookings: Sequence[Booking], as_of: date) -> Weeks:
    """This week and every later one with a course in it.

    >>> weeks_shown([], date(2025, 11, 5))
    Weeks(first=datetime.date(2025, 11, 3), number=4)
    """
    first = week_start(as_of)
    last = max([b.due for b in bookings], default=first)
    number = (week_start(last) - first).days // 7 + 1
    return Weeks(first, min(max(number, 4), LONGEST))


def path_timeline(bookings: Sequence[Booking], weeks: Weeks, as_of: date) -> Markup:
    """The row of one agent."""
    height = LANE * max(len(bookings), 1) + 4
    parts = [
        element("line", x1=across(at), x2=across(at), y1=0, y2=height, class_="week")
        for at in (place / weeks.number for place in range(weeks.number))
    ]
    now = across(weeks.at(as_of))
    parts.append(element("line", x1=now, x2=now, y1=0, y2=height, class_="now"))
    for lane, item in enumerate(bookings):
        parts += _bar(item, weeks, top=2 + lane * LANE)
    title = both("{n} courses", "{n} 门课程", n=len(bookings))
    if len(bookings) == 1:
        title = Text("1 course", "1 门课程")
    return chart(*parts, title=title, desc=_summary(bookings), height=height, class_="timeline")


def _bar(item: Booking, weeks: Weeks, *, top: int) -> list[Markup]:
    """A bar with its place in the path; what lies outside the weeks is held at the edge."""
    left = weeks.at(item.start)
    right = max(weeks.at(item.due + timedelta(days=1)), left)
    wide = max(right - left, 0.07)
    left = min(left, 1 - wide)
    sign = "!" if item.status == "overdue" else ""
    return [
        element(
            "rect",
            x=across(left),
            y=top,
            width=across(wide),
            height=LANE - 4,
            rx=4,
            class_=f"booking {item.status}",
            data_agent=item.agent_id,
            data_sequence=item.sequence,
            data_start=item.start.isoformat(),
            data_due=item.due.isoformat(),
            data_status=item.status,
        ),
        words(
            f"{item.sequence}{sign}",
            x=across(left + wide / 2),
            y=top + 12,
            class_=f"inside on-{item.status}",
        ),
    ]


def _summary(bookings: Sequence[Booking]) -> Text:
    """The bars in words."""
    lines = [
        both(
            "{n}. {title}, {start} to {due}, {status}",
            "{n}. {title}，{start} 至 {due}，{status}",
            n=b.sequence, title=b.title, start=b.start, due=b.due,
            status=STATUS.get(b.status, Text(b.status, b.status)),
        )
        for b in bookings
    ]  # fmt: skip
    return Text("; ".join(t.en for t in lines), "；".join(t.zh for t in lines))


def week_axis(weeks: Weeks) -> Markup:
    """The Mondays above the bars; with many weeks every second one is named."""
    every = 1 if weeks.number <= 6 else 2
    parts = [
        words(short_day(weeks.first + WEEK * place), x=across(place / weeks.number), y=12,
              class_="axis")
        for place in range(0, weeks.number, every)
    ]  # fmt: skip
    title = Text("Weeks, named by their Monday", "各周（以周一日期标示）")
    return chart(*parts, title=title, height=16, class_="timeline")
