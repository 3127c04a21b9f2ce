"""What is true in a simulated centre, as tables: for validation only, never for the pipeline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from competency.relative_weights import johnson
from competency.simulation.abilities import true_tiers
from competency.simulation.catalogue import COURSES
from competency.simulation.columns import Flags, Floats, Ints, moments
from competency.simulation.enrollments import Enrollment, effective_month
from competency.simulation.issues import (
    COMPLEXITIES,
    COMPLEXITY_EFFECT,
    EMOTION_EFFECT,
    EMOTIONS,
    ISSUE_KEYS,
    issue_difficulty,
    issue_shares,
)
from competency.simulation.jumps import Jumps
from competency.simulation.months import DAY, Calendar
from competency.simulation.mood import drivers_of
from competency.simulation.people import People
from competency.simulation.reviews import reviewer_ids
from competency.simulation.settings import DIMENSIONS, SimulationSettings


def employed(people: People, calendar: Calendar) -> Flags:
    """Who is employed on some day of each month, shape (months, agents)."""
    starts, ends = calendar.first_day[:-1, None], calendar.first_day[1:, None]
    return (people.hired[None, :] < ends) & (people.left[None, :] > starts)


def abilities_frame(people: People, calendar: Calendar, ability: Floats) -> pd.DataFrame:
    """agent_id, period, dimension, ability; one row an agent employed in the month."""
    month, agent = np.nonzero(employed(people, calendar))
    width = len(DIMENSIONS)
    return pd.DataFrame(
        {
            "agent_id": np.repeat(people.agent_id[agent], width),
            "period": np.repeat(calendar.periods()[month], width),
            "dimension": np.tile(np.array(DIMENSIONS, dtype="O"), len(agent)),
            "ability": np.round(ability[month, agent].ravel(), 6),
        }
    )


def tiers_frame(
    people: People, calendar: Calendar, composite: Floats, cuts: tuple[float, ...]
) -> pd.DataFrame:
    """agent_id, period, composite, tier; the tier is of the true composite alone, no gates."""
    month, agent = np.nonzero(employed(people, calendar))
    return pd.DataFrame(
        {
            "agent_id": people.agent_id[agent],
            "period": calendar.periods()[month],
            "composite": np.round(composite[month, agent], 6),
            "tier": true_tiers(composite[month, agent], cuts),
        }
    )


def drivers_frame(
    settings: SimulationSettings, people: People, calendar: Calendar, ability: Floats, change: int
) -> pd.DataFrame:
    """period, dimension, share: of what abilities do for the mood, Johnson's relative weights.

    On the abilities of those employed in the month; they add up to 1 and are missing where ability
    does not matter. No rows where the settings name no drivers.
    """
    rows = []
    for month, present in enumerate(employed(people, calendar)):
        drivers = drivers_of(settings, after_change=month >= change)
        if drivers is None:
            break
        rows.append(_true_shares(ability[month, present], drivers))
    return pd.DataFrame(
        {
            "period": np.repeat(calendar.periods()[: len(rows)], len(DIMENSIONS)),
            "dimension": np.tile(np.array(DIMENSIONS, dtype="O"), len(rows)),
            "share": np.round(np.array(rows, dtype=np.float64).ravel(), 6),
        }
    ).astype({"dimension": "str"})


def _true_shares(ability: Floats, drivers: Floats) -> Floats:
    if len(ability) < 2 or not drivers.any():
        return np.full(len(DIMENSIONS), np.nan)
    covariance = np.cov(ability.T)
    spread = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spread, spread)
    share = johnson(correlation, correlation @ (spread * drivers))
    return np.asarray(share / share.sum(), dtype=np.float64)


def effects_frame(effects: Floats) -> pd.DataFrame:
    """course_id, dimension, listed (the catalogue claims it), effect; every pair has a row."""
    return pd.DataFrame(
        [
            {
                "course_id": course.course_id,
                "dimension": name,
                "listed": name in course.dimensions,
                "effect": float(effects[row, column]),
            }
            for row, course in enumerate(COURSES)
            for column, name in enumerate(DIMENSIONS)
        ]
    )


def trainings_frame(rows: Sequence[Enrollment], people: People, calendar: Calendar) -> pd.DataFrame:
    """agent_id, course_id, enrolled_at, reason, effective_from; the rows of lms/enrollments.

    `effective_from` is the month from which the effect is in the ability, missing without one.
    """
    month = [effective_month(row, calendar) for row in rows]
    starts = [-1 if number is None else int(calendar.first_day[number]) * DAY for number in month]
    start = np.array(starts, dtype=np.int64)
    return pd.DataFrame(
        {
            "agent_id": people.agent_id[np.array([row.agent for row in rows], dtype=np.int64)],
            "course_id": np.array([COURSES[row.course].course_id for row in rows], dtype="O"),
            "enrolled_at": moments(np.array([row.enrolled for row in rows], dtype=np.int64)),
            "reason": np.array([row.reason for row in rows], dtype="O"),
            "effective_from": moments(start, start >= 0),
        }
    )


def issues_frame() -> pd.DataFrame:
    """issue_type: difficulty in logits and share of volume, before and after the change.

    Without what the difficulty drifts by; `issue_months` has that.
    """
    return pd.DataFrame(
        {
            "issue_type": np.array(ISSUE_KEYS, dtype="O"),
            "difficulty": issue_difficulty(after_change=False),
            "difficulty_after": issue_difficulty(after_change=True),
            "share": np.round(issue_shares(after_change=False), 6),
            "share_after": np.round(issue_shares(after_change=True), 6),
        }
    )


def issue_months_frame(calendar: Calendar, difficulty: Floats) -> pd.DataFrame:
    """issue_type, period, difficulty in logits with drift; `difficulty` is (months, issues)."""
    months, issues = difficulty.shape
    return pd.DataFrame(
        {
            "issue_type": np.tile(np.array(ISSUE_KEYS, dtype="O"), months),
            "period": np.repeat(calendar.periods(), issues),
            "difficulty": np.round(difficulty.ravel(), 6),
        }
    )


def case_effects_frame() -> pd.DataFrame:
    """factor, level, difficulty in logits, of complexity and customer emotion."""
    return pd.DataFrame(
        {
            "factor": ["complexity"] * 3 + ["customer_emotion"] * 3,
            "level": [*COMPLEXITIES, *EMOTIONS],
            "difficulty": np.concatenate([COMPLEXITY_EFFECT, EMOTION_EFFECT]),
        }
    )


def severity_frame(severity: Floats) -> pd.DataFrame:
    """reviewer_id, severity, severity_start, severity_end: points out of 5 that one takes off.

    The mean over the months, the first month's and the last one's.
    """
    number: Ints = np.arange(severity.shape[1])
    return pd.DataFrame(
        {
            "reviewer_id": reviewer_ids(number),
            "severity": np.round(severity.mean(axis=0), 6),
            "severity_start": np.round(severity[0], 6),
            "severity_end": np.round(severity[-1], 6),
        }
    )


def jumps_frame(people: People, calendar: Calendar, jumps: Jumps) -> pd.DataFrame:
    """agent_id, period, size: true jumps on every dimension from that month on; may be empty."""
    agents = np.sort(jumps.agent)
    month = np.full(len(agents), min(jumps.month, calendar.months - 1))
    return pd.DataFrame(
        {
            "agent_id": people.agent_id[agents],
            "period": calendar.periods()[month],
            "size": jumps.size[np.argsort(jumps.agent)],
        }
    ).astype({"agent_id": "str"})


def world_frame(settings: SimulationSettings, calendar: Calendar, change: int) -> pd.DataFrame:
    """key, value: the settings as text, and the month of the business change (blank: none)."""
    values = {
        key: "" if value is None else str(value) for key, value in settings.model_dump().items()
    }
    changed = calendar.first_day[change] if change < calendar.months else None
    values["changed_from"] = "" if changed is None else str(changed.astype("datetime64[D]"))
    return pd.DataFrame({"key": list(values), "value": list(values.values())})
