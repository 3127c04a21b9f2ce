"""Experts' reviews of courses, most since the course's last change: the export table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.simulation.catalogue import COURSES
from competency.simulation.columns import frame_of, ids, moments, whole
from competency.simulation.months import DAY, Calendar

#: Of three courses two are reviewed; points an expert looks at, and the share that is right.
_POINTS, _RIGHT = 60, 0.98


def content_reviews_frame(rng: np.random.Generator, calendar: Calendar) -> pd.DataFrame:
    """lms/content_reviews: up to two of a course, in the second half of the months."""
    reviewed = np.flatnonzero(np.arange(len(COURSES)) % 3 != 2)
    course = np.repeat(reviewed, 1 + reviewed % 2)
    first, last = int(calendar.first_day[0]), calendar.end // DAY
    day = rng.integers((first + last) // 2, last, size=len(course))
    points = rng.integers(_POINTS // 2, 2 * _POINTS, size=len(course))
    right = np.clip(_RIGHT + 0.012 * rng.standard_normal(len(COURSES)), 0.0, 1.0)[course]
    return frame_of(
        "lms/content_reviews",
        {
            "content_review_id": ids("P", np.arange(len(course)), 3),
            "course_id": [COURSES[number].course_id for number in course.tolist()],
            "reviewed_at": moments(day * DAY + 14 * 3600),
            "points_checked": whole(points),
            "points_correct": whole(rng.binomial(points, right)),
        },
    )
