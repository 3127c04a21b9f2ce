"""What further quality reviews would tell of each agent: variance of the composite against reviews.

An indicator that sees theta_d as theta_d + e_i + noise, with e_i ~ N(0, psi_i) the agent's own part
and one review's noise of variance s_i, tells of theta_d after n reviews

    J_i(n) = 1 / (psi_i + s_i / n)

(e_i integrated out; all in standard deviations of theta). r more reviews add J_i(n + r) - J_i(n) to
the precision of the belief P about theta, so that

    V(r) = w' (P^-1 + diag_d(sum_i J_i(n_i + r k_i) - J_i(n_i)))^-1 w

with w the weights in points and k_i the marks of i in a review. J is concave in r, and the inverse
of a matrix is operator convex and decreasing (Bhatia 1997, Matrix Analysis, V.1): V falls and is
convex, each further review helps less. psi and s are those of `indicator_models`. That errors of
one review's criteria hang together, and that a reviewer's severity is not known for sure, is left
out: V is a little too hopeful, alike for whoever gets the reviews.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Floats, Ints, months, numbers, require, texts
from competency.framework import Framework

_REVIEWS = "qa/reviews"


@dataclass(frozen=True)
class ReviewInformation:
    """Beliefs about some agents and what a review tells; arrays as in the formula above.

    prior: P, shape (agents, dimensions, dimensions); weight: w in points, shape (dimensions,).
    dimension, own (psi), noise (s), marks (k): shape (indicators,); seen (n): (agents, indicators).
    """

    agents: pd.Index[str]
    prior: Floats
    weight: Floats
    dimension: Ints
    own: Floats
    noise: Floats
    marks: Floats
    seen: Floats

    @property
    def can_tell(self) -> bool:
        """Whether reviews tell anything, and of anybody."""
        return bool(len(self.agents)) and bool(len(self.dimension))

    def variance(self, reviews: Floats) -> Floats:
        """Return V in squared points after so many more reviews of each agent, shape (agents,).

        >>> one = ReviewInformation(pd.Index(["A"]), np.ones((1, 1, 1)), np.array([10.0]),
        ...     np.array([0]), np.zeros(1), np.array([4.0]), np.ones(1), np.zeros((1, 1)))
        >>> one.variance(np.array([0.0])).tolist(), one.variance(np.array([4.0])).tolist()
        ([100.0], [50.0])
        """
        after = self._told(self.seen + np.reshape(reviews, (-1, 1)) * self.marks)
        added = np.maximum(after - self._told(self.seen), 0.0)
        onto = self.dimension[:, None] == np.arange(len(self.weight))
        root = np.sqrt(added @ onto)
        # P - P S (I + S P S)^-1 S P with S = root: P may be singular, the bracket is not.
        half = root[:, :, None] * self.prior
        inner = half * root[:, None, :] + np.eye(len(self.weight))
        pulled = half @ self.weight
        saved = (pulled * np.linalg.solve(inner, pulled[:, :, None])[:, :, 0]).sum(axis=1)
        before = ((self.prior @ self.weight) * self.weight).sum(axis=1)
        return np.asarray(np.maximum(before - saved, 0.0))

    def _told(self, n: Floats) -> Floats:
        total = self.own + self.noise / np.maximum(n, 1e-12)
        return np.asarray(np.where(n > 0, 1 / np.maximum(total, 1e-12), 0.0))


def read_information(
    framework: Framework, beliefs: pd.DataFrame, weights: pd.DataFrame, reviews: pd.DataFrame
) -> ReviewInformation:
    """Return what is known, from the newest month's beliefs.

    Args:
        framework: resolved framework.
        beliefs: rows of the frames `agent_scores`, `score_covariances`, `agent_indicators` of one
            month and of `indicator_models`, told apart by `kind`: score, covariance, indicator,
            model.
        weights: `dimension_weights`; those of the newest month count.
        reviews: period, n_reviews: human reviews by month.

    Returns:
        Nobody in it where nothing was scored; no indicator where reviews were never learnt from.
    """
    require(beliefs, "beliefs", ("kind", "agent_id", "period", "dimension", "own_share"))
    of_kind = {name: beliefs[beliefs["kind"] == name] for name in ("score", "covariance")}
    scores, covariances = of_kind["score"], of_kind["covariance"]
    indicators = beliefs[beliefs["kind"] == "indicator"]
    models = beliefs[beliefs["kind"] == "model"]
    weights = weights[weights["period"] == weights["period"].max()]
    window = months(reviews) > (months(scores).max(initial=0) - framework.window_months)
    reviewed = float(np.nansum(numbers(reviews, "n_reviews")[window]))
    keys = list(framework.dimension_keys)
    agents = pd.Index(sorted({one for one in texts(scores, "agent_id") if one}), dtype="string")
    prior = np.zeros((len(agents), len(keys), len(keys)))
    for frame, other, value in (
        (scores, "dimension", "ability_variance"),
        (covariances, "other_dimension", "ability_covariance"),
    ):
        agent = agents.get_indexer(pd.Index(frame["agent_id"].astype("string")))
        row = pd.Index(keys).get_indexer(pd.Index(frame["dimension"].astype(object)))
        column = pd.Index(keys).get_indexer(pd.Index(frame[other].astype(object)))
        kept = (agent >= 0) & (row >= 0) & (column >= 0)
        cell = np.nan_to_num(numbers(frame, value))[kept]
        prior[agent[kept], row[kept], column[kept]] = cell
        prior[agent[kept], column[kept], row[kept]] = cell
    of_reviews = {item.key for item in framework.enabled_indicators() if item.source == _REVIEWS}
    own_share, needed = numbers(models, "own_share"), numbers(models, "cases_needed")
    names, places = texts(models, "indicator"), texts(models, "dimension")
    items = [
        at
        for at, name in enumerate(names)
        if name in of_reviews and places[at] in keys and 0 <= own_share[at] < 1 and needed[at] > 0
    ]
    shown = pd.Index([names[at] for at in items], dtype="string")
    seen = np.zeros((len(agents), len(shown)))
    agent = agents.get_indexer(pd.Index(indicators["agent_id"].astype("string")))
    item = shown.get_indexer(pd.Index(indicators["indicator"].astype("string")))
    kept = (agent >= 0) & (item >= 0)
    seen[agent[kept], item[kept]] = np.nan_to_num(numbers(indicators, "n_evidence"))[kept]
    alone = 1 - own_share[items]
    slope = numbers(models, "points_per_sd")
    return ReviewInformation(
        agents,
        prior,
        _weight(keys, prior, weights) * (float(slope[0]) if len(slope) else 0.0),
        np.array([keys.index(str(places[at])) for at in items], dtype=np.int64),
        own_share[items] / alone,
        needed[items] / alone,
        np.minimum(seen.sum(axis=0) / max(reviewed, 1.0), 1.0),
        seen,
    )


def _weight(keys: list[str], prior: Floats, weights: pd.DataFrame) -> Floats:
    """Return the weights of dimensions anybody has evidence on; they add to 1."""
    known = dict(zip(texts(weights, "dimension"), numbers(weights, "weight"), strict=True))
    live = np.einsum("add->d", prior) > 0
    found = np.array([known.get(key, 0.0) for key in keys]) * live
    return np.asarray(found / max(float(found.sum()), 1e-12))
