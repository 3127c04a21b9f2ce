"""The 0-100 scale: where the average agent stands, and how many points a difference is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Floats
from competency.factors import Structure
from competency.framework import Framework
from competency.panel import Panel
from competency.units import mix_variance, steepness, to_natural, to_score

#: The average agent's place on the scale: targets may be far off, the scale must leave room.
_ROOM = (20.0, 80.0)


@dataclass(frozen=True)
class Scale:
    """Points of the average agent by dimension, and points a standard deviation of ability."""

    average: Floats
    slope: float


def anchor(framework: Framework, seen: Panel, structure: Structure, effects: pd.DataFrame) -> Scale:
    """Return the scale, from the base window the structure was fitted on.

    The average agent stands where the targets put the centre's figures; a standard deviation
    between agents is worth, on every dimension alike, what it is worth in points of the targets on
    average: so weights mean what they say.
    """
    weight = np.array([item.weight for item in seen.items])
    points, worth = np.zeros(len(seen.items)), np.zeros(len(seen.items))
    for place, item in enumerate(seen.items):
        mine = effects[effects["indicator"] == item.key]
        level, mix = float(structure.mean[place] * seen.sign[place]), mix_variance(mine)
        points[place] = to_score(item, to_natural(item, np.array([level]), mix))[0]
        worth[place] = abs(item.slope) * steepness(item, level, mix) * structure.loading[place]
    average = np.full(len(framework.dimensions), np.nan)
    slopes: list[float] = []
    importance: list[float] = []
    for place, dimension in enumerate(framework.dimensions):
        own = np.array([item.dimension == dimension.key for item in seen.items])
        if own.any():
            average[place] = np.clip(np.average(points[own], weights=weight[own]), *_ROOM)
            slopes.append(float(np.average(worth[own], weights=weight[own])))
            importance.append(max(dimension.weight, 1e-9))
    return Scale(average, float(np.average(slopes, weights=importance)))
