"""Quality reviews: a few contacts of every agent and month, by reviewers of unequal severity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from competency.simulation.cases import Cases
from competency.simulation.columns import (
    Flags,
    Floats,
    Ints,
    Texts,
    flags,
    frame_of,
    ids,
    moments,
)
from competency.simulation.months import DAY
from competency.simulation.settings import SimulationSettings

CRITERIA = (
    "process_accuracy",
    "compliance",
    "knowledge_accuracy",
    "problem_solving",
    "mediation",
    "communication",
    "empathy",
)
MAX_SCORE = 5.0
_LEAST = 2

# Points out of 5 a unit of ability is worth; rows criteria, columns dimensions.
_LOADING = np.array(
    [
        [0.36, 0.00, 0.00, 0.00, 0.00, 0.0],
        [0.22, 0.00, 0.00, 0.08, 0.00, 0.0],
        [0.00, 0.36, 0.00, 0.00, 0.00, 0.0],
        [0.00, 0.08, 0.32, 0.00, 0.00, 0.0],
        [0.00, 0.00, 0.00, 0.38, 0.00, 0.0],
        [0.00, 0.00, 0.00, 0.06, 0.28, 0.0],
        [0.00, 0.00, 0.00, 0.00, 0.36, 0.0],
    ]
)
_MEAN = np.array([4.38, 4.50, 4.30, 4.22, 4.12, 4.40, 4.22])
# How the contact itself went and how the reviewer saw it: each in common to the criteria and each
# criterion's own. Two reviews of one contact share the first pair.
_WENT_SHARED, _WENT_OWN = 0.22, 0.27
_SEEN_SHARED, _SEEN_OWN = 0.17, 0.27
_DIFFICULTY = 0.14

_AUTO_SHARE = 0.2
"""Share of reviews that only the automatic reviewer gives."""

AUTO_LEANING = np.array([0.10, 0.05, 0.10, 0.0, -0.10, 0.0, -0.15])
"""Points by which the automatic reviewer's view of each criterion differs; 0 on average."""

AUTO_NOISE = np.array([0.15, 0.15, 0.20, 0.25, 0.35, 0.30, 0.40])
"""The automatic reviewer's extra sd by criterion: what is said is easier to judge than the tone."""

_COMPLIANCE, _MEDIATION = CRITERIA.index("compliance"), CRITERIA.index("mediation")


@dataclass(frozen=True)
class Reviews:
    """One entry a review; `points` (reviews, criteria) is NaN where a criterion did not apply."""

    contact: Ints
    agent: Ints
    reviewer: Ints
    reviewed: Ints
    disputed: Flags
    new_rubric: bool
    points: Floats


def draw_severity(rng: np.random.Generator, settings: SimulationSettings) -> Floats:
    """Points each reviewer takes off in each month, shape (months, 1 + reviewers).

    Reviewer 0 is the automatic one: it takes none and does not drift.
    """
    human = settings.severity_sd * rng.standard_normal(settings.reviewers)
    steps = settings.severity_drift * rng.standard_normal((settings.months, settings.reviewers))
    steps[0] = 0.0
    return np.pad(human + np.cumsum(steps, axis=0), ((0, 0), (1, 0)))


def draw_reviews(
    rng: np.random.Generator,
    settings: SimulationSettings,
    cases: Cases,
    *,
    ability: Floats,
    wanted: Floats,
    team: Ints,
    severity: Floats,
    first_contact_row: int,
    month_end: int,
    after_change: bool,
) -> Reviews:
    """Reviews of one month's contacts, with that month's severities.

    `wanted` is each agent's mean number: from two on, no month has less than two, contacts given.
    """
    row = _sample(rng, cases, wanted)
    agent = cases.agent[row]
    reviewer = _assign(rng, settings, team[agent])
    went = (
        _MEAN[None, :]
        + ability[agent] @ _LOADING.T
        - _DIFFICULTY * cases.difficulty[row][:, None]
        + _WENT_SHARED * rng.standard_normal((len(row), 1))
        + _WENT_OWN * rng.standard_normal((len(row), len(CRITERIA)))
    )
    breach = rng.random(len(row)) < expit(-4.4 - 0.6 * ability[agent, 0])

    # What the automatic reviewer sees as well comes after what was given to one reviewer alone.
    double = np.flatnonzero((reviewer > 0) & (rng.random(len(row)) < settings.double_scored))
    seen = np.concatenate([np.arange(len(row)), double])
    reviewer = np.concatenate([reviewer, np.zeros(len(double), dtype=np.int64)])
    row, agent, count = row[seen], agent[seen], len(seen)
    points = went[seen] - severity[reviewer][:, None] + _seen(rng, auto=reviewer == 0)
    points = np.clip(np.round(points * 2) / 2, 0, MAX_SCORE)
    points[breach[seen], _COMPLIANCE] = 0.0
    calm = (cases.emotion[row] == 0) & ~cases.dispute[row]
    points[calm, _MEDIATION] = np.nan

    lag = rng.uniform(0.02, 0.98, size=count) * np.minimum(
        10 * DAY, month_end - 1 - cases.opened[row]
    )
    return Reviews(
        contact=row + first_contact_row,
        agent=agent,
        reviewer=reviewer,
        reviewed=cases.opened[row] + lag.astype(np.int64),
        disputed=(rng.random(count) < 0.03 + 0.05 * (np.nanmean(points, axis=1) < 3.7)),
        new_rubric=after_change,
        points=points,
    )


def _sample(rng: np.random.Generator, cases: Cases, mean: Floats) -> Ints:
    """Rows to review, drawn without replacement within each agent."""
    wanted = np.maximum(np.where(mean >= _LEAST, _LEAST, 0), rng.poisson(mean))
    order = np.lexsort((rng.random(cases.count), cases.agent))
    of_agent = cases.agent[order]
    first = np.searchsorted(of_agent, np.arange(len(mean)))
    rank = np.arange(cases.count) - first[of_agent]
    return np.sort(order[rank < wanted[of_agent]])


def _assign(rng: np.random.Generator, settings: SimulationSettings, team: Ints) -> Ints:
    """Reviewer of each contact, by the agent's team.

    Each team has its usual reviewers, so severity does not average out by itself.
    """
    count = len(team)
    if settings.reviewer_home_share < 1:
        usual = 1 + (team * 2 + rng.integers(0, 3, size=count)) % settings.reviewers
    else:
        usual = 1 + team % settings.reviewers
    anyone = 1 + rng.integers(0, settings.reviewers, size=count)
    human = np.where(rng.random(count) < settings.reviewer_home_share, usual, anyone)
    return np.where(rng.random(count) < _AUTO_SHARE, 0, human)


def _seen(rng: np.random.Generator, *, auto: Flags) -> Floats:
    """What each review adds to how the contact went, shape (reviews, criteria)."""
    shape = (len(auto), len(CRITERIA))
    error = _SEEN_SHARED * rng.standard_normal((len(auto), 1))
    error = error + _SEEN_OWN * rng.standard_normal(shape)
    own_view = AUTO_LEANING + AUTO_NOISE * rng.standard_normal(shape)
    return np.asarray(error + auto[:, None] * own_view, dtype=np.float64)


def reviews_frames(
    parts: Sequence[Reviews], interaction_id: Texts, agent_id: Texts
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """qa/reviews by moment, and qa/review_scores in the same order."""
    reviewed = np.concatenate([part.reviewed for part in parts])
    contact = np.concatenate([part.contact for part in parts])
    order = np.lexsort((contact, reviewed))
    reviewer = np.concatenate([part.reviewer for part in parts])[order]
    points = np.concatenate([part.points for part in parts])[order]
    new = np.concatenate([np.full(len(part.contact), part.new_rubric) for part in parts])[order]
    review_id = ids("Q", np.arange(len(order)), 6)
    reviews = frame_of(
        "qa/reviews",
        {
            "review_id": review_id,
            "agent_id": agent_id[np.concatenate([part.agent for part in parts])[order]],
            "reviewer_id": reviewer_ids(reviewer),
            "reviewed_at": moments(reviewed[order]),
            "interaction_id": interaction_id[contact[order]],
            "method": np.where(reviewer == 0, "auto", "human").astype("O"),
            "rubric_version": np.where(new, "v2", "v1").astype("O"),
            "disputed": flags(np.concatenate([part.disputed for part in parts])[order]),
        },
    )
    given = ~np.isnan(points).ravel()
    criterion = np.tile(np.arange(len(CRITERIA)), len(order))[given]
    scores = frame_of(
        "qa/review_scores",
        {
            "review_id": np.repeat(review_id, len(CRITERIA))[given],
            "criterion": np.array(CRITERIA, dtype="O")[criterion],
            "score": points.ravel()[given],
            "max_score": np.full(int(given.sum()), MAX_SCORE),
            "critical": flags(criterion == _COMPLIANCE),
        },
    )
    return reviews, scores


def reviewer_ids(numbers: Ints) -> Texts:
    """Names of reviewers; 0 is the automatic one.

    >>> reviewer_ids(np.array([0, 3])).tolist()
    ['AUTO', 'R03']
    """
    return np.array(
        ["AUTO" if number == 0 else f"R{number:02d}" for number in numbers.tolist()], dtype="O"
    )
