"""An agent's learning path: each item with its bar along the weeks, and gaps without an item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from assets.report.assignments import Assignment, bookings, team_assignments
from assets.report.charts.path_timeline import path_timeline, week_axis, weeks_shown
from assets.report.charts.svg import Scale
from assets.report.decisions import Decision, team_decisions
from assets.report.gaps import Gaps, team_gaps
from assets.report.names import Names
from assets.report.people import Person
from assets.report.sessions import Session
from assets.report.text import Text, both


@dataclass(frozen=True, kw_only=True)
class PathLine:
    """One item; no bar where it has no date."""

    item: Assignment
    bar: Markup | None


@dataclass(frozen=True, kw_only=True)
class AgentPath:
    """The path in its order, the axis of its bars, gaps without an item, managers' decisions."""

    lines: list[PathLine]
    weeks: Markup
    minutes: int
    gaps: Gaps
    decisions: list[Decision]

    @property
    def empty(self) -> Text | None:
        """Why nothing is planned; None where something is."""
        if self.lines:
            return None
        if self.gaps.on_leave:
            return Text("On leave: a path is made on return.", "休假中：返岗后制定学习路径。")
        if self.gaps.no_gap:
            return Text(
                "Nothing is planned: no gap to the next tier, and nothing required is due.",
                "暂无安排：与下一等级没有差距，也没有到期的必修课程。",
            )
        return Text("Nothing is planned now.", "目前没有安排课程。")


def agent_path(
    person: Person,
    names: Names,
    as_of: date,
    *,
    titles: Mapping[str, str],
    sessions: Mapping[str, Session],
    scale: Scale,
) -> AgentPath:
    """One person's path.

    Args:
        person: whose.
        names: of the abilities.
        as_of: day of the result.
        titles: titles of courses by id.
        sessions: dated sessions by id.
        scale: of the points on all pages.
    """
    lists = team_assignments([person], names, as_of, sessions=sessions, scale=scale)
    items = sorted(
        (item for some in lists.values() for item in some),
        key=lambda item: (item.sequence or 10**6, item.start or date.max, item.course_id),
    )
    drawn = {bar.sequence: bar for bar in bookings(person)}
    weeks = weeks_shown(list(drawn.values()), as_of)
    decided = team_decisions([person], titles, as_of, "").holding if person.decisions else []
    return AgentPath(
        lines=[
            PathLine(
                item=item,
                bar=path_timeline([drawn[item.sequence]], weeks, as_of)
                if item.sequence in drawn
                else None,
            )
            for item in items
        ],
        weeks=week_axis(weeks),
        minutes=sum(item.minutes or 0 for item in items),
        gaps=team_gaps([person], names, titles, scale),
        decisions=decided,
    )


def next_item(path: AgentPath) -> Text | None:
    """What comes first, in a few words; None where nothing is planned."""
    if not path.lines:
        return None
    item = path.lines[0].item
    more = len(path.lines) - 1
    title = Text(item.title, item.title)
    if not more:
        return title
    return both("{t}, and {n} more", "{t}，另有{n}项", t=title, n=more)


def subjects(lines: Sequence[PathLine]) -> list[tuple[str, Text]]:
    """Items that somebody may write about, by course."""
    return [(line.item.course_id, Text(line.item.title, line.item.title)) for line in lines]
