"""Issue types, dimensions and courses tied together, with what is left without a partner.

An issue type calls for dimensions (configuration, `content.topics`), a course teaches dimensions
(catalogue): S0-044's chain from problem to solution. Whoever stands alone on either side is named.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from competency.catalogue import Course, read_catalogue
from competency.columns import numbers, require, texts
from competency.criteria import matches
from competency.frames import DIGITS, conform, rounded
from competency.framework import Framework

#: Kinds of training in which a case is acted through (S2-007); keys of `paths.formats`.
PRACTICE = ("simulation", "role_play", "case_study", "shadowing")


def cover_topics(
    framework: Framework, contacts: pd.DataFrame, courses: pd.DataFrame
) -> pd.DataFrame:
    """Return the frame topic_coverage: a row for each issue type, dimension and offered course.

    Args:
        framework: resolved framework.
        contacts: issue_type, n: contacts of the window; without a type they are left out.
        courses: the table lms/courses.

    A state is `covered`, or what lacks: `no_dimension` (no topic claims the issue type, the course
    names no dimension), `no_course`, `no_topic` (no issue type calls for it). Where the exports
    have no issue types, or the configuration no topics, nothing lacks one.

    >>> from competency.loading import load_framework
    >>> found = cover_topics(load_framework(),
    ...     pd.DataFrame({"issue_type": ["退货", "riddles"], "n": [9, 1]}),
    ...     pd.DataFrame({"course_id": ["C1", "C2"], "dimensions": ["process", "cooking"]}))
    >>> told = found.query("kind != 'dimension'")
    >>> list(zip(told["item"], told["state"]))
    [('退货', 'covered'), ('riddles', 'no_dimension'), ('C1', 'covered'), ('C2', 'no_dimension')]
    """
    require(contacts, "contacts", ("issue_type", "n"))
    offered = [
        course
        for course in read_catalogue(framework, courses).courses.values()
        if course.active and not course.red_card
    ]
    counts: dict[str, float] = {}
    for name, n in zip(texts(contacts, "issue_type"), numbers(contacts, "n"), strict=True):
        if name is not None and n > 0 and framework.content.topics:
            counts[name] = counts.get(name, 0.0) + n
    called = {name: _called(framework, name) for name in counts}
    rows = _topics(framework, counts, called, offered)
    rows += [
        _row(
            framework,
            "dimension",
            key,
            (key,),
            _teaching(offered, (key,)),
            _calling(called, counts, (key,)),
        )
        for key in framework.dimension_keys
    ]
    rows += [
        _row(
            framework,
            "course",
            one.course_id,
            one.dimensions,
            [one],
            _calling(called, counts, one.dimensions),
        )
        for one in sorted(offered, key=lambda course: course.course_id)
    ]
    frame = pd.DataFrame(rows)
    total = sum(counts.values())
    frame["share"] = frame["contacts"] / total if total else np.nan
    if not total:
        frame["state"] = frame["state"].replace("no_topic", "covered")
    return rounded(conform(frame, "topic_coverage"), "topic_coverage", DIGITS)


def _topics(
    framework: Framework,
    counts: dict[str, float],
    called: dict[str, tuple[str, ...]],
    offered: Sequence[Course],
) -> list[dict[str, object]]:
    """Rows of the issue types, the most frequent first."""
    total, before = sum(counts.values()), 0.0
    rows = []
    for name in sorted(counts, key=lambda one: (-counts[one], one)):
        teaching = _teaching(offered, called[name])
        row = _row(framework, "topic", name, called[name], teaching, {name: counts[name]})
        # The type that carries the sum over the line still belongs to the frequent ones.
        row["frequent"] = before < framework.content.frequent_share * total
        before += counts[name]
        rows.append(row)
    return rows


def _row(
    framework: Framework,
    kind: str,
    item: str,
    dimensions: Sequence[str],
    teaching: Sequence[Course],
    topics: dict[str, float],
) -> dict[str, object]:
    if not dimensions:
        state = "no_dimension"
    elif not teaching:
        state = "no_course"
    else:
        state = "covered" if topics else "no_topic"
    return {
        "kind": kind,
        "item": item,
        "dimensions": "|".join(dimensions) or None,
        "courses": "|".join(course.course_id for course in teaching) or None,
        "languages": "|".join(sorted({one.language for one in teaching if one.language})) or None,
        "n_courses": len(teaching),
        "n_practice": sum(_practises(framework, course) for course in teaching),
        "n_topics": len(topics),
        "contacts": sum(topics.values()),
        "share": np.nan,
        "frequent": None,
        "state": state,
    }


def _called(framework: Framework, issue_type: str) -> tuple[str, ...]:
    return tuple(
        topic.dimension
        for topic in framework.content.topics
        if matches(issue_type, topic.issue_types)
    )


def _teaching(offered: Sequence[Course], dimensions: Sequence[str]) -> list[Course]:
    found = [course for course in offered if set(course.dimensions) & set(dimensions)]
    return sorted(found, key=lambda course: course.course_id)


def _calling(
    called: dict[str, tuple[str, ...]], counts: dict[str, float], dimensions: Sequence[str]
) -> dict[str, float]:
    return {name: counts[name] for name, keys in called.items() if set(keys) & set(dimensions)}


def _practises(framework: Framework, course: Course) -> bool:
    formats = framework.paths.formats
    return course.format is not None and any(
        matches(course.format, formats.get(kind, ())) for kind in PRACTICE
    )
