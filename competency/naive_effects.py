"""What a plain comparison would say of each course: shown beside the estimate, never used.

People are sent because of a bad month, and the next one is better without any course: before
against after is mostly that, and comparing with those who were not sent hardly helps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.columns import Floats
from competency.training_events import Events

#: Months after a course that are averaged; before it is the last month.
AFTER_MONTHS = 3


@dataclass(frozen=True)
class Naive:
    """Mean changes by course, NaN where nobody can be compared.

    difference: the change less that of people without a course around that month.
    """

    before_after: Floats
    difference: Floats


def naive_effects(value: Floats, events: Events) -> Naive:
    """Compare the month before a completion with the months after it.

    Args:
        value: evidence of shape (months, agents), NaN where there is none.
        events: who completed what when.

    >>> seen = np.array([[0.0, 1.0], [0.0, 1.0], [0.5, 1.1]])
    >>> found = naive_effects(seen, Events(("C",), np.array([0]), np.array([0]), np.array([1])))
    >>> found.before_after.round(3).tolist(), found.difference.round(3).tolist()
    ([0.5], [0.4])
    """
    span = len(value)
    known = ~np.isnan(value)
    filled = np.where(known, value, 0.0)
    change = np.full(value.shape, np.nan)
    busy = np.zeros(value.shape, bool)
    taught = np.zeros(value.shape, bool)
    taught[events.month, events.agent] = True
    for month in range(1, span - 1):
        later = slice(month + 1, month + 1 + AFTER_MONTHS)
        n = known[later].sum(axis=0)
        with np.errstate(invalid="ignore"):
            mean = np.where(n > 0, filled[later].sum(axis=0) / np.maximum(n, 1), np.nan)
        change[month] = mean - value[month - 1]
        busy[month] = taught[month - 1 : month + 1 + AFTER_MONTHS].any(axis=0)
    free = ~busy & ~np.isnan(change)
    n = free.sum(axis=1)
    usual = np.where(n > 0, np.where(free, change, 0.0).sum(axis=1) / np.maximum(n, 1), np.nan)
    mine = change[events.month, events.agent]
    return Naive(_means(events, mine), _means(events, mine - usual[events.month]))


def _means(events: Events, figures: Floats) -> Floats:
    kept = ~np.isnan(figures)
    size = len(events.courses)
    n = np.bincount(events.course[kept], minlength=size)
    total = np.bincount(events.course[kept], figures[kept], size)
    return np.asarray(np.where(n > 0, total / np.maximum(n, 1), np.nan))
