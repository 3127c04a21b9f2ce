"""What each course does for each dimension: the frames `course_estimates` and `course_effects`.

Estimates (`effect_regression`) are in standard deviations between people: no target and no prior
has a part in them. Effects are what is believed after `effect_shrinkage`, in points; other targets
or another prior need no estimating anew.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.catalogue import Catalogue, read_catalogue
from competency.columns import Floats, flags, numbers, require, texts
from competency.effect_regression import Effects, estimate_uplifts
from competency.effect_shrinkage import shrink
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import EffectRules, Framework
from competency.grid import Grid, grid_of
from competency.intervals import Z90
from competency.monthly_evidence import read_evidence
from competency.naive_effects import Naive, naive_effects
from competency.training_events import Events, read_events

STATE_SPACE, PRIOR = "state_space", "prior"
CLEAR, DOUBTFUL, NOT_CHECKED = "clear", "doubtful", "not_checked"
#: A course is doubtful where a check is so many deviations from nothing: one in a hundred courses
#: by chance, both checks together.
SUSPICIOUS = 2.81


def estimate_courses(
    framework: Framework,
    evidence: pd.DataFrame,
    agent_months: pd.DataFrame,
    trainings: pd.DataFrame,
    courses: pd.DataFrame,
) -> pd.DataFrame:
    """Return `course_estimates`: each course and dimension that it is listed for or was seen with.

    Args:
        framework: resolved framework.
        evidence: frame `ability_evidence`.
        agent_months: agent_id, period, is_active and, where known, tenure_months.
        trainings: agent_id, course_id, completed_on; one row a completion.
        courses: table lms/courses.
    """
    catalogue = read_catalogue(framework, courses)
    grid = grid_of(agent_months)
    events = read_events(trainings, tuple(catalogue.courses), grid)
    found = read_evidence(framework, evidence, grid)
    tenure = tenure_months(agent_months, grid)
    parts = []
    for place, dimension in enumerate(framework.dimension_keys):
        value, variance = found.value[:, :, place].T, found.variance[:, :, place].T
        effects = None
        if len(events.agent) and (~np.isnan(value)).any():
            effects = estimate_uplifts(value, variance, events, tenure)
        naive = naive_effects(value, events) if effects is not None else None
        parts.append(_estimate_rows(catalogue, dimension, events, effects, naive))
    frame = pd.concat(parts, ignore_index=True)
    if not len(frame):
        return empty("course_estimates")
    frame = conform(frame.sort_values(["course_id", "dimension"]), "course_estimates")
    return rounded(frame, "course_estimates", DIGITS)


def believe_effects(
    framework: Framework, estimates: pd.DataFrame, points_per_sd: float | None
) -> pd.DataFrame:
    """Return `course_effects`: estimates drawn toward their centre, in points.

    A course listed for a dimension is expected to do what the catalogue's prior says, another one
    nothing. Below `minimum_trained` comparable people the centre speaks alone: method 'prior'.

    Args:
        framework: resolved; gives the prior.
        estimates: frame `course_estimates`, or `course_effects`, which holds the same columns.
        points_per_sd: points a standard deviation between people is worth (`indicator_models`);
            None where nothing was learnt.
    """
    require(estimates, "estimates", ("course_id", "dimension", "listed", "n_compared", "estimate"))
    if not len(estimates):
        return empty("course_effects")
    rules = framework.effects
    worth = 1.0 if points_per_sd is None else points_per_sd
    estimate = numbers(estimates, "estimate") * worth
    error = numbers(estimates, "estimate_error") * worth
    compared = np.nan_to_num(numbers(estimates, "n_compared"))
    measured = (compared >= rules.minimum_trained) & ~np.isnan(estimate) & (error > 0)
    listed = flags(estimates, "listed", default=True)
    keys = np.array(texts(estimates, "dimension"), dtype=object)
    uplift, deviation = np.full(len(keys), np.nan), np.full(len(keys), np.nan)
    for dimension in framework.dimension_keys:
        for claimed in (True, False):
            rows = np.flatnonzero((keys == dimension) & (listed == claimed))
            if len(rows):
                told = shrink(
                    np.where(measured, estimate, np.nan)[rows],
                    error[rows],
                    rules.prior_uplift if claimed else 0.0,
                    rules.prior_sd,
                )
                uplift[rows], deviation[rows] = told.mean, told.deviation
    frame = estimates.assign(
        uplift=uplift.round(DIGITS),
        std_error=deviation,
        lower=uplift - Z90 * deviation,
        upper=uplift + Z90 * deviation,
        method=np.where(measured, STATE_SPACE, PRIOR),
        check_state=_check_states(rules, estimates),
        naive_uplift=numbers(estimates, "before_after") * worth,
        naive_difference=numbers(estimates, "difference") * worth,
    )
    return conform(frame[~np.isnan(uplift)], "course_effects")


def _check_states(rules: EffectRules, estimates: pd.DataFrame) -> list[str]:
    states = []
    for checked, *scores in zip(
        np.nan_to_num(numbers(estimates, "n_checked")),
        numbers(estimates, "placebo_z"),
        numbers(estimates, "trend_z"),
        strict=True,
    ):
        worst = np.abs(scores).max()
        if checked < rules.minimum_trained or np.isnan(worst):
            states.append(NOT_CHECKED)
        else:
            states.append(DOUBTFUL if worst > SUSPICIOUS else CLEAR)
    return states


def tenure_months(agent_months: pd.DataFrame, grid: Grid) -> Floats | None:
    """Return months in service, shape (months, agents); None where nobody's are known."""
    agent, month, inside = grid.places(agent_months)
    served = numbers(agent_months, "tenure_months")
    if np.isnan(served[inside]).all():
        return None
    table = np.full((grid.shape[1], grid.shape[0]), np.nan)
    table[month[inside], agent[inside]] = served[inside]
    return table


def _estimate_rows(
    catalogue: Catalogue,
    dimension: str,
    events: Events,
    effects: Effects | None,
    naive: Naive | None,
) -> pd.DataFrame:
    listed = np.array([dimension in one.dimensions for one in catalogue.courses.values()], bool)
    nothing = np.full(len(events.courses), np.nan)
    nobody = np.zeros(len(events.courses), np.int64)
    seen = effects is not None and naive is not None
    rows = pd.DataFrame(
        {
            "course_id": list(events.courses),
            "dimension": dimension,
            "listed": listed,
            "n_trained": events.counts(),
            "n_compared": effects.n if effects else nobody,
            "n_checked": effects.checked if effects else nobody,
            "estimate": effects.estimate if effects else nothing,
            "estimate_error": effects.error if effects else nothing,
            "before_after": naive.before_after if naive else nothing,
            "difference": naive.difference if naive else nothing,
            "placebo": effects.placebo if effects else nothing,
            "placebo_z": effects.placebo_z if effects else nothing,
            "trend_z": effects.trend_z if effects else nothing,
            "keen_z": effects.keen_z if effects else np.nan,
        }
    )
    return rows[listed | (rows["n_compared"] > 0)] if seen else rows[listed]
