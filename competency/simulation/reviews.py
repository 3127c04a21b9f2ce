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
_ERROR_SHARED, _ERROR_OWN = 0.28, 0.38
_DIFFICULTY = 0.14
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
    """Points each reviewer takes off; reviewer 0 is the automatic one and takes none."""
    human = settings.severity_sd * rng.standard_normal(settings.reviewers)
    return np.concatenate([[0.0], human])


def draw_reviews(
    rng: np.random.Generator,
    settings: SimulationSettings,
    cases: Cases,
    *,
    ability: Floats,
    team: Ints,
    severity: Floats,
    first_contact_row: int,
    month_end: int,
    after_change: bool,
) -> Reviews:
    """Reviews of one month's contacts: at least two an agent, where there are as many."""
    row = _sample(rng, settings, cases, len(ability))
    count = len(row)
    agent = cases.agent[row]
    # Each team has its usual reviewers, so severity does not average out by itself.
    usual = 1 + (team[agent] * 2 + rng.integers(0, 3, size=count)) % settings.reviewers
    anyone = 1 + rng.integers(0, settings.reviewers, size=count)
    reviewer = np.where(rng.random(count) < 0.6, usual, anyone)
    reviewer = np.where(rng.random(count) < 0.2, 0, reviewer)

    points = (
        _MEAN[None, :]
        + ability[agent] @ _LOADING.T
        - severity[reviewer][:, None]
        - _DIFFICULTY * cases.difficulty[row][:, None]
        + _ERROR_SHARED * rng.standard_normal((count, 1))
        + _ERROR_OWN * rng.standard_normal((count, len(CRITERIA)))
    )
    points = np.clip(np.round(points * 2) / 2, 0, MAX_SCORE)
    breach = rng.random(count) < expit(-4.4 - 0.6 * ability[agent, 0])
    points[breach, _COMPLIANCE] = 0.0
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


def _sample(
    rng: np.random.Generator, settings: SimulationSettings, cases: Cases, agents: int
) -> Ints:
    """Rows to review, drawn without replacement within each agent."""
    wanted = np.maximum(2, rng.poisson(settings.reviews_per_month, size=agents))
    order = np.lexsort((rng.random(cases.count), cases.agent))
    of_agent = cases.agent[order]
    first = np.searchsorted(of_agent, np.arange(agents))
    rank = np.arange(cases.count) - first[of_agent]
    return np.sort(order[rank < wanted[of_agent]])


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
