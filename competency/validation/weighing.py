"""Weights of one simulated centre beside what truly drove its customers, as arrays over months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats, Ints, months, numbers, texts
from competency.simulation.settings import DIMENSIONS


@dataclass(frozen=True)
class Weighing:
    """Arrays over months and DIMENSIONS; weights and shares add up to 1 a month.

    Attributes:
        months: since 1970, in order.
        base: the configuration's weights; shape (dimensions,).
        importance: what recalibration believed; the base weights until anything is known.
        lower, upper: of its 90 % interval; NaN where there is none.
        estimated: months in which customers' outcomes said enough, shape (months,).
        truth: true shares in what drives customers; NaN where ability does not matter.
        weight: the weights that came of it.
        lower_bound, upper_bound: what they may be.
        step_limit: most they may move, shape (months,).
        change: place of the first month of the changed business; the number of months if none.
    """

    months: Ints
    base: Floats
    importance: Floats
    lower: Floats
    upper: Floats
    estimated: Flags
    truth: Floats
    weight: Floats
    lower_bound: Floats
    upper_bound: Floats
    step_limit: Floats
    change: int

    @property
    def error(self) -> Floats:
        """Total variation between importance and truth, 0 to 1, shape (months,)."""
        return total_variation(self.importance, self.truth)

    @property
    def base_error(self) -> Floats:
        """The same of weights that stay as they are in the configuration."""
        return total_variation(self.base[None, :], self.truth)

    @property
    def steps(self) -> Floats:
        """What each weight moved since the month before, shape (months - 1, dimensions)."""
        return np.asarray(np.diff(self.weight, axis=0), dtype=np.float64)


def total_variation(one: Floats, other: Floats) -> Floats:
    """Return half the sum of absolute differences over the last axis.

    >>> float(total_variation(np.array([0.5, 0.5]), np.array([0.75, 0.25])))
    0.25
    """
    return np.asarray(0.5 * np.abs(one - other).sum(axis=-1), dtype=np.float64)


def weigh(weights: pd.DataFrame, truth: Mapping[str, pd.DataFrame]) -> Weighing:
    """Put the weights of a run beside the truth.

    Args:
        weights: the frame dimension_weights.
        truth: truth tables of the simulation; of them `drivers` and `world`.
    """
    drivers = truth["drivers"]
    world = truth["world"].set_index("key")["value"]
    # Tests taken before the first simulated month have no truth to be held against.
    start, changed = months(
        world.loc[["start", "changed_from"]].replace("", None).to_frame(), "value"
    )
    weights = weights[months(weights) >= start]
    found = np.unique(months(weights))

    def table(frame: pd.DataFrame, column: str) -> Floats:
        values = pd.Series(numbers(frame, column), index=[months(frame), texts(frame, "dimension")])
        index = pd.MultiIndex.from_product([found, DIMENSIONS])
        spread = values.reindex(index).to_numpy(dtype=np.float64)
        return np.asarray(spread.reshape(len(found), len(DIMENSIONS)), dtype=np.float64)

    base = table(weights, "base_weight")
    importance = table(weights, "importance")
    estimated = np.array(texts(weights, "evidence")) == "estimated"
    return Weighing(
        months=found,
        base=base[-1],
        importance=np.where(np.isnan(importance), base, importance),
        lower=table(weights, "importance_lower"),
        upper=table(weights, "importance_upper"),
        estimated=np.isin(found, months(weights)[estimated]),
        truth=table(drivers, "share"),
        weight=table(weights, "weight"),
        lower_bound=table(weights, "lower_bound"),
        upper_bound=table(weights, "upper_bound"),
        step_limit=table(weights, "step_limit")[:, 0],
        change=int(np.searchsorted(found, changed)) if changed >= 0 else len(found),
    )
