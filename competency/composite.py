"""Joint posterior and weights -> one composite an agent and month, with an honest interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats, Ints, codes, month_starts, months, numbers, require
from competency.frames import conform, empty
from competency.framework import Framework
from competency.intervals import Z90
from competency.posterior import Posterior


def compose(framework: Framework, posterior: Posterior, weights: pd.DataFrame) -> pd.DataFrame:
    """Return the frame `agent_composites`: the weighted mean of the dimensions.

    A dimension without evidence for one agent enters as its correlated dimensions tell it, as
    unsure as that is; one nobody has evidence on drops out and the others are reweighted. Agents
    without evidence on any dimension have no composite.

    Args:
        framework: resolved framework.
        posterior: joint belief about the dimensions, uncapped; what comes out is capped to 0..100.
        weights: frame `dimension_weights`; months without a row take the base weights.
    """
    if not len(posterior.agent):
        return empty("agent_composites")
    weight = monthly_weights(framework, weights, posterior.month)
    composite, variance = posterior.combine(weight)
    blank = ~evidenced(posterior)
    composite[blank], variance[blank] = np.nan, np.nan
    error = np.sqrt(variance)
    frame = pd.DataFrame(
        {
            "agent_id": posterior.agents[posterior.agent],
            "period": month_starts(posterior.month),
            "composite": np.clip(composite, 0, 100),
            "std_error": error,
            "lower": np.clip(composite - Z90 * error, 0, 100),
            "upper": np.clip(composite + Z90 * error, 0, 100),
            "known_weight": known_weight(posterior, weight),
        }
    )
    return conform(frame, "agent_composites")


def monthly_weights(framework: Framework, weights: pd.DataFrame, month: Ints) -> Floats:
    """Return the weights of each row's month, shape (rows, dimensions); base weights by default."""
    base = np.array([item.weight for item in framework.dimensions])
    require(weights, "weights", ("period", "dimension", "weight"))
    keys: pd.Index[str] = pd.Index(framework.dimension_keys, dtype="string")
    column, _ = codes(weights, "dimension", keys)
    given = numbers(weights, "weight")
    found, row = np.unique(month, return_inverse=True)
    place = pd.Index(found).get_indexer(pd.Index(months(weights)))
    known = (place >= 0) & (column >= 0) & ~np.isnan(given)
    table = np.tile(base, (len(found), 1))
    table[place[known], column[known]] = given[known]
    return np.asarray(table[row])


def known_weight(posterior: Posterior, weight: Floats) -> Floats:
    """Return the share of each row's weight whose dimensions have enough evidence."""
    total = weight.sum(axis=1)
    return np.asarray((weight * posterior.enough).sum(axis=1) / np.where(total > 0, total, 1.0))


def evidenced(posterior: Posterior) -> Flags:
    """Tell which rows have any evidence at all; without, a composite would be the centre's mean."""
    return np.asarray((posterior.n > 0).any(axis=1))
