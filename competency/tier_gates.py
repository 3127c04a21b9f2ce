"""Gates of the tiers beside the scores, and how near each agent-month is to passing them.

Those that depend on the tier held (mentees, tenure in the tier, critical failures) are filled in
by `tier_walk`, which knows it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from competency.columns import Flags, Floats, Ints, codes, months, numbers, require, texts
from competency.framework import Framework
from competency.look_back import recent_sum
from competency.posterior import Posterior

#: In the order in which the nearer to impossible is named first when two are equally far.
GATES = (
    "critical_failure",
    "evidence",
    "certificate",
    "role",
    "mentees",
    "feedback_360",
    "tenure",
)
FEEDBACK = "qa/feedback_360"
FEEDBACK_MONTHS = 12


@dataclass(frozen=True)
class Gates:
    """Arrays over rows (agent-months) and tiers.

    progress: how much of what a gate asks is there, 0 to 1; 1 passes; shape (rows, tiers, gates).
    evidence, ratings, rating: pieces of evidence; 360 ratings of a year and their mean, 0 to 1.
    reviews, critical: human reviews within the months a critical failure counts, and those failed.
    courses, lacking: courses any tier asks for; number of the first one lacking, -1 for none.
    """

    progress: Floats
    team: list[str | None]
    tenure: Floats
    evidence: Floats
    ratings: Floats
    rating: Floats
    reviews: Floats
    critical: Floats
    courses: tuple[str, ...]
    lacking: Ints


def tier_gates(
    framework: Framework,
    posterior: Posterior,
    agent_months: pd.DataFrame,
    certificates: pd.DataFrame,
    marks: pd.DataFrame,
    critical: pd.DataFrame,
) -> Gates:
    """Hold every agent-month of `posterior` against the gates of every tier.

    What the exports do not tell of anybody bars nobody: roles, hire dates, mentors, 360 feedback.

    Args:
        framework: resolved framework.
        posterior: says which agent-months; its pieces of evidence are counted.
        agent_months: agent_id, period, team_id, role, tenure_months (null: no gate).
        certificates: agent_id, course_id, valid_from, valid_to (null: for ever); one row a course
            completed. Only read when a tier asks for certificates.
        marks: agent_id, period, source, n, total; only rows of 360 feedback are read, without self
            ratings, values from 0 to 1.
        critical: agent_id, period, n_reviews, n_critical.
    """
    require(agent_months, "agent_months", ("agent_id", "period"))
    require(marks, "marks", ("agent_id", "period", "source", "n", "total"))
    require(critical, "critical", ("agent_id", "period", "n_reviews", "n_critical"))
    rules = framework.ladder
    row = rows_of(posterior, agent_months)
    tenure = np.full(len(posterior.agent), np.nan)
    tenure[row[row >= 0]] = numbers(agent_months, "tenure_months")[row >= 0]
    role = _spread(posterior, row, texts(agent_months, "role"))
    evidence = posterior.n.sum(axis=1)
    feedback = marks[(marks["source"].astype("string") == FEEDBACK).fillna(False)]
    ratings = recent_sum(posterior, feedback, "n", FEEDBACK_MONTHS)
    total = recent_sum(posterior, feedback, "total", FEEDBACK_MONTHS)
    rating = np.where(ratings > 0, total / np.where(ratings > 0, ratings, 1.0), np.nan)
    courses, lacking, held = _certificates(framework, posterior, certificates)
    progress = np.ones((len(posterior.agent), len(rules.tiers), len(GATES)))
    for place, tier in enumerate(rules.tiers):
        gate = dict(zip(GATES, progress[:, place].T, strict=True))  # views: written in place
        gate["evidence"][:] = share_of(evidence, tier.minimum_evidence)
        gate["certificate"][:] = held[:, place]
        if tier.roles and any(role):
            gate["role"][:] = [one in tier.roles for one in role]
        if rules.clock == "since_hire":
            gate["tenure"][:] = np.where(np.isnan(tenure), 1.0, share_of(tenure, tier.min_months))
        if tier.feedback_360 is not None and len(feedback):
            enough = share_of(ratings, tier.feedback_360.minimum_ratings)
            good = share_of(np.nan_to_num(rating), tier.feedback_360.share)
            gate["feedback_360"][:] = np.minimum(enough, good)
    return Gates(
        progress,
        _spread(posterior, row, texts(agent_months, "team_id")),
        tenure,
        evidence,
        ratings,
        rating,
        recent_sum(posterior, critical, "n_reviews", rules.critical_months),
        recent_sum(posterior, critical, "n_critical", rules.critical_months),
        courses,
        lacking,
    )


def share_of(there: npt.ArrayLike, wanted: float) -> Floats:
    """Return how much of what is wanted is there, 0 to 1; 1 when nothing is wanted.

    >>> share_of([0, 2, 9], 4).tolist()
    [0.0, 0.5, 1.0]
    """
    have = np.asarray(there, dtype=np.float64)
    return np.clip(have / wanted, 0.0, 1.0) if wanted > 0 else np.ones(have.shape)


def passed(progress: Floats) -> Flags:
    """Tell which gates are passed; means of decimals may fall short by rounding alone."""
    return np.asarray(progress >= 1 - 1e-9)


def rows_of(posterior: Posterior, frame: pd.DataFrame) -> Ints:
    """Return the row of `posterior` of each row of `frame`, -1 where there is none."""
    agent, _ = codes(frame, "agent_id", posterior.agents)
    width = max(len(posterior.agents), 1)
    known: pd.Index[int] = pd.Index(posterior.month * width + posterior.agent)
    wanted = np.where(agent >= 0, months(frame) * width + agent, -1)
    return known.get_indexer(pd.Index(wanted)).astype(np.int64)


def _spread(posterior: Posterior, row: Ints, words: list[str | None]) -> list[str | None]:
    """Put words of another frame's rows where `row` says."""
    result: list[str | None] = [None] * len(posterior.agent)
    for place, word in zip(row.tolist(), words, strict=True):
        if place >= 0:
            result[place] = word
    return result


def _certificates(
    framework: Framework, posterior: Posterior, certificates: pd.DataFrame
) -> tuple[tuple[str, ...], Ints, Floats]:
    """Return courses asked for, the first one lacking by tier, and the share of them held.

    A tier asks for all that the tiers below it ask for.
    """
    asked: list[str] = []
    upto: list[int] = []
    for tier in framework.ladder.tiers:
        asked += [course for course in tier.certificates if course not in asked]
        upto.append(len(asked))
    rows = len(posterior.agent)
    valid = np.zeros((rows, len(asked)), bool)
    if asked:
        require(certificates, "certificates", ("agent_id", "course_id", "valid_from"))
        named = certificates["course_id"].astype("string").str.strip()
        for place, course in enumerate(asked):
            valid[:, place] = _valid(posterior, certificates[(named == course).fillna(False)])
    lacking = np.full((rows, len(upto)), -1)
    held = np.ones((rows, len(upto)))
    for place, count in enumerate(upto):
        if count:
            missing = ~valid[:, :count]
            lacking[:, place] = np.where(missing.any(axis=1), missing.argmax(axis=1), -1)
            held[:, place] = valid[:, :count].mean(axis=1)
    return tuple(asked), lacking, held


def _valid(posterior: Posterior, certificates: pd.DataFrame) -> Flags:
    """Tell for each row whether one of these certificates is valid in its month."""
    result = np.zeros(len(posterior.agent), bool)
    agent, _ = codes(certificates, "agent_id", posterior.agents)
    start = months(certificates, "valid_from")
    end = np.full(len(certificates), -1)
    if "valid_to" in certificates.columns:
        end = months(certificates, "valid_to")
    of_agent = pd.Series(np.arange(len(posterior.agent))).groupby(posterior.agent).indices
    for who, since, until in zip(agent.tolist(), start.tolist(), end.tolist(), strict=True):
        if since >= 0 and who in of_agent:
            place = of_agent[who]
            month = posterior.month[place]
            result[place] |= (month >= since) & ((month <= until) | (until < 0))
    return result
