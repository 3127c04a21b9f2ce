"""Who stays, by when people were hired: Kaplan and Meier's share after 3, 6 and 12 months (S2-010).

Of groups only; nothing here foretells that a person leaves. Whoever was hired before the data
began is watched from then on: those who had left before are in no roster.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from competency.columns import Floats, days, require
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import Framework
from competency.survival import kaplan_meier

#: Months after hiring at which the share is told.
LANDMARKS = (3.0, 6.0, 12.0)
ALL = "all"
_MONTH = 30.4375
_COLUMNS = ("agent_id", "hire_date", "left_on")


def share_staying(time: Floats, left: Floats, entry: Floats, at: float) -> tuple[float, ...]:
    """Return the share still there at a time, with its 90 % interval.

    Args:
        time: months until each left or was last seen, shape (people,).
        left: 1 where they left, likewise.
        entry: months after hiring from which each is watched, likewise.
        at: months after hiring; NaN comes back where nobody was watched so long.

    Where nobody left by then, the lower end is what as many people without a loss leave open
    (Clopper and Pearson 1934): 0.05 to the power of 1 / n.

    >>> one = np.ones(4)
    >>> [round(x, 3) for x in share_staying(one * 9, one * 0, one * 0, 6.0)]
    [1.0, 0.473, 1.0]
    """
    watched = int(((time >= at) & (entry < at)).sum())
    if not watched:
        return np.nan, np.nan, np.nan
    curve = kaplan_meier(time, left > 0, entry)
    before = np.flatnonzero(curve.time <= at)
    if not len(before):
        return 1.0, float(0.05 ** (1 / watched)), 1.0
    last = before[-1]
    return float(curve.survival[last]), float(curve.lower[last]), float(curve.upper[last])


def retain_cohorts(
    framework: Framework, people: pd.DataFrame, begins_on: dt.date, as_of: dt.date
) -> pd.DataFrame:
    """Return the frame `retained_cohorts`: a row a cohort of enough people and landmark.

    Args:
        framework: resolved framework; `returns.proficiency` has cohort and minimum_people.
        people: one row a person with agent_id, hire_date, left_on (null: still there).
        begins_on: first day of the data.
        as_of: last day that may be seen.
    """
    require(people, "people", _COLUMNS)
    rules = framework.returns.proficiency
    rows = [
        (_cohort(hired, rules.cohort), hired, left if left and left <= as_of else None)
        for hired, left in zip(days(people, "hire_date"), days(people, "left_on"), strict=True)
        if hired is not None and hired <= as_of
    ]
    names = np.array([name for name, _, _ in rows], dtype=object)
    entry = np.array([max((begins_on - hired).days, 0) / _MONTH for _, hired, _ in rows])
    time = np.array([((left or as_of) - hired).days / _MONTH for _, hired, left in rows])
    event = np.array([left is not None for _, _, left in rows], dtype=float)
    found = []
    for cohort in [ALL, *sorted(set(names))]:
        mine = (time > entry) & ((names == cohort) | (cohort == ALL))
        if mine.sum() < rules.minimum_people:
            continue
        for at in LANDMARKS:
            share, lower, upper = share_staying(time[mine], event[mine], entry[mine], at)
            found.append(
                {
                    "cohort": cohort,
                    "months": at,
                    "n_people": int(mine.sum()),
                    "n_left": int((event[mine] * (time[mine] <= at)).sum()),
                    "share_staying": share,
                    "lower": lower,
                    "upper": upper,
                }
            )
    if not found:
        return empty("retained_cohorts")
    frame = conform(pd.DataFrame(found), "retained_cohorts")
    return rounded(frame, "retained_cohorts", DIGITS)


def _cohort(hired: dt.date, length: str) -> str:
    if length == "quarter":
        return f"{hired.year}-Q{(hired.month + 2) // 3}"
    return f"{hired.year}-H{1 if hired.month <= 6 else 2}"
