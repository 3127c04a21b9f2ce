"""The course catalogue: courses as the planner sees them, in an order that prerequisites allow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter

import numpy as np
import pandas as pd

from competency.columns import flags, moments, numbers, require, texts
from competency.config_types import Text
from competency.criteria import dimension_of
from competency.framework import Framework


@dataclass(frozen=True)
class Course:
    """One course; `minutes` above 0, `min_tier` from 1, `valid_days` None for ever.

    `mentoring` is whose time it takes (business, service); `launched` when the product it is for
    is on sale, in the centre's time.
    """

    course_id: str
    title: str
    dimensions: tuple[str, ...]
    minutes: int
    prerequisites: tuple[str, ...]
    mandatory: bool
    min_tier: int
    language: str | None
    valid_days: float | None
    active: bool
    format: str | None = None
    red_card: bool = False
    mentoring: str | None = None
    product: str | None = None
    launched: dt.datetime | None = None


@dataclass(frozen=True)
class Catalogue:
    """Courses by id, prerequisites before what needs them, and what is wrong with the rest."""

    courses: dict[str, Course]
    problems: tuple[Text, ...]
    left_out: frozenset[str] = frozenset()


def read_catalogue(framework: Framework, courses: pd.DataFrame) -> Catalogue:
    """Read the table lms/courses.

    Courses in a circle of prerequisites, and those that need one of them, can never be started:
    they are left out and named in `problems`.

    Args:
        framework: resolved framework; gives the default length and the names of dimensions.
        courses: columns of the contract; only course_id must be there.
    """
    require(courses, "courses", ("course_id",))
    found = {course.course_id: course for course in _courses(framework, courses)}
    problems: list[Text] = []
    left_out: set[str] = set()
    while True:
        graph = {
            key: sorted(set(found[key].prerequisites) & found.keys() - left_out)
            for key in sorted(found.keys() - left_out)
        }
        try:
            order = list(TopologicalSorter(graph).static_order())
            break
        except CycleError as error:
            circle = [str(key) for key in error.args[1]]
            told = " -> ".join(reversed(circle))
            problems.append(
                Text(
                    en=f"Left out: prerequisites go in a circle: {told}.",
                    zh=f"未纳入：先修课程循环依赖：{told}。",
                )
            )
            left_out |= set(circle)
    for key in order:
        barred = sorted(set(found[key].prerequisites) & left_out)
        if barred:
            left_out.add(key)
            problems.append(
                Text(
                    en=f"Left out: course {key} needs {barred[0]}, which is left out.",
                    zh=f"未纳入：课程{key}需先修{barred[0]}，而后者未纳入。",
                )
            )
        unknown = sorted(set(found[key].prerequisites) - found.keys())
        if unknown:
            problems.append(
                Text(
                    en=f"Course {key} needs {unknown[0]}, which is not in the catalogue.",
                    zh=f"课程{key}需先修{unknown[0]}，目录中没有后者。",
                )
            )
    kept = {key: found[key] for key in order if key not in left_out}
    return Catalogue(kept, tuple(problems), frozenset(left_out))


def named_dimensions(framework: Framework, text: str | None) -> tuple[str, ...]:
    """Return the dimensions a list such as 'process|product policy' means; others are left out.

    >>> from competency.loading import load_framework
    >>> named_dimensions(load_framework(), "流程 | product policy | cooking")
    ('process', 'knowledge')
    """
    found = [dimension_of(framework, name) for name in _split(text)]
    return tuple(dict.fromkeys(one for one in found if one is not None))


@lru_cache(maxsize=1024)
def speaks(agent: str | None, course: str | None) -> bool:
    """Tell whether an agent's language fits a course's; unknown fits all, regions do not matter.

    >>> speaks("zh-CN", "ZH"), speaks("en", "zh"), speaks(None, "zh")
    (True, False, True)
    """
    if agent is None or course is None:
        return True
    return agent.replace("_", "-").split("-")[0].casefold() == (
        course.replace("_", "-").split("-")[0].casefold()
    )


def _courses(framework: Framework, frame: pd.DataFrame) -> list[Course]:
    minutes = numbers(frame, "duration_minutes")
    valid = numbers(frame, "valid_days")
    mandatory = flags(frame, "mandatory", default=False)
    active = flags(frame, "active", default=True)
    title = texts(frame, "title")
    language = texts(frame, "language")
    needed = texts(frame, "prerequisites")
    named = texts(frame, "dimensions")
    tier = texts(frame, "min_tier")
    form, card = texts(frame, "format"), texts(frame, "card")
    mentoring, product = texts(frame, "mentoring"), texts(frame, "product")
    launched = moments(frame, "launched_at")
    result: list[Course] = []
    for row, key in enumerate(texts(frame, "course_id")):
        if key is None:
            continue
        length = minutes[row]
        result.append(
            Course(
                course_id=key,
                title=title[row] or key,
                dimensions=named_dimensions(framework, named[row]),
                minutes=int(np.ceil(length)) if length > 0 else framework.paths.default_minutes,
                prerequisites=tuple(dict.fromkeys(_split(needed[row]))),
                mandatory=bool(mandatory[row]),
                min_tier=_tier(framework, tier[row]),
                language=language[row],
                valid_days=float(valid[row]) if valid[row] > 0 else None,
                active=bool(active[row]),
                format=form[row],
                red_card=card[row] == "red",
                mentoring=mentoring[row],
                product=product[row],
                launched=launched[row],
            )
        )
    return sorted(result, key=lambda course: course.course_id)


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split("|") if part.strip()]


def _tier(framework: Framework, text: str | None) -> int:
    """Return the least tier of a course: a number, a tier key or a tier's name; else 1."""
    if text is None:
        return 1
    for number, tier in enumerate(framework.ladder.tiers, start=1):
        if text.casefold() in {tier.key, tier.name.en.casefold(), tier.name.zh}:
            return number
    try:
        return min(max(int(float(text)), 1), len(framework.ladder.tiers))
    except (ValueError, OverflowError):
        return 1
