"""Quality of courses as the marts judge it: four aspects against their targets, and the cards.

Reads `content_scorecard` and `course_cards` (S0-048 to S0-052, S0-071); decides nothing itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from assets.report.course_titles import course_titles
from assets.report.numbers import percent, signed
from assets.report.records import Record, grouped, records
from assets.report.suppression import SMALLEST
from assets.report.text import Text, both

#: The four aspects, in the documents' order.
ASPECTS = {
    "accuracy": Text("Accuracy", "准确性"),
    "usefulness": Text("Usefulness", "实用性"),
    "appeal": Text("Appeal", "趣味性"),
    "timeliness": Text("Timeliness", "更新及时性"),
}
CARDS = {
    "green": Text("Green", "绿牌"),
    "yellow": Text("Yellow", "黄牌"),
    "red": Text("Red", "红牌"),
}
_REASONS = {
    "accuracy": Text("experts find it inaccurate", "专家评定准确性不足"),
    "usefulness": Text("too few pass its test", "测试通过率过低"),
    "appeal": Text("too few like it", "学员评价过低"),
    "timeliness": Text("content out of date", "内容未及时更新"),
    "no_gain": Text("clearly gains less than is asked of a course", "提升明显低于要求"),
}
_SHARES = {
    "usefulness": Text("{p} passed its test", "测试通过 {p}"),
    "appeal": Text("{p} like it", "{p} 的学员喜欢"),
}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured figure; good: None where it can't be told whether it meets the target."""

    words: Text
    good: bool | None


@dataclass(frozen=True, kw_only=True)
class CourseQuality:
    """One course: figures in the order of `ASPECTS`, None where no export tells one.

    card: as the LMS has it; asked: the card its figures speak for, with the reasons.
    """

    course_id: str
    title: str
    active: bool
    figures: list[Figure | None]
    card: str | None
    asked: str
    differs: bool
    reasons: list[Text]


@dataclass(frozen=True, kw_only=True)
class Aspect:
    """One aspect of the whole catalogue: of `measured` active courses, `met` meet the target."""

    key: str
    name: Text
    target: float
    measured: int
    met: int


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """All courses, the worst first, and the catalogue as a whole."""

    lines: list[CourseQuality]
    aspects: list[Aspect]
    cards: list[tuple[str, Text, int]]

    @property
    def asking(self) -> list[CourseQuality]:
        """Courses whose figures speak for a stricter card than they have."""
        return [line for line in self.lines if line.differs]


def scorecard(marts: Mapping[str, pd.DataFrame], as_of: date) -> Scorecard:
    """Every course of the catalogue with what its exports tell."""
    titles = course_titles(marts)
    courses = {row["course_id"]: row for row in records(marts, "courses")}
    told = grouped(records(marts, "content_scorecard"), "course_id")
    lines = []
    for row in records(marts, "course_cards"):
        course_id = row["course_id"]
        own = {one["aspect"]: one for one in told.get(course_id, [])}
        lines.append(
            CourseQuality(
                course_id=course_id,
                title=titles.get(course_id, course_id),
                active=bool(row["active"]),
                figures=[
                    _figure(own.get(aspect), courses.get(course_id, {}), as_of)
                    for aspect in ASPECTS
                ],
                card=row["card"] if row["card"] in CARDS else None,
                asked=row["asked_card"],
                differs=bool(row["is_stricter"]),
                reasons=[
                    both("clearly harms ({u} points)", "明显有害（{u} 分）", u=signed(row["harm"]))
                    if reason == "harm"
                    else _REASONS[reason]
                    for reason in (row["reasons"] or "").split("|")
                    if reason
                ],
            )
        )
    order = list(CARDS)[::-1]
    lines.sort(
        key=lambda one: (
            not one.active,
            not one.differs,
            order.index(one.card or "green"),
            one.title,
        )
    )
    return Scorecard(
        lines=lines,
        aspects=_aspects(lines, told),
        cards=[(k, name, sum(one.card == k for one in lines)) for k, name in CARDS.items()],
    )


def pass_share(people: int, passed: int) -> tuple[float, float] | None:
    """The least and the most that is shown of a pass rate; None below five people.

    Fewer than five who passed or did not pass are a small group: the rate is given as a bound
    that is the same whatever their number.

    >>> pass_share(50, 48), pass_share(50, 40), pass_share(4, 4)
    ((0.92, 1.0), (0.8, 0.8), None)
    """
    if people < SMALLEST:
        return None
    few = SMALLEST - 1
    if people - passed < SMALLEST:
        return max(0.0, (people - few) / people), 1.0
    if passed < SMALLEST:
        return 0.0, few / people
    return passed / people, passed / people


def _aspects(lines: list[CourseQuality], told: Mapping[str, list[Record]]) -> list[Aspect]:
    active = {line.course_id: line.active for line in lines}
    by_aspect = grouped([row for one in active for row in told.get(one, [])], "aspect")
    states = {
        key: [row["state"] for row in rows if active[row["course_id"]]]
        for key, rows in by_aspect.items()
    }
    return [
        Aspect(
            key=key,
            name=name,
            target=by_aspect[key][0]["target"],
            measured=sum(state != "not_measured" for state in states[key]),
            met=states[key].count("met"),
        )
        for key, name in ASPECTS.items()
        if key in by_aspect
    ]


def _figure(row: Record | None, course: Record, as_of: date) -> Figure | None:
    if row is None or row["state"] == "not_measured":
        return None
    good = {"met": True, "missed": False}.get(row["state"])
    if row["aspect"] == "timeliness":
        return Figure(words=_dated(row, course, as_of), good=good)
    if row["aspect"] == "accuracy":
        points = both(
            "{p} of {n} points correct", "{n} 项中 {p} 正确",
            p=percent(row["share"]), n=f"{int(row['n']):,}",
        )  # fmt: skip
        return Figure(words=points, good=good)
    return _counted(row, good)


def _counted(row: Record, good: bool | None) -> Figure | None:
    """The share that passed the course's own test or likes it; few leave only a bound."""
    people = int(row["n"])
    share = pass_share(people, round(row["share"] * people))
    if share is None:
        return None
    least, most = share
    shown = percent(least)
    if least < most:
        shown = f"≥ {percent(least)}" if most == 1.0 else f"≤ {percent(most)}"
        if least < row["target"] <= most and good:
            good = None  # A tick would tell more than the bound.
    words = _SHARES[row["aspect"]]
    return Figure(words=both(words.en, words.zh, p=shown), good=good)


def _dated(row: Record, course: Record, as_of: date) -> Text:
    """Whether the content is up to date; a new product's by its launch, any other by its age."""
    if row["source"] == "launch":
        if row["state"] == "met":
            return Text("out in time for the launch", "上市后及时发布")
        return Text("out too late for the launch", "上市后发布过晚")
    days = [day for name in ("published_at", "updated_at") if (day := course.get(name)) is not None]
    return both(
        "updated {n} days ago", "{n} 天前更新", n=max(0, (as_of - max(days)).days)
    )  # fmt: skip
