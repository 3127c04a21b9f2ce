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
from competency.editions import Editions, editions_of
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
    framework: Framework | Editions,
    posterior: Posterior,
    agent_months: pd.DataFrame,
    certificates: pd.DataFrame,
    marks: pd.DataFrame,
    critical: pd.DataFrame,
) -> Gates:
    """Hold every agent-month of `posterior` against the gates of every tier.

    What the exports do not tell of anybody bars nobody: roles, hire dates, mentors, 360 feedback.

    Args:
        framework: resolved framework, or editions of it by month.
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
    editions = editions_of(framework)
    row = rows_of(posterior, agent_months)
    tenure = np.full(len(posterior.agent), np.nan)
    tenure[row[row >= 0]] = numbers(agent_months, "tenure_months")[row >= 0]
    role = np.array(_spread(posterior, row, texts(agent_months, "role")), dtype=object)
    evidence = posterior.n.sum(axis=1)
    feedback = marks[(marks["source"].astype("string") == FEEDBACK).fillna(False)]
    ratings = recent_sum(posterior, feedback, "n", FEEDBACK_MONTHS)
    total = recent_sum(posterior, feedback, "total", FEEDBACK_MONTHS)
    rating = np.where(ratings > 0, total / np.where(ratings > 0, ratings, 1.0), np.nan)
    courses, lacking, held = _certificates(editions, posterior, certificates)
    progress = np.ones((len(posterior.agent), len(editions.latest.ladder.tiers), len(GATES)))
    reviews, failed = np.zeros(len(posterior.agent)), np.zeros(len(posterior.agent))
    for framework_then, here in editions.parts(posterior.month):
        rules = framework_then.ladder
        reviews[here] = recent_sum(posterior, critical, "n_reviews", rules.critical_months)[here]
        failed[here] = recent_sum(posterior, critical, "n_critical", rules.critical_months)[here]
        for place, tier in enumerate(rules.tiers):
            gate: dict[str, Floats] = {"evidence": share_of(evidence, tier.minimum_evidence)}
            gate["certificate"] = held[:, place]
            if tier.roles and any(role):
                gate["role"] = np.isin(role, tier.roles).astype(np.float64)
            if rules.clock == "since_hire":
                served = share_of(tenure, tier.min_months)
                gate["tenure"] = np.where(np.isnan(tenure), 1.0, served)
            if tier.feedback_360 is not None and len(feedback):
                enough = share_of(ratings, tier.feedback_360.minimum_ratings)
                good = share_of(np.nan_to_num(rating), tier.feedback_360.share)
                gate["feedback_360"] = np.minimum(enough, good)
            for name, part in gate.items():
                progress[here, place, GATES.index(name)] = part[here]
    team = _spread(posterior, row, texts(agent_months, "team_id"))
    return Gates(
        progress, team, tenure, evidence, ratings, rating, reviews, failed, courses, lacking
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
    editions: Editions, posterior: Posterior, certificates: pd.DataFrame
) -> tuple[tuple[str, ...], Ints, Floats]:
    """Return courses asked for, the first one lacking by tier, and the share of them held.

    A tier asks for all that the tiers below it ask for.
    """
    tiers = len(editions.latest.ladder.tiers)
    asked = tuple(
        dict.fromkeys(
            course
            for framework in editions.frameworks
            for tier in framework.ladder.tiers
            for course in tier.certificates
        )
    )
    rows = len(posterior.agent)
    lacking, held = np.full((rows, tiers), -1), np.ones((rows, tiers))
    if not asked:
        return asked, lacking, held
    require(certificates, "certificates", ("agent_id", "course_id", "valid_from"))
    named = certificates["course_id"].astype("string").str.strip()
    valid = np.stack(
        [_valid(posterior, certificates[(named == course).fillna(False)]) for course in asked],
        axis=1,
    )
    for framework, here in editions.parts(posterior.month):
        wanted: list[int] = []
        for place, tier in enumerate(framework.ladder.tiers):
            new = [asked.index(course) for course in tier.certificates]
            wanted = list(dict.fromkeys([*wanted, *new]))
            if wanted:
                missing = ~valid[here][:, wanted]
                first = np.array(wanted)[missing.argmax(axis=1)]
                lacking[here, place] = np.where(missing.any(axis=1), first, -1)
                held[here, place] = 1 - missing.mean(axis=1)
    return asked, lacking, held


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
