"""Levels of Bloom's taxonomy that courses and tests reach, by ability: matrix and holes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from assets.report.names import Names
from assets.report.records import Record, records
from assets.report.text import Text

#: The six cognitive levels of the revised taxonomy (Anderson and Krathwohl 2001), upwards.
LEVELS = {
    "remember": Text("Remember", "记忆"),
    "understand": Text("Understand", "理解"),
    "apply": Text("Apply", "应用"),
    "analyse": Text("Analyse", "分析"),
    "evaluate": Text("Evaluate", "评价"),
    "create": Text("Create", "创造"),
}
_SPELLINGS = {
    "analyze": "analyse", "knowledge": "remember", "comprehension": "understand",
    "application": "apply", "analysis": "analyse", "evaluation": "evaluate", "synthesis": "create",
    "记忆": "remember", "理解": "understand", "应用": "apply", "分析": "analyse",
    "评价": "evaluate", "创造": "create",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Active courses and tests of one ability at one level."""

    level: str
    courses: int
    tests: int


@dataclass(frozen=True, kw_only=True)
class BloomCoverage:
    """The matrix; `holes` are abilities' levels without an active course or a test.

    has_tests: whether the result says which tests there are; unrated: active courses that name no
    level that is known.
    """

    rows: list[tuple[str, Text, list[Cell]]]
    holes: int
    has_tests: bool
    unrated: int


def bloom_level(value: str | None) -> str | None:
    """A level by its usual spellings; None for what is none of the six.

    >>> bloom_level(" Analyze "), bloom_level("应用"), bloom_level("L3")
    ('analyse', 'apply', None)
    """
    key = (value or "").strip().casefold()
    key = _SPELLINGS.get(key, key)
    return key if key in LEVELS else None


def bloom_coverage(marts: Mapping[str, pd.DataFrame], names: Names) -> BloomCoverage | None:
    """Count active courses (none with a red card) and tests; None where no level is exported."""
    frame = marts.get("courses")
    has_levels = frame is not None and "bloom_level" in frame and frame["bloom_level"].notna().any()
    tests = records(marts, "assessments")
    if not has_levels and not any(bloom_level(row.get("bloom_level")) for row in tests):
        return None
    courses = [
        row
        for row in records(marts, "courses")
        if row.get("active") is not False and row.get("card") != "red"
    ]
    by_course = Counter(cell for row in courses for cell in _cells(row, row.get("dimensions")))
    by_test = Counter(cell for row in tests for cell in _cells(row, row.get("dimension")))
    rows = [
        (
            dimension,
            name,
            [
                Cell(level=v, courses=by_course[dimension, v], tests=by_test[dimension, v])
                for v in LEVELS
            ],
        )
        for dimension, name in names.dimensions.items()
    ]
    return BloomCoverage(
        rows=rows,
        holes=sum(not c.courses and not c.tests for _, _, cells in rows for c in cells),
        has_tests=bool(tests),
        unrated=sum(bloom_level(row.get("bloom_level")) is None for row in courses),
    )


def _cells(row: Record, dimensions: str | None) -> list[tuple[str, str]]:
    """The cells a course or test stands in."""
    level = bloom_level(row.get("bloom_level"))
    if level is None:
        return []
    found = [one.strip() for one in (dimensions or "").split("|")]
    return [(one, level) for one in dict.fromkeys(found) if one]
