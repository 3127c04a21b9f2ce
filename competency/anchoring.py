"""The 0-100 scale: where the average agent stands, and how many points a difference is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Floats, Ints
from competency.editions import Editions
from competency.factors import Structure
from competency.frames import DIGITS
from competency.framework import Framework, Indicator
from competency.panel import Panel
from competency.units import mix_variance, steepness, to_natural, to_score

#: The average agent's place on the scale: targets may be far off, the scale must leave room.
_ROOM = (20.0, 80.0)


@dataclass(frozen=True)
class Scale:
    """Points of the average agent by dimension, and points a standard deviation of ability.

    value, worth: of each indicator, the average agent's figure and what a standard deviation of
    ability moves it by, in its natural unit; no target and no weight has a part in them.
    """

    average: Floats
    slope: float
    value: Floats
    worth: Floats


def anchor(framework: Framework, seen: Panel, structure: Structure, effects: pd.DataFrame) -> Scale:
    """Return the scale, from the base window the structure was fitted on."""
    value, worth = np.zeros(len(seen.items)), np.zeros(len(seen.items))
    for place, item in enumerate(seen.items):
        mine = effects[effects["indicator"] == item.key]
        level, mix = float(structure.mean[place] * seen.sign[place]), mix_variance(mine)
        value[place] = to_natural(item, np.array([level]), mix)[0]
        worth[place] = steepness(item, level, mix) * structure.loading[place]
    return scale_of(framework, seen.items, value.round(DIGITS), worth.round(DIGITS))


def scale_of(
    framework: Framework, items: Sequence[Indicator], value: Floats, worth: Floats
) -> Scale:
    """Return the scale that the targets and weights of a framework make of the centre's figures.

    The average agent stands where the targets put the centre's figures; a standard deviation
    between agents is worth, on every dimension alike, what it is worth in points of the targets on
    average: so weights mean what they say.

    Args:
        framework: whose targets and weights count.
        items: its indicators that have evidence.
        value: the average agent's figures, shape (indicators,).
        worth: what a standard deviation of ability moves them by.

    >>> from competency.loading import load_framework
    >>> shipped = load_framework()
    >>> marks = [shipped.indicator("qa_process")]
    >>> found = scale_of(shipped, marks, np.array([0.81]), np.array([0.06]))
    >>> found.average[:1].round(6).tolist(), round(found.slope, 6)
    ([49.0], 14.0)
    """
    weight = np.array([item.weight for item in items])
    points = np.array([to_score(one, value[at : at + 1])[0] for at, one in enumerate(items)])
    gain = np.abs([one.slope for one in items]) * worth
    average = np.full(len(framework.dimensions), np.nan)
    slopes: list[float] = []
    importance: list[float] = []
    for place, dimension in enumerate(framework.dimensions):
        own = np.array([item.dimension == dimension.key for item in items])
        if own.any():
            average[place] = np.clip(np.average(points[own], weights=weight[own]), *_ROOM)
            slopes.append(float(np.average(gain[own], weights=weight[own])))
            importance.append(max(dimension.weight, 1e-9))
    return Scale(average, float(np.average(slopes, weights=importance)), value, worth)


@dataclass(frozen=True)
class MonthlyScale:
    """The scale of every month: average of shape (months, dimensions), slope of shape (months,).

    Months may repeat, so that there is one a row of a table.
    """

    average: Floats
    slope: Floats


def scale_by_month(editions: Editions, seen: Panel, latest: Scale) -> MonthlyScale:
    """Return each month's scale, by the targets and weights then in force.

    What was learnt of the indicators is the same for all months: a new target moves points, not
    what is known of people.
    """
    return monthly_scale(editions, seen.grid.months, seen.items, latest.value, latest.worth)


def monthly_scale(
    editions: Editions, month: Ints, items: Sequence[Indicator], value: Floats, worth: Floats
) -> MonthlyScale:
    """Return the scale of each month given; the rest is as for `scale_of`, of the latest edition.

    >>> from competency.loading import load_framework
    >>> shipped = load_framework()
    >>> marks, editions = [shipped.indicator("qa_process")], Editions((shipped,), (0,))
    >>> found = monthly_scale(
    ...     editions, np.array([24310, 24311]), marks, np.array([0.81]), np.array([0.06])
    ... )
    >>> found.average[:, 0].round(6).tolist(), found.slope.round(6).tolist()
    ([49.0, 49.0], [14.0, 14.0])
    """
    average = np.empty((len(month), len(editions.latest.dimensions)))
    slope = np.empty(len(month))
    for framework, here in editions.parts(month):
        then = [indicator_then(framework, item) for item in items]
        scale = scale_of(framework, _weighty(then, items), value, worth)
        average[here], slope[here] = scale.average, scale.slope
    return MonthlyScale(average, slope)


def indicator_then(framework: Framework, item: Indicator) -> Indicator:
    """Return an indicator with the floor, target and weight of a month's framework.

    One that was not there then, or measured something else, keeps its target, without weight.

    >>> from competency.loading import load_framework
    >>> shipped = load_framework()
    >>> item = shipped.indicators[0]
    >>> indicator_then(shipped, item) == item
    True
    >>> indicator_then(shipped.model_copy(update={"indicators": ()}), item).weight
    0.0
    """
    then = next((one for one in framework.indicators if one.key == item.key), None)
    if then is None or (then.measure, then.unit, then.kind) != (item.measure, item.unit, item.kind):
        return item.model_copy(update={"weight": 0.0})
    weight = then.weight if then.enabled else 0.0
    return item.model_copy(update={"floor": then.floor, "target": then.target, "weight": weight})


def _weighty(then: Sequence[Indicator], now: Sequence[Indicator]) -> list[Indicator]:
    """Give dimensions of which nothing had weight then the weights of now."""
    known = {item.dimension for item in then if item.weight > 0}
    return [
        old if old.dimension in known else old.model_copy(update={"weight": new.weight})
        for old, new in zip(then, now, strict=True)
    ]
