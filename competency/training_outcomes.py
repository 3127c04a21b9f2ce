"""What courses do for customers: handle time, resolution, satisfaction. Frame `training_outcomes`.

The design is that of course effects (`effect_regression`): a person's months after a course against
what all their other months foretold, months and tenure taken out. Here on the outcomes of contacts,
case mix taken out, instead of scores. The row of ALL is one course more, whichever it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from competency.columns import Floats, texts
from competency.effect_regression import estimate_uplifts
from competency.effect_shrinkage import shrink
from competency.effects import CLEAR, DOUBTFUL, NOT_CHECKED, SUSPICIOUS, tenure_months
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import Framework, Indicator
from competency.grid import Grid, grid_of
from competency.intervals import Z90
from competency.naive_effects import naive_effects
from competency.noise import learn_noise
from competency.panel import gather
from competency.training_events import Events, read_events
from competency.units import mix_variance, steepness, to_natural

ALL = "all"
#: Courses are drawn toward nothing by as much as this is wide, in deviations between people.
_PRIOR_SD = 0.25


def estimate_outcomes(
    framework: Framework,
    measured: pd.DataFrame,
    effects: pd.DataFrame,
    agent_months: pd.DataFrame,
    trainings: pd.DataFrame,
    courses: pd.DataFrame,
) -> pd.DataFrame:
    """Return `training_outcomes`: courses with enough people to compare, and ALL, by outcome.

    Args:
        framework: resolved framework; `returns.outcomes` names the indicators.
        measured: frame `measured_agents`.
        effects: frame `fitted_effects`.
        agent_months: agent_id, period, is_active and, where known, tenure_months.
        trainings: agent_id, course_id, completed_on; one row a completion.
        courses: table lms/courses.
    """
    grid = grid_of(agent_months)
    known = sorted({one for one in texts(courses, "course_id") if one is not None})
    events = read_events(trainings, tuple(known), grid)
    parts = []
    for key in framework.returns.outcomes:
        item = framework.indicator(key)
        if item.enabled and len(events.agent):
            seen = gather_outcome(framework, item, measured, effects, agent_months, grid)
            parts += [] if seen is None else _rows(framework, item, seen, events)
    if not parts:
        return empty("training_outcomes")
    frame = conform(pd.DataFrame(parts), "training_outcomes")
    return rounded(frame, "training_outcomes", DIGITS)


@dataclass(frozen=True)
class Evidence:
    """One outcome by month and person, (months, agents), in deviations between people.

    worth: what one deviation is in the outcome's unit; average: of the centre, in that unit.
    """

    standard: Floats
    variance: Floats
    tenure: Floats | None
    worth: float
    average: float


def gather_outcome(
    framework: Framework,
    item: Indicator,
    measured: pd.DataFrame,
    effects: pd.DataFrame,
    agent_months: pd.DataFrame,
    grid: Grid,
) -> Evidence | None:
    """Return an outcome's evidence; None where there is none, or people do not differ."""
    only = framework.model_copy(update={"indicators": (item.model_copy(update={"weight": 1.0}),)})
    seen = gather(only, measured, grid)
    if not seen.items:
        return None
    doubt = seen.variance[:, :, 0] * learn_noise(seen.value, seen.variance).inflation[0]
    value = np.where(grid.active, seen.value[:, :, 0], np.nan)
    level, spread = _between(value, doubt)
    if not spread > 0:
        return None
    mix = mix_variance(effects[effects["indicator"] == item.key])
    centre = float(level * seen.sign[0])
    # Sums come in another order each run and differ in their last bits, which the search for
    # variances would carry into printed digits: the same exports give the same figures.
    return Evidence(
        standard=np.round(((value - level) / spread).T, 6),
        variance=np.maximum(np.round((doubt / spread**2).T, 6), 1e-6),
        tenure=tenure_months(agent_months, grid),
        worth=spread * seen.sign[0] * steepness(item, centre, mix),
        average=float(to_natural(item, np.array([centre]), mix)[0]),
    )


def _rows(
    framework: Framework, item: Indicator, seen: Evidence, events: Events
) -> list[dict[str, object]]:
    pooled = replace(events, courses=(ALL,), course=np.zeros_like(events.course))
    least = framework.effects.minimum_trained
    rows: list[dict[str, object]] = []
    for happened in (pooled, events):
        found = estimate_uplifts(seen.standard, seen.variance, happened, seen.tenure)
        if found is None:
            continue
        naive = naive_effects(seen.standard, happened).before_after
        enough = (found.n >= least) & ~np.isnan(found.estimate) & (found.error > 0)
        mean, error = np.where(enough, found.estimate, np.nan), found.error
        if happened is events:
            told = shrink(mean, error, 0.0, _PRIOR_SD)
            mean, error = told.mean, told.deviation
        for place in np.flatnonzero(enough):
            effect, wide = mean[place] * seen.worth, Z90 * error[place] * abs(seen.worth)
            rows.append(
                {
                    "course_id": happened.courses[place],
                    "outcome": item.key,
                    "unit": item.unit,
                    "average": seen.average,
                    "n_compared": int(found.n[place]),
                    "effect": effect,
                    "std_error": error[place] * abs(seen.worth),
                    "lower": effect - wide,
                    "upper": effect + wide,
                    "before_after": naive[place] * seen.worth,
                    "placebo_z": found.placebo_z[place],
                    "trend_z": found.trend_z[place],
                    "check_state": check_of(
                        int(found.checked[place]), found.placebo_z[place], found.trend_z[place],
                        least,
                    ),
                }
            )  # fmt: skip
    return rows


def _between(value: Floats, variance: Floats) -> tuple[float, float]:
    """Return the mean of people's own means and their spread beyond chance (method of moments)."""
    known = ~np.isnan(value) & (variance > 0)
    weight = np.where(known, 1 / np.where(known, variance, 1.0), 0.0)
    total = weight.sum(axis=1)
    here = total > 0
    if here.sum() < 2:
        return 0.0, 0.0
    mean = (weight * np.where(known, value, 0.0)).sum(axis=1)[here] / total[here]
    chance = float((1 / total[here]).mean())
    spread2 = float(mean.var(ddof=1)) - chance
    # Where people hardly differ chance is the measure of a difference.
    return float(mean.mean()), float(np.sqrt(max(spread2, 0.05 * float(mean.var(ddof=1)))))


def check_of(checked: int, placebo_z: float, trend_z: float, least: int) -> str:
    """Return clear, doubtful or not_checked: of the months before, by those who were seen then."""
    worst = max(abs(placebo_z), abs(trend_z))
    if checked < least or np.isnan(worst):
        return NOT_CHECKED
    return DOUBTFUL if worst > SUSPICIOUS else CLEAR
