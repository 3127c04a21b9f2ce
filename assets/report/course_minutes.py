"""Minutes against effect: what an hour of each course is expected to bring."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from assets.report.course_effects import EffectLine
from assets.report.suppression import SMALLEST


def minutes_and_effects(
    marts: Mapping[str, pd.DataFrame], lines: Sequence[EffectLine]
) -> list[dict[str, Any]]:
    """One entry a measured or assumed effect of a course whose length is known.

    minutes: what people spent, the median of five or more, else the catalogue's length; per_hour:
    points an hour of it. Nothing is rounded: what shows it does that once.
    """
    spent, length = _spent(marts), _length(marts)
    entries = []
    for line in lines:
        minutes = spent.get(line.course_id) or length.get(line.course_id)
        if not minutes or line.row["uplift"] is None or line.row["lower"] is None:
            continue
        entries.append(
            {
                "title": line.title,
                "dimension": line.dimension,
                "minutes": minutes,
                "spent": line.course_id in spent,
                "uplift": line.row["uplift"],
                "lower": line.row["lower"],
                "upper": line.row["upper"],
                "per_hour": 60 * line.row["uplift"] / minutes,
                "state": line.state,
            }
        )
    return sorted(entries, key=lambda one: -one["per_hour"])


def _spent(marts: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """Median minutes of those who finished, by course, of five people or more."""
    frame = marts.get("enrollments")
    if frame is None or frame.empty:
        return {}
    done = frame[(frame["status"] == "completed") & frame["minutes_spent"].notna()]
    by_course = done.groupby("course_id")
    known = by_course["agent_id"].nunique() >= SMALLEST
    median = by_course["minutes_spent"].median()[known]
    return {str(course): float(minutes) for course, minutes in median.items()}


def _length(marts: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    frame = marts.get("courses")
    if frame is None or "duration_minutes" not in frame:
        return {}
    known = frame[frame["duration_minutes"].notna()]
    return dict(
        zip(known["course_id"].astype(str), known["duration_minutes"].astype(float), strict=True)
    )
