"""Between the scale of an indicator's model, its natural unit and points.

Models work on logits (shares of contacts), natural logs (durations) and shares (marks); people read
rates, minutes and points: 0 at the indicator's floor, 70 at its target.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from competency.columns import Floats
from competency.framework import Indicator

#: A logit spread normally around x with variance v averages to expit(x / sqrt(1 + _LOGISTIC v)).
_LOGISTIC = float((16 * np.sqrt(3) / (15 * np.pi)) ** 2)


def to_natural(indicator: Indicator, value: Floats, mix_variance: float = 0.0) -> Floats:
    """Return a value of the model as rate, minutes, seconds or share of marks.

    Args:
        indicator: whose value it is.
        value: on the scale of the model, of the centre's average case.
        mix_variance: variance of the case mix in squared logits; a rate is that of all cases.

    >>> from competency.loading import load_framework
    >>> solved = load_framework().indicator("resolved_first_contact")
    >>> to_natural(solved, np.array([0.0, 1.0])).round(3).tolist()
    [0.5, 0.731]
    """
    if indicator.kind == "binary":
        return np.asarray(special.expit(value / np.sqrt(1 + _LOGISTIC * mix_variance)))
    if is_duration(indicator):
        return np.asarray(np.exp(value))
    return np.asarray(np.clip(value, 0, 1) if indicator.unit == "share" else value)


def steepness(indicator: Indicator, value: float, mix_variance: float = 0.0) -> float:
    """Return the change of the natural value for one unit of the model, at `value`."""
    natural = float(to_natural(indicator, np.array([value]), mix_variance)[0])
    if indicator.kind == "binary":
        return natural * (1 - natural) / float(np.sqrt(1 + _LOGISTIC * mix_variance))
    return natural if is_duration(indicator) else 1.0


def is_duration(indicator: Indicator) -> bool:
    """Tell whether an indicator is a length of time, which is modelled by its logarithm."""
    return indicator.unit in ("minutes", "seconds")


def to_score(indicator: Indicator, value: Floats) -> Floats:
    """Return natural values as points: 0 at the floor, 70 at the target, capped to 0..100.

    >>> from competency.loading import load_framework
    >>> seconds = load_framework().indicator("search_seconds")
    >>> to_score(seconds, np.array([40.0, 30.0, 8.0, 0.0])).round(1).tolist()
    [0.0, 0.0, 70.0, 95.5]
    """
    return np.asarray(np.clip(indicator.slope * (value - indicator.floor), 0, 100) + 0.0)


def mix_variance(effects: pd.DataFrame) -> float:
    """Return the variance of the case mix from one indicator's rows of `fitted_effects`."""
    mix = effects[
        effects["factor"].isin(["issue_type", "complexity", "customer_emotion", "channel"])
    ]
    total = 0.0
    for _, rows in mix.groupby("factor"):
        weight = rows["n"].to_numpy()
        total += float((weight * rows["effect"].to_numpy() ** 2).sum() / max(weight.sum(), 1.0))
    return total
