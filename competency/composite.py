"""Dimension scores and weights -> one composite an agent and month, with an honest interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats, Ints, codes, month_starts, months, numbers, require
from competency.frames import conform, empty
from competency.framework import Framework
from competency.scores import Z90

SCORES = ("agent_id", "period", "dimension", "score", "std_error", "n_evidence", "evidence_state")


@dataclass(frozen=True)
class ScoreTable:
    """Dimension scores side by side, shape (agent-months, dimensions); NaN where unknown."""

    agents: pd.Index[str]
    agent: Ints
    month: Ints
    score: Floats
    std_error: Floats
    n: Floats
    enough: Flags

    @property
    def filled(self) -> tuple[Floats, Floats, Flags]:
        """Return scores and errors with unknown ones at that month's mean, and who is `live`.

        An unknown dimension could be anywhere agents are: mean of those known, with the spread
        between agents as error. `live` marks dimensions somebody is known on that month.
        """
        score, error = self.score.copy(), self.std_error.copy()
        live = np.zeros(score.shape, bool)
        for month in np.unique(self.month):
            rows = np.nonzero(self.month == month)[0]
            for column in range(score.shape[1]):
                known = ~np.isnan(self.score[rows, column])
                if not known.any():
                    continue
                seen = self.score[rows[known], column]
                noise = float(np.mean(self.std_error[rows[known], column] ** 2))
                live[rows, column] = True
                score[rows[~known], column] = seen.mean()
                error[rows[~known], column] = np.sqrt(seen.var() + noise)
        return score, error, live


def score_table(framework: Framework, dimension_scores: pd.DataFrame) -> ScoreTable:
    """Pivot the frame `agent_scores`; rows ordered by month, then agent."""
    require(dimension_scores, "dimension_scores", SCORES)
    agents: pd.Index[str] = pd.Index(
        sorted(set(dimension_scores["agent_id"].astype("string"))), dtype="string"
    )
    keys: pd.Index[str] = pd.Index(framework.dimension_keys, dtype="string")
    agent, _ = codes(dimension_scores, "agent_id", agents)
    column, _ = codes(dimension_scores, "dimension", keys)
    month = months(dimension_scores)
    known = column >= 0
    pair = month[known] * max(len(agents), 1) + agent[known]
    unique, row = np.unique(pair, return_inverse=True)
    shape = (len(unique), len(keys))

    def spread(name: str, blank: float) -> Floats:
        table = np.full(shape, blank)
        table[row, column[known]] = numbers(dimension_scores, name)[known]
        return table

    enough = np.zeros(shape, bool)
    state = dimension_scores["evidence_state"].astype("string")
    enough[row, column[known]] = (state == "enough").fillna(False).to_numpy(dtype=bool)[known]
    return ScoreTable(
        agents,
        unique % max(len(agents), 1),
        unique // max(len(agents), 1),
        spread("score", np.nan),
        spread("std_error", np.nan),
        np.nan_to_num(spread("n_evidence", 0.0)),
        enough,
    )


def compose(
    framework: Framework, dimension_scores: pd.DataFrame, weights: pd.DataFrame
) -> pd.DataFrame:
    """Return the frame `agent_composites`: the weighted mean of the dimensions.

    A dimension unknown for one agent enters at the centre's mean with the spread between agents
    as its error; one unknown for everybody that month drops out and the others are reweighted.
    `known_weight` is the share of all weight with enough evidence for this agent.

    Args:
        framework: resolved framework.
        dimension_scores: frame `agent_scores`.
        weights: frame `dimension_weights`; months without a row take the base weights.
    """
    table = score_table(framework, dimension_scores)
    if not len(table.agent):
        return empty("agent_composites")
    weight = _weights(framework, weights, table.month)
    score, error, live = table.filled
    used = np.where(live, weight, 0.0)
    total = used.sum(axis=1)
    safe = np.where(total > 0, total, 1.0)
    composite = np.where(total > 0, (used * np.nan_to_num(score)).sum(axis=1) / safe, np.nan)
    spread = np.sqrt(((used * np.nan_to_num(error)) ** 2).sum(axis=1)) / safe
    spread = np.where(total > 0, spread, np.nan)
    # Nobody known at all that month is not the same as an average agent.
    nothing = np.isnan(table.score).all(axis=1)
    composite[nothing] = np.nan
    spread[nothing] = np.nan
    frame = pd.DataFrame(
        {
            "agent_id": table.agents[table.agent],
            "period": month_starts(table.month),
            "composite": composite,
            "std_error": spread,
            "lower": np.clip(composite - Z90 * spread, 0, 100),
            "upper": np.clip(composite + Z90 * spread, 0, 100),
            "known_weight": (weight * table.enough).sum(axis=1),
        }
    )
    return conform(frame, "agent_composites")


def _weights(framework: Framework, weights: pd.DataFrame, month: Ints) -> Floats:
    """Return the weights of each row's month, shape (rows, dimensions)."""
    base = np.array([item.weight for item in framework.dimensions])
    require(weights, "weights", ("period", "dimension", "weight"))
    keys: pd.Index[str] = pd.Index(framework.dimension_keys, dtype="string")
    column, _ = codes(weights, "dimension", keys)
    table = {int(one): base.copy() for one in np.unique(month)}
    for when, where, value in zip(months(weights), column, numbers(weights, "weight"), strict=True):
        if int(when) in table and where >= 0 and not np.isnan(value):
            table[int(when)][where] = value
    return np.stack([table[int(one)] for one in month])
