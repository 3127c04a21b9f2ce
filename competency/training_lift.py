"""What training as usual gives, by its courses; how people would stand with more or less."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from competency.columns import Floats, days, moments, numbers, require, texts
from competency.ladder_tables import LadderTables
from competency.tier_chain import STANDINGS, standing

#: Days of completions that count as usual.
USUAL_DAYS = 365
#: So many values stand for what is unsure about a lift.
_TURNS = 10


@dataclass(frozen=True)
class Lift:
    """Points of the composite that a person gains in a month, and their standard error."""

    mean: float
    std_error: float


def usual_lift(
    as_of: dt.date,
    completions: pd.DataFrame,
    ladder: pd.DataFrame,
    effects: pd.DataFrame,
    weights: pd.DataFrame,
) -> Lift | None:
    """Return what courses completed in the year before gave, spread over everybody.

    Each completion counts as its course's effect on each dimension, net of case mix and of
    regression to the mean, times the dimension's weight. Where too few could be compared that is
    what courses are taken to do, with the error that goes with it. A course's effect is one
    unknown however many took it, so its error does not average out over people; errors of unlike
    courses do.

    Args:
        as_of: last day seen.
        completions: agent_id, course_id, completed_at (null: not completed); the first of a
            person and course counts.
        ladder: agent_id, period; a row for everybody who was there in a month.
        effects: course_id, dimension, uplift, std_error.
        weights: period, dimension, weight; the last month's shares of the composite count.

    Returns:
        None where nobody was there, or nothing was completed whose effect is told.

    >>> done = pd.DataFrame(
    ...     {"agent_id": ["A", "B"], "course_id": ["L1", "L1"], "completed_at": ["2025-03-01"] * 2}
    ... )
    >>> told = pd.DataFrame(
    ...     {"course_id": ["L1"], "dimension": ["process"], "uplift": [6.0], "std_error": [3.0]}
    ... )
    >>> month = pd.Timestamp("2025-12-01")
    >>> weight = pd.DataFrame({"period": [month], "dimension": ["process"], "weight": [0.25]})
    >>> there = pd.DataFrame({"agent_id": ["A", "B", "C"], "period": month})
    >>> usual_lift(dt.date(2025, 12, 31), done, there, told, weight)
    Lift(mean=1.0, std_error=0.5)
    """
    require(completions, "completions", ("agent_id", "course_id", "completed_at"))
    require(effects, "effects", ("course_id", "dimension", "uplift", "std_error"))
    require(weights, "weights", ("period", "dimension", "weight"))
    require(ladder, "ladder", ("agent_id", "period"))
    first, last = as_of - dt.timedelta(days=USUAL_DAYS), as_of
    there = sum(day is not None and first < day <= last for day in days(ladder, "period"))
    weights = weights[weights["period"] == weights["period"].max()]
    pairs = zip(texts(completions, "agent_id"), texts(completions, "course_id"), strict=True)
    done = {
        pair
        for pair, at in zip(pairs, moments(completions, "completed_at"), strict=True)
        if at is not None and first < at.date() <= last
    }
    taken = pd.Series([course for _, course in done], dtype="object").value_counts()
    weight = dict(zip(texts(weights, "dimension"), numbers(weights, "weight"), strict=True))
    of_course = np.array([taken.get(course, 0) for course in texts(effects, "course_id")])
    share = np.array([weight.get(one, 0.0) for one in texts(effects, "dimension")])
    told = of_course * share
    if not there or not told.any():
        return None
    told = told / there
    mean = float(told @ numbers(effects, "uplift"))
    return Lift(mean, float(np.sqrt(np.square(told * numbers(effects, "std_error")).sum())))


def standing_shifts(ladder: LadderTables, lift: Lift, extra: float, months: int) -> Floats:
    """Return how people of each standing would stand with so much more training, by month.

    Everybody seen on a tier is lifted by the points that add up until that month, and stands where
    their chances of the tiers then put them.

    Args:
        ladder: of the months that are over, with how unsure abilities are.
        lift: what training as usual gives.
        extra: times the usual that comes on top; -1: no training.
        months: how many are looked ahead.

    Returns:
        Shares, shape (months, turns, tiers + 1, standings, standings): each turn is one value of
        what the lift may be. Whoever was never seen is left standing.
    """
    known = (ladder.tiers > 0) & (ladder.spread > 0)
    tier, old = ladder.tiers[known], ladder.standings[known]
    reach, spread = ladder.reach[known], ladder.spread[known][:, None]
    turns = lift.mean + lift.std_error * ndtri((np.arange(_TURNS) + 0.5) / _TURNS)
    shifts = np.zeros((months, _TURNS, ladder.top + 1, STANDINGS, STANDINGS))
    for month in range(months):
        for turn, points in enumerate((month + 1) * extra * turns):
            above = ndtr(reach + points / spread)
            chances = -np.diff(above, prepend=1.0, append=0.0, axis=1)
            np.add.at(shifts[month, turn], (tier, old, standing(tier, chances)), 1.0)
    shifts += np.eye(STANDINGS) * (shifts.sum(axis=-1, keepdims=True) == 0)
    return np.asarray(shifts / shifts.sum(axis=-1, keepdims=True))
