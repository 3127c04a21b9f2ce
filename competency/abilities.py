"""What is believed of people before any target or weight makes points of it, as arrays.

The same as `posterior`, in standard deviations between people: a scale of `anchoring` turns one
into the other, so that other targets need no learning anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.anchoring import MonthlyScale, Scale, monthly_scale, scale_of
from competency.columns import Flags, Floats, Ints, numbers, require, texts
from competency.editions import Editions
from competency.framework import Framework, Indicator
from competency.posterior import Posterior


@dataclass(frozen=True)
class Abilities:
    """Normal beliefs; rows are agent-months by month, then agent, as in `posterior.Posterior`.

    mean: shape (rows, dimensions), NaN where a dimension is not live; variance: the same shape.
    covariance: shape (rows, dimensions, dimensions); its diagonal is not read.
    n, enough: pieces of evidence and whether they suffice, shape (rows, dimensions).
    """

    agents: pd.Index[str]
    agent: Ints
    month: Ints
    mean: Floats
    variance: Floats
    covariance: Floats
    n: Floats
    enough: Flags

    def in_points(self, scale: Scale | MonthlyScale) -> Posterior:
        """Return the beliefs on a 0-100 scale, by the arithmetic of `scores`.

        Args:
            scale: of all rows alike, or one a row.
        """
        slope = np.reshape(scale.slope, (-1, 1))
        deviation = slope * np.sqrt(np.nan_to_num(self.variance))
        covariance = slope[:, :, None] ** 2 * np.nan_to_num(self.covariance)
        diagonal = np.arange(self.mean.shape[1])
        covariance[:, diagonal, diagonal] = deviation**2
        return Posterior(
            self.agents,
            self.agent,
            self.month,
            scale.average + slope * self.mean,
            covariance,
            self.n,
            self.enough,
            np.asarray((~np.isnan(self.mean)).any(axis=0)),
        )


def scale_from(framework: Framework, models: pd.DataFrame) -> Scale | None:
    """Return the scale a framework makes of what was learnt; None when nothing was.

    Args:
        framework: resolved framework; gives targets and weights.
        models: frame `indicator_models`; indicators the framework lacks do not count.
    """
    items, value, worth = _learnt(framework, models)
    return scale_of(framework, items, value, worth) if items else None


def scale_by_row(editions: Editions, models: pd.DataFrame, month: Ints) -> MonthlyScale | None:
    """Return the scale of each row's month, by the targets and weights then in force.

    Args:
        editions: resolved frameworks by month.
        models: as for `scale_from`, of the latest edition.
        month: of each row.
    """
    items, value, worth = _learnt(editions.latest, models)
    return monthly_scale(editions, month, items, value, worth) if items else None


def _learnt(framework: Framework, models: pd.DataFrame) -> tuple[list[Indicator], Floats, Floats]:
    """Return the indicators that were learnt, the average agent's figures and their worth."""
    require(models, "models", ("indicator", "average_value", "value_per_sd"))
    learnt = {
        key: (value, worth)
        for key, value, worth in zip(
            texts(models, "indicator"),
            numbers(models, "average_value"),
            numbers(models, "value_per_sd"),
            strict=True,
        )
    }
    items = [item for item in framework.indicators if item.key in learnt]
    figures = np.array([learnt[item.key] for item in items]).reshape(-1, 2)
    return items, figures[:, 0], figures[:, 1]
