"""The joint belief about every agent's dimensions in every month, as arrays read from the frames.

Made by `scores`; the composite, the tiers and whatever else needs more than one dimension at a time
start from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats, Ints, codes, months, numbers, require
from competency.framework import Framework

SCORES = ("agent_id", "period", "dimension", "posterior_mean", "std_error", "n_evidence",
          "evidence_state")  # fmt: skip
COVARIANCES = ("agent_id", "period", "dimension", "other_dimension", "covariance")


@dataclass(frozen=True)
class Posterior:
    """Normal beliefs on the 0-100 scale, uncapped; rows are agent-months by month, then agent.

    mean: shape (rows, dimensions), NaN where a dimension is not live.
    covariance: shape (rows, dimensions, dimensions), 0 where not live.
    n, enough: pieces of evidence and whether they suffice, shape (rows, dimensions).
    live: dimensions anybody has evidence on, shape (dimensions,).
    """

    agents: pd.Index[str]
    agent: Ints
    month: Ints
    mean: Floats
    covariance: Floats
    n: Floats
    enough: Flags
    live: Flags

    def take(self, rows: Ints) -> Posterior:
        """Return some of the rows."""
        return replace(
            self,
            agent=self.agent[rows],
            month=self.month[rows],
            mean=self.mean[rows],
            covariance=self.covariance[rows],
            n=self.n[rows],
            enough=self.enough[rows],
        )

    def combine(self, weights: Floats) -> tuple[Floats, Floats]:
        """Return mean and variance of weighted means of the live dimensions.

        Args:
            weights: shape (dimensions,) or (rows, dimensions); renormalised over live dimensions.

        Returns:
            Two arrays of shape (rows,); NaN where no live dimension has weight.
        """
        weight = np.where(self.live, np.broadcast_to(weights, self.mean.shape), 0.0)
        total = weight.sum(axis=1, keepdims=True)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(total > 0, weight / total, np.nan)
        mean = (share * np.nan_to_num(self.mean)).sum(axis=1)
        variance = np.einsum("ri,rij,rj->r", share, self.covariance, share)
        return mean, variance


def read_posterior(
    framework: Framework, scores: pd.DataFrame, covariances: pd.DataFrame
) -> Posterior:
    """Pivot the frames `agent_scores` and `score_covariances`."""
    require(scores, "scores", SCORES)
    require(covariances, "covariances", COVARIANCES)
    agents: pd.Index[str] = pd.Index(
        sorted(set(scores["agent_id"].astype("string"))), dtype="string"
    )
    keys: pd.Index[str] = pd.Index(framework.dimension_keys, dtype="string")
    width, size = max(len(agents), 1), len(keys)
    agent, _ = codes(scores, "agent_id", agents)
    column, _ = codes(scores, "dimension", keys)
    known = column >= 0
    pair = months(scores)[known] * width + agent[known]
    unique, row = np.unique(pair, return_inverse=True)
    where = (row, column[known])

    def spread(name: str) -> Floats:
        table = np.full((len(unique), size), np.nan)
        table[where] = numbers(scores, name)[known]
        return table

    mean = spread("posterior_mean")
    covariance = np.zeros((len(unique), size, size))
    diagonal = np.arange(size)
    covariance[:, diagonal, diagonal] = np.nan_to_num(spread("std_error")) ** 2
    one, _ = codes(covariances, "dimension", keys)
    other, _ = codes(covariances, "other_dimension", keys)
    whose, _ = codes(covariances, "agent_id", agents)
    wanted = months(covariances) * width + whose
    place = np.searchsorted(unique, wanted).clip(max=max(len(unique) - 1, 0))
    kept = (one >= 0) & (other >= 0) & (whose >= 0)
    if len(unique):
        kept &= unique[place] == wanted
    value = np.nan_to_num(numbers(covariances, "covariance"))
    covariance[place[kept], one[kept], other[kept]] = value[kept]
    covariance[place[kept], other[kept], one[kept]] = value[kept]
    enough = np.zeros((len(unique), size), bool)
    state = (scores["evidence_state"].astype("string") == "enough").fillna(False)
    enough[where] = state.to_numpy(dtype=bool)[known]
    return Posterior(
        agents,
        unique % width,
        unique // width,
        mean,
        covariance,
        np.nan_to_num(spread("n_evidence")),
        enough,
        np.asarray((~np.isnan(mean)).any(axis=0)),
    )
