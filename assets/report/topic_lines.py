"""What the contacts are about and which courses serve it; what stands alone on either side."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from assets.report.charts.share_bar import share_bar
from assets.report.issue_names import issue_name
from assets.report.names import Names
from assets.report.records import Record, records
from assets.report.text import Text, join

STATES = {
    "covered": Text("covered", "已覆盖"),
    "no_dimension": Text("no ability claims it", "未对应任何能力"),
    "no_course": Text("no course teaches it", "没有课程"),
    "no_topic": Text("no kind of contact calls for it", "没有对应的问题类型"),
}


@dataclass(frozen=True, kw_only=True)
class TopicLine:
    """One issue type, ability or course, with its partners."""

    item: str
    name: Text | str
    dimensions: Text | None
    courses: int
    practice: int
    topics: int
    share: float | None
    frequent: bool
    state: str
    bar: Markup | None

    @property
    def state_name(self) -> Text:
        """The state in words."""
        return STATES[self.state]


@dataclass(frozen=True, kw_only=True)
class TopicCoverage:
    """Lines by kind; shares of the contacts of the most frequent issue types, None without any."""

    topics: list[TopicLine]
    dimensions: list[TopicLine]
    courses: list[TopicLine]
    covered: float | None
    practised: float | None

    @property
    def lone_courses(self) -> list[TopicLine]:
        """Courses that no kind of contact calls for, or that name no ability."""
        return [line for line in self.courses if line.state != "covered"]


def topic_coverage(
    marts: Mapping[str, pd.DataFrame], names: Names, titles: Mapping[str, str]
) -> TopicCoverage:
    """Lines of the mart, issue types by how frequent they are."""
    rows = records(marts, "topic_coverage")
    most = max((row["share"] or 0 for row in rows if row["kind"] == "topic"), default=0) or 1
    lines = [_line(row, names, titles, most) for row in rows]
    by_kind = {
        kind: [line for line, row in zip(lines, rows, strict=True) if row["kind"] == kind]
        for kind in ("topic", "dimension", "course")
    }
    topics = sorted(by_kind["topic"], key=lambda line: (-(line.share or 0), line.item))
    order = list(names.dimensions)
    by_kind["dimension"].sort(key=lambda line: order.index(line.item) if line.item in order else 99)
    by_kind["course"].sort(key=lambda line: str(line.name))
    frequent = [line for line in topics if line.frequent]
    total = sum(line.share or 0 for line in frequent)
    covered = sum(line.share or 0 for line in frequent if line.state == "covered")
    practised = sum(line.share or 0 for line in frequent if line.practice)
    return TopicCoverage(
        topics=topics,
        dimensions=by_kind["dimension"],
        courses=by_kind["course"],
        covered=covered / total if total else None,
        practised=practised / total if total else None,
    )


def _line(row: Record, names: Names, titles: Mapping[str, str], most: float) -> TopicLine:
    kind, item = row["kind"], row["item"]
    name: Text | str = titles.get(item, item) if kind == "course" else item
    if kind == "dimension":
        name = names.dimension(item) or item
    if kind == "topic":
        name = issue_name(item)
    keys = (row["dimensions"] or "").split("|") if row["dimensions"] else []
    named = [found for key in keys if (found := names.dimension(key)) is not None]
    share = row["share"]
    return TopicLine(
        item=item,
        name=name,
        dimensions=join(named) if named else None,
        courses=int(row["n_courses"]),
        practice=int(row["n_practice"]),
        topics=int(row["n_topics"]),
        share=share,
        frequent=bool(row["frequent"]),
        state=row["state"],
        bar=share_bar(share, full=most) if kind == "topic" and share is not None else None,
    )
