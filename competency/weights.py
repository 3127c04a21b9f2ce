"""Weights of the dimensions, month by month.

First form: the base weights of the framework, held within their bounds. Recalibration from
importance and demand comes with its own issue; its columns are there, null.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from competency.columns import month_starts, months
from competency.frames import conform, empty
from competency.framework import Framework

REASON = "Base weight of the configuration; recalibration is not switched on."
REASON_ZH = "采用配置中的基础权重；未启用动态校准。"


def weigh_dimensions(framework: Framework, periods: Iterable[object]) -> pd.DataFrame:
    """Return the frame `dimension_weights`: one row a month and dimension, summing to 1 a month.

    Args:
        framework: resolved framework.
        periods: dates; their distinct months are weighed.

    >>> from competency.loading import load_framework
    >>> frame = weigh_dimensions(load_framework(), pd.Series(pd.to_datetime(["2026-01-01"])))
    >>> frame[["dimension", "weight"]].head(2).values.tolist()
    [['process', 0.2], ['knowledge', 0.15]]
    """
    found = months(pd.DataFrame({"period": list(periods)}))
    starts = month_starts(np.unique(found[found >= 0]))
    rows = [
        {
            "period": start,
            "dimension": item.key,
            "base_weight": item.weight,
            "importance": None,
            "demand": None,
            "weight": item.weight,
            "lower_bound": item.lower_bound,
            "upper_bound": item.upper_bound,
            "step": 0.0,
            "reason": REASON,
            "reason_zh": REASON_ZH,
        }
        for start in starts
        for item in framework.dimensions
    ]
    return conform(pd.DataFrame(rows), "dimension_weights") if rows else empty("dimension_weights")
