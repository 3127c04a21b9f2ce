"""What customers call about: issue types unequal in volume and difficulty, and how they shift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.simulation.columns import Floats
from competency.simulation.settings import SimulationSettings


@dataclass(frozen=True)
class IssueType:
    """One reason of contact; difficulty in logits, shares relative."""

    key: str
    share: float
    difficulty: float
    complex_share: float
    hard_share: float
    dispute_share: float
    offer_share: float
    surge: float = 1.0
    harder: float = 0.0


ISSUES = (
    IssueType("delivery_status", 18, -0.7, 0.10, 0.02, 0.02, 0.18),
    IssueType("returns", 11, 0.1, 0.25, 0.06, 0.14, 0.12, surge=2.2, harder=0.4),
    IssueType("refund", 11, 0.2, 0.25, 0.08, 0.20, 0.10, surge=1.3, harder=0.1),
    IssueType("product_advice", 12, -0.5, 0.15, 0.03, 0.00, 0.55),
    IssueType("account_access", 9, -0.6, 0.12, 0.03, 0.01, 0.15),
    IssueType("billing", 8, 0.0, 0.25, 0.07, 0.15, 0.15),
    IssueType("order_change", 7, -0.3, 0.15, 0.03, 0.03, 0.25),
    IssueType("technical", 7, 0.8, 0.40, 0.18, 0.03, 0.20),
    IssueType("promotion_coupon", 6, 0.0, 0.20, 0.04, 0.08, 0.35, surge=2.6, harder=0.4),
    IssueType("warranty", 5, 0.5, 0.35, 0.12, 0.16, 0.12),
    IssueType("complaint_handling", 4, 1.1, 0.45, 0.30, 0.75, 0.02),
    IssueType("data_privacy", 2, 0.9, 0.40, 0.20, 0.10, 0.02),
)
ISSUE_KEYS = tuple(issue.key for issue in ISSUES)

COMPLEXITIES = ("routine", "complex", "hard")
COMPLEXITY_EFFECT = np.array([0.0, 0.6, 1.3])
EMOTIONS = ("calm", "upset", "angry")
EMOTION_EFFECT = np.array([0.0, 0.3, 0.7])

_MEAN_CASE = 0.18
"""Share-weighted mean of the three parts before the change: keeps the base rates readable."""


def issue_shares(*, after_change: bool) -> Floats:
    """Share of each issue type in the volume; sums to 1."""
    share = np.array([issue.share * (issue.surge if after_change else 1) for issue in ISSUES])
    total: float = float(share.sum())
    return np.asarray(share / total, dtype=np.float64)


def issue_difficulty(*, after_change: bool) -> Floats:
    """Difficulty of each issue type, in logits."""
    return np.array([issue.difficulty + (issue.harder if after_change else 0) for issue in ISSUES])


def draw_difficulty(rng: np.random.Generator, settings: SimulationSettings, change: int) -> Floats:
    """Difficulty of each issue type in each month, in logits, shape (months, issues).

    The types wander against each other: the drift's mean over the volume is 0 in every month,
    and there is none in the first.
    """
    after = np.arange(settings.months) >= change
    steps = settings.difficulty_drift * rng.standard_normal((settings.months, len(ISSUES)))
    steps[0] = 0.0
    drift = np.cumsum(steps, axis=0)
    share = np.stack([issue_shares(after_change=bool(changed)) for changed in after])
    level = np.stack([issue_difficulty(after_change=bool(changed)) for changed in after])
    return np.asarray(level + drift - (drift * share).sum(axis=1)[:, None], dtype=np.float64)


def case_difficulty(issue_part: Floats, complexity_part: Floats, emotion_part: Floats) -> Floats:
    """Difficulty of cases in logits; about 0 for the average case before the change."""
    return issue_part + complexity_part + emotion_part - _MEAN_CASE
