"""What all paths of a centre share: rules, weeks, courses, sessions, weights, expected uplifts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from competency.catalogue import Catalogue, Course, read_catalogue
from competency.columns import months, numbers, texts
from competency.course_uplifts import Uplift, read_uplifts
from competency.framework import Framework
from competency.sessions import Timetable, read_timetable
from competency.training_weeks import Weeks


@dataclass(frozen=True)
class Setting:
    """Everything that is the same for everybody; `weights` and `uplifts` by dimension key."""

    framework: Framework
    as_of: dt.date
    weeks: Weeks
    catalogue: Catalogue
    timetable: Timetable
    weights: dict[str, float]
    uplifts: dict[tuple[str, str], Uplift]

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """The courses in the order of the optimiser's problem."""
        return tuple(self.catalogue.courses.values())

    @cached_property
    def place(self) -> dict[str, int]:
        """Position of each course in that order."""
        return {course.course_id: number for number, course in enumerate(self.courses)}

    @cached_property
    def horizon(self) -> dt.date:
        """Last day of the horizon."""
        return self.weeks.sunday(self.weeks.count - 1)

    @cached_property
    def last_monday(self) -> dt.date:
        """First day of the last week; what may begin only later is beyond the horizon."""
        return self.weeks.monday(self.weeks.count - 1)

    def points(self, course: str, dimension: str) -> float:
        """Return the expected uplift of a course on a dimension, never below 0."""
        found = self.uplifts.get((course, dimension))
        return 0.0 if found is None else max(found.points, 0.0)

    def hour_due(self, day: dt.date) -> float:
        """Return when a day ends, in hours from the start of the horizon; 0: before it."""
        return max(0.0, 24.0 * ((day - self.weeks.start).days + 1))


def read_setting(
    framework: Framework,
    as_of: dt.date,
    weights: pd.DataFrame,
    courses: pd.DataFrame,
    sessions: pd.DataFrame,
    enrollments: pd.DataFrame,
    effects: pd.DataFrame,
    gone: Collection[str] = (),
) -> Setting:
    """Read what is shared from the tables; see `paths.plan_paths` for them.

    Whoever is `gone` (ids) holds no seat.
    """
    catalogue = read_catalogue(framework, courses)
    weight = {item.key: item.weight for item in framework.dimensions}
    if len(weights):
        month = months(weights)
        latest = weights[month == month.max()]
        for dimension, value in zip(
            texts(latest, "dimension"), numbers(latest, "weight"), strict=True
        ):
            if dimension in weight and not np.isnan(value):
                weight[dimension] = float(value)
    rules = framework.paths
    return Setting(
        framework,
        as_of,
        Weeks.after(as_of, rules.horizon_weeks, rules.minutes_per_week, framework.calendar),
        catalogue,
        read_timetable(sessions, enrollments, gone),
        weight,
        read_uplifts(framework, catalogue, effects),
    )
