"""The course catalogue with each course's true effect, and the sessions of taught courses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from competency.simulation.columns import Floats, Ints, flags, frame_of, ids, moments, whole
from competency.simulation.months import DAY, Calendar
from competency.simulation.settings import DIMENSIONS

FUTURE_WEEKS = 8
"""Sessions are on offer this long after the last month."""


_EXTERNAL = frozenset({"L07", "L13", "L18"})


@dataclass(frozen=True)
class Course:
    """One course; `effect` is what completing it truly adds to an ability, 0 where not named."""

    course_id: str
    title: str
    dimensions: tuple[str, ...]
    minutes: int
    format: str
    bloom: str
    min_tier: int = 1
    prerequisites: tuple[str, ...] = ()
    effect: Mapping[str, float] = field(default_factory=dict)
    valid_days: int | None = None
    every_weeks: int | None = None
    new_hires: bool = False
    card: str = "green"

    @property
    def mandatory(self) -> bool:
        """Whether everyone has to keep it valid."""
        return self.valid_days is not None

    @property
    def provider(self) -> str:
        """Who gives it: own trainers, experts from outside, or a platform."""
        if self.course_id in _EXTERNAL:
            return "外部专家"
        return "在线平台" if self.format == "micro_lesson" else "内部讲师"

    @property
    def elective(self) -> bool:
        """Whether it is taken because of a need: everyone has to take the others at their time."""
        return not self.mandatory and not self.new_hires


# L13, L14 and L16 promise something and do nothing; so do the two mandatory ones. What L00 does
# is in the growth by tenure, since everyone takes it.
COURSES = (
    Course("L00", "Onboarding · 新人入职培训", ("process",), 240, "e_learning", "understand",
           new_hires=True),
    Course("L01", "信息安全年度必修 · Data security", ("process",), 30, "e_learning", "remember",
           valid_days=365),
    Course("L02", "合规与话术红线 · Compliance", ("process",), 40, "e_learning", "understand",
           valid_days=180),
    Course("L03", "流程基础 · Process basics", ("process",), 90, "e_learning", "understand",
           effect={"process": 0.22}),
    Course("L04", "流程微课:退换货 · Returns in 15 minutes", ("process",), 15, "micro_lesson",
           "apply", effect={"process": 0.10}),
    Course("L05", "产品知识地图 · Product knowledge", ("knowledge",), 120, "e_learning",
           "understand", effect={"knowledge": 0.28}),
    Course("L06", "知识库检索技巧 · Searching the knowledge base", ("knowledge",), 20,
           "micro_lesson", "apply", effect={"knowledge": 0.14}),
    Course("L07", "疑难问题诊断 · Diagnosing hard cases", ("resolution",), 180, "workshop",
           "analyse", 2, ("L03", "L05"), {"resolution": 0.30, "knowledge": 0.08}, every_weeks=2),
    Course("L08", "一次解决 · First-contact resolution", ("resolution",), 60, "case_study",
           "apply", 1, ("L03",), {"resolution": 0.20}),
    Course("L09", "跨部门协作 · Working across departments", ("resolution", "process"), 120,
           "workshop", "evaluate", 3, ("L08",), {"resolution": 0.12, "process": 0.10},
           every_weeks=3),
    Course("L10", "情绪安抚 · Calming upset customers", ("mediation", "relationship"), 90,
           "role_play", "apply", 1, (), {"mediation": 0.26, "relationship": 0.10}, every_weeks=1),
    Course("L11", "投诉调解实战 · Mediation in practice", ("mediation",), 240, "simulation",
           "analyse", 2, ("L10",), {"mediation": 0.34}, every_weeks=2),
    Course("L12", "同理心表达 · Empathy in words", ("relationship",), 20, "micro_lesson", "apply",
           effect={"relationship": 0.12}),
    Course("L13", "服务礼仪讲座 · Etiquette lecture", ("relationship",), 60, "lecture",
           "remember", every_weeks=2, card="yellow"),
    Course("L14", "压力与时间管理 · Stress and time", ("resolution", "growth"), 60, "e_learning",
           "understand"),
    Course("L15", "客户关系沙盘 · Customer relationship table-top", ("relationship",), 360,
           "simulation", "create", 3, ("L12",), {"relationship": 0.32, "growth": 0.08},
           every_weeks=4),
    Course("L16", "行业趋势微课 · Industry trends", ("knowledge", "growth"), 15, "micro_lesson",
           "remember", card="red"),
    Course("L17", "自主学习与复盘 · Learning from own cases", ("growth",), 45, "e_learning",
           "evaluate", effect={"growth": 0.25}),
    Course("L18", "带教与团队辅导 · Coaching others", ("growth", "relationship"), 300, "workshop",
           "create", 4, ("L17", "L10"), {"growth": 0.30}, every_weeks=4),
)  # fmt: skip

COURSE_INDEX = {course.course_id: number for number, course in enumerate(COURSES)}


@dataclass(frozen=True)
class Sessions:
    """Sessions by start; seconds since 1970; `free` is counted down as seats go."""

    course: Ints
    starts: Ints
    ends: Ints
    seats: Ints
    free: Ints

    def next_of(self, course: int, after: int) -> int | None:
        """First session of a course that starts after a moment and has a free seat."""
        open_ = (self.course == course) & (self.starts > after) & (self.free > 0)
        found = np.flatnonzero(open_)
        return int(found[0]) if len(found) else None


def effect_matrix() -> Floats:
    """True effects, shape (courses, 6), in ability units.

    >>> float(effect_matrix()[COURSE_INDEX["L13"]].sum())
    0.0
    """
    return np.array([[course.effect.get(name, 0.0) for name in DIMENSIONS] for course in COURSES])


def draw_sessions(rng: np.random.Generator, calendar: Calendar, agents: int) -> Sessions:
    """Sessions of every taught course, from the first month to eight weeks after the last."""
    first, last = int(calendar.first_day[0]), int(calendar.first_day[-1]) + 7 * FUTURE_WEEKS
    course, starts, ends, seats = [], [], [], []
    for number, kind in enumerate(COURSES):
        if kind.every_weeks is None:
            continue
        for day in range(first + int(rng.integers(0, 7)), last, 7 * kind.every_weeks):
            monday = day - (day + 3) % 7
            date = monday + int(rng.integers(0, 5))
            if not first <= date < last:
                continue
            start = date * DAY + (9 * 3600 + 1800 if kind.minutes > 180 else 14 * 3600)
            course.append(number)
            starts.append(start)
            ends.append(start + kind.minutes * 60)
            seats.append(int(rng.integers(6, 13)) * max(1, round(agents / 120)))
    order = np.argsort(np.array(starts), kind="stable")
    size = np.array(seats)[order]
    return Sessions(
        course=np.array(course)[order],
        starts=np.array(starts)[order],
        ends=np.array(ends)[order],
        seats=size,
        free=size.copy(),
    )


def courses_frame(calendar: Calendar) -> pd.DataFrame:
    """lms/courses; published before the first month, some updated during the months."""
    first = int(calendar.first_day[0]) * DAY
    span = calendar.end - first
    count = len(COURSES)
    published = first - np.arange(30, 30 + 20 * count, 20) * DAY + 10 * 3600
    updated = np.where(np.arange(count) % 3 == 0, first + span * np.arange(count) // 24, published)
    valid = np.array([course.valid_days or 0 for course in COURSES])
    return frame_of(
        "lms/courses",
        {
            "course_id": [course.course_id for course in COURSES],
            "title": [course.title for course in COURSES],
            "dimensions": ["|".join(course.dimensions) for course in COURSES],
            "duration_minutes": whole(np.array([course.minutes for course in COURSES])),
            "format": [course.format for course in COURSES],
            "provider": [course.provider for course in COURSES],
            "prerequisites": ["|".join(course.prerequisites) or None for course in COURSES],
            "mandatory": flags(np.array([course.mandatory for course in COURSES])),
            "bloom_level": [course.bloom for course in COURSES],
            "min_tier": whole(np.array([course.min_tier for course in COURSES])),
            "language": ["zh"] * count,
            "valid_days": whole(valid, valid > 0),
            "active": flags(np.ones(count, dtype=bool)),
            "card": [course.card for course in COURSES],
            "mentoring": [None] * count,
            "product": [None] * count,
            "launched_at": moments(np.zeros(count), np.zeros(count, dtype=bool)),
            "published_at": moments(published),
            "updated_at": moments(updated),
        },
    )


def sessions_frame(sessions: Sessions) -> pd.DataFrame:
    """lms/sessions by start; those after the last month are open for planning."""
    return frame_of(
        "lms/sessions",
        {
            "session_id": session_ids(np.arange(len(sessions.course))),
            "course_id": [COURSES[number].course_id for number in sessions.course],
            "starts_at": moments(sessions.starts),
            "ends_at": moments(sessions.ends),
            "seats": whole(sessions.seats),
        },
    )


def session_ids(numbers: Ints) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Names of sessions."""
    return ids("SE", numbers, 4)
