"""Quality of courses: the four targets of the documents, as far as exports tell, and the cards.

Accuracy 95 %, usefulness 90 %, appeal 85 %, timeliness 98 %; yellow and red cards (S0-048 to
S0-052, S0-071). What no export tells is said to be not measured, never guessed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from assets.report.numbers import percent, signed
from assets.report.records import Record, grouped, records
from assets.report.suppression import SMALLEST
from assets.report.text import Text, both
from competency.effects import CLEAR, PRIOR

#: The documents' targets, as shares.
TARGETS = {"accuracy": 0.95, "usefulness": 0.90, "appeal": 0.85, "timeliness": 0.98}
#: The documents name no age at which content is stale; they ask for a yearly look (S0-054).
FRESH_DAYS = 365
CARDS = {
    "green": Text("Green", "绿牌"),
    "yellow": Text("Yellow", "黄牌"),
    "red": Text("Red", "红牌"),
}
_OPENED = ("completed", "failed")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured figure; good: None where it can't be told whether it meets the target."""

    words: Text
    good: bool | None


@dataclass(frozen=True, kw_only=True)
class CourseQuality:
    """One course's scorecard; a figure is None where no export tells it.

    card: as the LMS has it; asked: the card its figures speak for, with the reasons.
    """

    course_id: str
    title: str
    active: bool
    usefulness: Figure | None
    timeliness: Figure | None
    card: str | None
    asked: str
    reasons: list[Text]

    @property
    def differs(self) -> bool:
        """The figures speak for a stricter card than the LMS has."""
        order = list(CARDS)
        return order.index(self.asked) > order.index(self.card or "green")


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """All courses, the worst first, and the catalogue as a whole.

    timely: share of active courses that are up to date, None where no course has a date.
    """

    lines: list[CourseQuality]
    timely: float | None
    dated: int
    cards: list[tuple[str, Text, int]]

    @property
    def asking(self) -> list[CourseQuality]:
        """Courses whose figures speak for a stricter card than they have."""
        return [line for line in self.lines if line.differs]


def scorecard(marts: Mapping[str, pd.DataFrame], as_of: date) -> Scorecard:
    """Every course of the catalogue with what its exports tell."""
    effects = grouped(records(marts, "course_effects"), "course_id")
    tested = _tested(marts)
    least, hours = _rules(marts)
    lines, timely = [], []
    for row in records(marts, "courses"):
        usefulness = _usefulness(*tested.get(row["course_id"], (0, 0)))
        timeliness = _timeliness(row, as_of, hours)
        if row.get("active") is not False and timeliness is not None:
            timely.append(bool(timeliness.good))
        asked, reasons = _card(usefulness, timeliness, effects.get(row["course_id"], []), least)
        lines.append(
            CourseQuality(
                course_id=row["course_id"],
                title=row.get("title") or row["course_id"],
                active=row.get("active") is not False,
                usefulness=usefulness,
                timeliness=timeliness,
                card=row["card"] if row.get("card") in CARDS else None,
                asked=asked,
                reasons=reasons,
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
        timely=sum(timely) / len(timely) if timely else None,
        dated=len(timely),
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


def _tested(marts: Mapping[str, pd.DataFrame]) -> dict[str, tuple[int, int]]:
    """People with a result, and those of them who passed in the end, by course."""
    frame = marts.get("enrollments")
    if frame is None or frame.empty:
        return {}
    done = frame[frame["status"].isin(_OPENED) & frame["passed"].notna()]
    passed = done["passed"].astype(bool).groupby([done["course_id"], done["agent_id"]]).max()
    by_course = passed.groupby(level=0).agg(["size", "sum"])
    return {
        str(course): (int(size), int(good))
        for course, size, good in zip(
            by_course.index, by_course["size"], by_course["sum"], strict=True
        )
    }


def _rules(marts: Mapping[str, pd.DataFrame]) -> tuple[float, float]:
    """Least uplift a course is planned for, in points; hours a new product's may take."""
    rows = records(marts, "framework")
    rules = (json.loads(rows[0]["framework_json"]).get("paths") or {}) if rows else {}
    return float(rules.get("minimum_uplift", 0.5)), float(rules.get("new_product_hours", 24.0))


def _usefulness(people: int, passed: int) -> Figure | None:
    """The share that passed the course's own test."""
    share = pass_share(people, passed)
    if share is None:
        return None
    least, most = share
    target = TARGETS["usefulness"]
    shown = percent(least)
    if least < most:
        shown = f"≥ {percent(least)}" if most == 1.0 else f"≤ {percent(most)}"
    return Figure(
        words=both("{p} passed its test", "测试通过 {p}", p=shown),
        good=True if least >= target else False if most < target else None,
    )


def _timeliness(row: Record, as_of: date, hours: float) -> Figure | None:
    """Whether the content is up to date; a new product's by its launch, any other by its age."""
    dates = [day for name in ("published_at", "updated_at") if (day := row.get(name)) is not None]
    if not dates:
        return None
    launched = row.get("launched_at")
    if launched is not None:
        published = row.get("published_at") or min(dates)
        good = published <= launched + timedelta(days=max(1, round(hours / 24)))
        words = Text("out in time for the launch", "上市后及时发布")
        late = Text("out too late for the launch", "上市后发布过晚")
        return Figure(words=words if good else late, good=good)
    days = max(0, (as_of - max(dates)).days)
    return Figure(
        words=both("updated {n} days ago", "{n} 天前更新", n=days), good=days <= FRESH_DAYS
    )


def _card(
    usefulness: Figure | None, timeliness: Figure | None, effects: list[Record], least: float
) -> tuple[str, list[Text]]:
    """The card that the figures speak for: a clear harm or two faults red, one fault yellow."""
    reasons = []
    if usefulness is not None and usefulness.good is False:
        reasons.append(Text("too few pass its test", "测试通过率过低"))
    if timeliness is not None and timeliness.good is False:
        reasons.append(Text("content out of date", "内容未及时更新"))
    sound = [
        row
        for row in effects
        if row.get("listed") and row["method"] != PRIOR and row["check_state"] == CLEAR
        and row["upper"] is not None and (row["n_compared"] or 0) >= SMALLEST
    ]  # fmt: skip
    harms = [row for row in sound if row["upper"] < 0]
    if harms:
        told = both(
            "clearly harms ({u} points)", "明显有害（{u} 分）", u=signed(harms[0]["uplift"])
        )
        return "red", [*reasons, told]
    if sound and all(row["upper"] < least for row in sound):
        reasons.append(
            both("clearly gains less than {m} points", "提升明显不足 {m} 分", m=f"{least:.1f}")
        )
    return ("green", "yellow", "red")[min(len(reasons), 2)], reasons
