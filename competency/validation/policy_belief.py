"""What the product believes in a policy test: it sees monthly evidence, never the truth.

Kalman's filter of correlated dimensions, the product's own ladder and its own gaps.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from competency.columns import Floats, Ints, month_starts
from competency.framework import Framework
from competency.gaps import standings
from competency.ladder import place
from competency.posterior import Posterior
from competency.simulation.abilities import talent_covariance
from competency.validation.policy_centre import scale

_FIRST_MONTH = 2020 * 12
#: How much an ability is taken to wander a month, tenure and training included.
_DRIFT = 0.08
#: Enough that no tier waits for it.
_PIECES = 100.0


@dataclass
class Belief:
    """Belief about everybody's abilities, month by month; in points outside, in sd inside.

    Args:
        framework: resolved framework.
        agents: how many.
        error: standard error of a month's evidence, in standard deviations of ability.
    """

    framework: Framework
    agents: int
    error: float
    means: list[Floats] = field(default_factory=list)
    covariances: list[Floats] = field(default_factory=list)

    def see(self, evidence: Floats) -> None:
        """Take in a month's evidence, shape (agents, 6)."""
        size = evidence.shape[1]
        if self.means:
            mean = self.means[-1]
            covariance = self.covariances[-1] + _DRIFT**2 * np.eye(size)
        else:
            # Before any evidence people differ by talent and by how long they have been there.
            mean, covariance = np.zeros_like(evidence), 1.3 * talent_covariance()
        gain = covariance @ np.linalg.inv(covariance + self.error**2 * np.eye(size))
        self.means.append(mean + (evidence - mean) @ gain.T)
        self.covariances.append(covariance - gain @ covariance)

    @property
    def scores(self) -> Floats:
        """Scores of the latest month as published, 0 to 100, shape (agents, 6)."""
        slope, intercept = scale(self.framework)
        return np.asarray(np.clip(intercept + slope * self.means[-1], 0, 100))

    def tiers(self) -> Ints:
        """Return published tiers of all months so far, 0 without one, shape (agents, months).

        By the product's ladder with its bars and dwell times; gates that ask for something else
        than scores are open.
        """
        slope, intercept = scale(self.framework)
        months = len(self.means)
        mean = intercept + slope * np.concatenate(self.means)
        posterior = Posterior(
            agents=pd.Index(self.names, dtype="string"),
            agent=np.tile(np.arange(self.agents), months),
            month=np.repeat(_FIRST_MONTH + np.arange(months), self.agents),
            mean=mean,
            covariance=slope**2 * np.repeat(np.stack(self.covariances), self.agents, axis=0),
            n=np.full(mean.shape, _PIECES),
            enough=np.ones(mean.shape, dtype=np.bool_),
            live=np.ones(mean.shape[1], dtype=np.bool_),
        )
        none = pd.DataFrame({"agent_id": pd.Series([], dtype="string"), "period": []})
        placed = place(
            self.framework,
            posterior=posterior,
            weights=pd.DataFrame({"period": [], "dimension": [], "weight": []}),
            agent_months=none,
            certificates=none.assign(course_id=[], valid_from=[], valid_to=[]),
            marks=none.assign(source=[], n=[], total=[]),
            critical=none.assign(n_reviews=[], n_critical=[]),
        )
        return placed.places.tier.reshape(months, self.agents).T

    def gaps(self, tiers: Ints) -> Floats:
        """Return gaps in the latest month as the product tells them, shape (agents, 6).

        Args:
            tiers: published tiers of the latest month, shape (agents,).
        """
        keys = self.framework.dimension_keys
        month = month_starts(np.array([_FIRST_MONTH + len(self.means) - 1]))[0]
        scores = pd.DataFrame(
            {
                "agent_id": np.repeat(self.names, len(keys)),
                "period": month,
                "dimension": np.tile(list(keys), self.agents),
                "score": self.scores.ravel(),
            }
        )
        ladder = pd.DataFrame({"agent_id": self.names, "period": month,
                               "tier": np.where(tiers > 0, tiers, np.nan)})  # fmt: skip
        found = standings(self.framework, scores, ladder)
        return np.array([[found[name].gaps[key] for key in keys] for name in self.names])

    @property
    def names(self) -> list[str]:
        """Names of the agents, in order."""
        return [f"A{number:05d}" for number in range(self.agents)]
