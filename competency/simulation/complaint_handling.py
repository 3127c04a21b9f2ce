"""What became of complaints: when they were closed, and which root causes were found."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.simulation.columns import moments
from competency.simulation.months import DAY
from competency.simulation.voices import SEVERITIES, THEMES

CAUSES = ("process", "knowledge", "communication", "staffing", "policy", "product")
#: Cause that each theme points to first.
_FIRST = dict(zip(THEMES, (0, 1, 0, 2, 3, 4), strict=True))
#: Chance that a cause is found as well, whatever the theme: complaints mostly have several.
_ALSO = np.array([0.30, 0.12, 0.30, 0.06, 0.08, 0.05])
_MEDIAN_HOURS, _SPREAD = np.array([5.0, 8.0, 13.0]), 1.0
#: Share of complaints that get stuck, and how many times longer they then take.
_STUCK, _LONGER = 0.04, 40.0
_ANALYSIS = 10 * DAY


def handled(rng: np.random.Generator, complaints: pd.DataFrame, end: int) -> pd.DataFrame:
    """Return crm/complaints with `closed_at` and `causes` drawn.

    What closes after `end` (seconds since 1970) is open; causes are found within ten days, and of
    some complaints never.
    """
    count = len(complaints)
    raised = complaints["raised_at"].to_numpy().astype("datetime64[s]").astype(np.int64)
    level = pd.Index(SEVERITIES).get_indexer(pd.Index(complaints["severity"]))
    hours = _MEDIAN_HOURS[level] * np.exp(_SPREAD * rng.standard_normal(count))
    hours = np.where(rng.random(count) < _STUCK, _LONGER * hours, hours)
    closed = raised + np.ceil(3600 * hours).astype(np.int64)
    first = complaints["theme"].map(_FIRST).to_numpy(dtype=np.int64)
    found = rng.random((count, len(CAUSES))) < _ALSO
    found[np.arange(count), first] = True
    told = (rng.random(count) < 0.95) & (raised < end - _ANALYSIS)
    names = np.array(CAUSES, dtype="O")
    causes = [
        "|".join(names[row]) if known else None for row, known in zip(found, told, strict=True)
    ]
    return complaints.assign(
        closed_at=moments(closed, closed < end), causes=pd.array(causes, dtype="str")
    )
