"""Gaps and required courses of a team's people that have no item on a path, and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assets.report.charts.gap_bar import gap_bar
from assets.report.charts.svg import Scale
from assets.report.names import Names
from assets.report.people import Person
from assets.report.records import Record
from assets.report.text import Text, pair

CODES = {
    "not_worth": Text("Other courses do more", "其他课程收益更高"),
    "no_cover": Text("Team can't spare anyone", "团队人手不足"),
    "no_mentor": Text("No mentor with time", "导师无时间"),
    "no_time": Text("No room in the study time", "学习时间安排不下"),
    "full_path": Text("The path is full", "学习路径课程数已满"),
    "full_week": Text("No week has room", "没有可容纳的周次"),
    "clash": Text("Clashes with another session", "与其他场次时间冲突"),
    "mix": Text("Training mix used up", "培训方式配比已满"),
    "no_seat": Text("No free seat", "没有名额"),
    "prerequisite": Text("Prerequisite missing", "先修课程未完成"),
    "human_decision": Text("A person has to decide", "需人工决定"),
    "excluded": Text("Ruled out by a manager", "经理决定不安排"),
    "postponed": Text("Postponed by a manager", "经理已推迟"),
    "wave": Text("Waits for its wave", "等待培训批次"),
    "red_card": Text("Red card", "红牌停用"),
    "no_course": Text("No course for it", "没有相应课程"),
}
# The section on missing evidence has these already.
THIN = "thin_evidence"
_UNSERVED = "no_course"
_QUIET = (THIN, "on_leave", "no_gap")


@dataclass(frozen=True, kw_only=True)
class GapLine:
    """One gap or required course without an item; `about` is None for all abilities."""

    person: Person
    about: Text | None
    required: bool
    gap: float | None
    bar: Markup | None
    code: Text
    reason: Text | None


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """A team's gaps: what stands in the way of a course, how often, and who has no gap.

    `unserved` are gaps that no course open to the person helps: nothing a manager could clear.
    """

    lines: list[GapLine]
    unserved: list[GapLine]
    tally: list[tuple[Text, int]]
    on_leave: list[Person]
    no_gap: list[Person]


def team_gaps(
    people: Sequence[Person], names: Names, titles: Mapping[str, str], scale: Scale
) -> Gaps:
    """The team's gaps, required courses first, then the widest.

    Args:
        people: the team.
        names: of the abilities.
        titles: titles of courses by id.
        scale: of the points on the page.
    """
    rows = [
        (person, row) for person in people for row in person.gaps if row.get("code") not in _QUIET
    ]
    served, unserved = (
        [
            _line(person, row, names, titles, scale)
            for person, row in rows
            if (row.get("code") == _UNSERVED and row.get("course_id") is None) is wanted
        ]
        for wanted in (False, True)
    )
    for lines in (served, unserved):
        lines.sort(key=lambda one: (not one.required, -(one.gap or 0.0), one.person.name))
    numbers = Counter(str(row.get("code")) for _, row in rows)
    return Gaps(
        lines=served,
        unserved=unserved,
        tally=[(_code(code), number) for code, number in numbers.most_common()],
        on_leave=_people_with("on_leave", people),
        no_gap=_people_with("no_gap", people),
    )


def _line(
    person: Person, row: Record, names: Names, titles: Mapping[str, str], scale: Scale
) -> GapLine:
    """A row of `path_gaps` with names and its picture."""
    course, gap = row.get("course_id"), row.get("gap")
    about = names.dimension(row.get("dimension"))
    if course is not None:
        title = titles.get(course, course)
        about = Text(title, title)
    return GapLine(
        person=person,
        about=about,
        required=course is not None,
        gap=gap,
        bar=gap_bar(gap, scale) if gap else None,
        code=_code(str(row.get("code"))),
        reason=pair(row.get("reason"), row.get("reason_zh")),
    )


def _people_with(code: str, people: Sequence[Person]) -> list[Person]:
    """Those of whom only this is said."""
    return [person for person in people if any(row.get("code") == code for row in person.gaps)]


def _code(code: str) -> Text:
    """A reason in a few words, or its key."""
    return CODES.get(code, Text(code, code))
