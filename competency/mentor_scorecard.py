"""Mentors by what became of their mentees: who stayed, who passed the gate, who grew (S2-032).

Figures of few mentees say little: each is drawn toward all mentors' by how little, has an interval,
and below `people.minimum_mentees` is not told. Mentees are not given to mentors by lot, so that no
figure says what the mentor caused.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from competency.beta_binomial import shrink_shares
from competency.columns import Floats, days, numbers, require, texts
from competency.effect_shrinkage import shrink
from competency.frames import conform, empty
from competency.framework import Framework
from competency.intervals import Z90
from competency.on_duty import read_gates

KEY = ["mentor_id", "mentor_role"]
MEASURES = ("retention", "pass", "growth")
#: Points of the composite: mentors are alike a priori, most of them within some 3 points.
GROWTH_PRIOR, GROWTH_PRIOR_SD = 0.0, 3.0


def score_mentors(
    framework: Framework,
    pairs: pd.DataFrame,
    attempts: pd.DataFrame,
    tests: pd.DataFrame,
    unavailable: Collection[str] = (),
) -> pd.DataFrame:
    """Return the frame `mentor_scorecard`, one row a mentor and role, sorted by both.

    Args:
        framework: resolved framework.
        pairs: mentor_id, mentor_role (business, service), mentee_id, starts_on (day mentoring
            began), stayed (null where it is too early to say), growth (points of the composite
            beyond what people of that tenure gain; null where unknown).
        attempts: agent_id, assessment_id, dimension, taken_on, share of the mentees.
        tests: assessment_id, dimension of every test anybody has taken.
        unavailable: tables and columns the exports lack. Without `crm/agents.left_on` and
            `crm/agents.status` nobody is known to have stayed.
    """
    require(pairs, "pairs", (*KEY, "mentee_id", "starts_on", "stayed", "growth"))
    if pairs.empty:
        return empty("mentor_scorecard")
    told = pairs[KEY].assign(
        retention=numbers(pairs, "stayed"),
        growth=numbers(pairs, "growth"),
        **{"pass": _passed(framework, pairs, attempts, tests)},
    )
    if {"crm/agents.left_on", "crm/agents.status"} <= set(unavailable):
        told["retention"] = np.nan
    by_mentor = told.groupby(KEY, sort=True)
    result = by_mentor.size().rename("n_mentees").reset_index()
    for measure in MEASURES:
        spread = _pooled_deviation(told, measure)
        n = by_mentor[measure].count().to_numpy(dtype=float)
        mean = by_mentor[measure].mean().to_numpy(dtype=float)
        for role in result["mentor_role"].unique():
            rows = (result["mentor_role"] == role).to_numpy()
            figures = _figures(measure, n[rows], mean[rows], spread)
            shown = n[rows] >= framework.people.minimum_mentees
            for name, values in figures.items():
                result.loc[rows, name] = np.where(shown, values, np.nan)
        result[f"{measure}_n"] = n
    rated = result[list(MEASURES)].notna().any(axis=1)
    result["state"] = np.where(rated, "rated", "too_few")
    return conform(result, "mentor_scorecard")


def _figures(measure: str, n: Floats, mean: Floats, spread: float) -> dict[str, Floats]:
    """Raw figure, what is believed, and the interval; of mentors with any mentee to tell of."""
    names = (f"{measure}_raw", measure, f"{measure}_lower", f"{measure}_upper")
    nothing = np.full(len(n), np.nan)
    if not n.any() or (measure == "growth" and np.isnan(spread)):
        return dict.fromkeys(names, nothing)
    if measure != "growth":
        shares = shrink_shares(np.nan_to_num(mean * n), n)
        return dict(zip(names, (mean, shares.mean, shares.lower, shares.upper), strict=True))
    error = np.where(n > 0, spread / np.sqrt(np.maximum(n, 1)), np.nan)
    believed = shrink(mean, error, GROWTH_PRIOR, GROWTH_PRIOR_SD)
    half = Z90 * believed.deviation
    return dict(
        zip(names, (mean, believed.mean, believed.mean - half, believed.mean + half), strict=True)
    )


def _pooled_deviation(told: pd.DataFrame, measure: str) -> float:
    """Standard deviation between mentees of one mentor; NaN where nobody has two mentees."""
    known = told[told[measure].notna()]
    groups = known.groupby(KEY)[measure]
    freedom = int((groups.size() - 1).sum()) if len(known) else 0
    if freedom == 0:
        return float("nan")
    apart = known[measure] - groups.transform("mean")
    return max(float(np.sqrt((apart**2).sum() / freedom)), 1e-6)


def _passed(
    framework: Framework, pairs: pd.DataFrame, attempts: pd.DataFrame, tests: pd.DataFrame
) -> Floats:
    """1 for a mentee cleared under the mentor, 0 for one who tried and is not, NaN for others.

    A gate passed before mentoring began is nobody's merit here.
    """
    mentees = [one or "" for one in texts(pairs, "mentee_id")]
    gates = read_gates(framework, sorted(set(mentees)), attempts, tests)
    result = np.full(len(pairs), np.nan)
    for row, (mentee, began) in enumerate(zip(mentees, days(pairs, "starts_on"), strict=True)):
        gate = gates[mentee]
        if gate.cleared and gate.cleared_on is not None:
            if began is not None and gate.cleared_on >= began:
                result[row] = 1.0
        elif gate.cleared is False and any(one.attempts for one in gate.parts.values()):
            result[row] = 0.0
    return result
