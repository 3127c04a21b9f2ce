"""What an entry may be about, by the marts of a published version: keys, and what they are called.

Who may enter it is for `scopes`; whether it makes sense in itself for the records.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from assets.report.text import Text, pair


@dataclass(frozen=True)
class Subjects:
    """Keys and names of one published version; empty where it has no such mart.

    Attributes:
        dimensions, indicators, tiers: names by key.
        courses: titles by course id, of the catalogue and of everybody's path.
        sessions: course ids by session id.
    """

    dimensions: Mapping[str, Text] = field(default_factory=dict)
    indicators: Mapping[str, Text] = field(default_factory=dict)
    tiers: Mapping[str, Text] = field(default_factory=dict)
    courses: Mapping[str, str] = field(default_factory=dict)
    sessions: Mapping[str, str] = field(default_factory=dict)

    def of(self, about: str) -> Mapping[str, Text | str]:
        """Names of what an appeal of one kind may be against, by key; none for the tier.

        >>> Subjects(courses={"C1": "Refunds"}).of("path_item")
        {'C1': 'Refunds'}
        """
        known: dict[str, Mapping[str, Text | str]] = {
            "score": dict(self.dimensions),
            "indicator": dict(self.indicators),
            "path_item": dict(self.courses),
        }
        return known.get(about, {})


def read_subjects(version: Path) -> Subjects:
    """Read what entries of a published version may be about.

    Args:
        version: folder of the version.

    Raises:
        duckdb.Error: a mart cannot be read.
    """
    on_paths = _rows(version, "path_assignments", "course_id, title")
    catalogue = _rows(version, "courses", "course_id, title")
    return Subjects(
        dimensions=_names(version, "framework_dimensions", "dimension"),
        indicators=_names(version, "framework_indicators", "indicator"),
        tiers=_names(version, "framework_tiers", "tier_key"),
        courses={str(course): title or str(course) for course, title in (*on_paths, *catalogue)},
        sessions={
            str(key): str(course)
            for key, course in _rows(version, "sessions", "session_id, course_id")
        },
    )


def _names(version: Path, mart: str, key: str) -> dict[str, Text]:
    rows = _rows(version, mart, f"{key}, name_en, name_zh")
    return {str(one): pair(en, zh) or Text(str(one), str(one)) for one, en, zh in rows}


def _rows(version: Path, mart: str, columns: str) -> list[tuple[str | None, ...]]:
    """Distinct rows of a mart; none where the version has no such mart."""
    file = version / "marts" / f"{mart}.parquet"
    if not file.is_file():
        return []
    asked = f"select distinct {columns} from read_parquet(?) order by all"
    return duckdb.execute(asked, [str(file)]).fetchall()
