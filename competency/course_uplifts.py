"""What each course is expected to add to each dimension, as the planner takes it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.catalogue import Catalogue
from competency.columns import flags, numbers, texts
from competency.framework import Framework


@dataclass(frozen=True)
class Uplift:
    """Expected points with a 90 % interval, and how many people's training it rests on (0: none).

    Limits are None where only the configured prior is known.
    """

    points: float
    lower: float | None = None
    upper: float | None = None
    n_trained: int = 0


def read_uplifts(
    framework: Framework, catalogue: Catalogue, effects: pd.DataFrame
) -> dict[tuple[str, str], Uplift]:
    """Return the uplift by course and dimension, of those the catalogue lists.

    Args:
        framework: resolved framework; gives the prior where `effects` has no row.
        catalogue: the courses.
        effects: frame `course_effects`; rows not `listed` in the catalogue are left out.
    """
    found = {
        (course.course_id, dimension): Uplift(framework.effects.prior_uplift)
        for course in catalogue.courses.values()
        for dimension in course.dimensions
    }
    columns = zip(
        texts(effects, "course_id"),
        texts(effects, "dimension"),
        numbers(effects, "uplift"),
        numbers(effects, "lower"),
        numbers(effects, "upper"),
        numbers(effects, "n_trained"),
        texts(effects, "method"),
        flags(effects, "listed", default=True),
        strict=True,
    )
    for course, dimension, points, lower, upper, trained, method, listed in columns:
        if course is None or dimension is None or not listed or np.isnan(points):
            continue
        if (course, dimension) in found:
            found[course, dimension] = Uplift(
                float(points),
                None if np.isnan(lower) else float(lower),
                None if np.isnan(upper) else float(upper),
                # Too few to measure leave the prior as it is: it rests on nobody's training.
                0 if np.isnan(trained) or method == "prior" else int(trained),
            )
    return found
