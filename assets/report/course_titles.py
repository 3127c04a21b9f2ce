"""Titles of courses by id."""

from collections.abc import Mapping, Sequence

import pandas as pd

from assets.report.records import Record, records


def course_titles(marts: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Titles of courses: of the catalogue where it is at hand, else of the paths."""
    rows: Sequence[Record] = records(marts, "path_assignments") + records(marts, "courses")
    return {r["course_id"]: r["title"] for r in rows if r.get("title")}
