"""Minutes of training by kind against the mix asked for, and micro-lessons against their length.

The mixes are those of the planner (`paths.training_mix`, S1-017 and S1-021): shares of the minutes
of the kinds a mix names.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.columns import numbers, require, texts
from competency.criteria import matches
from competency.frames import DIGITS, conform, rounded
from competency.framework import Framework

GROUPS = ("new", "in_service", "backbone")


def kind_of(framework: Framework, form: str | None) -> str:
    """Return the kind of training a course's format is; `other` where no pattern takes it.

    >>> from competency.loading import load_framework
    >>> [kind_of(load_framework(), form) for form in ("Lecture", "沙盘演练", "webinar", None)]
    ['theory', 'simulation', 'other', 'other']
    """
    for kind, patterns in framework.paths.formats.items():
        if form is not None and matches(form, patterns):
            return kind
    return "other"


def mix_learning(framework: Framework, learned: pd.DataFrame) -> pd.DataFrame:
    """Return the frame learning_mix: a row for each staff group and kind.

    Args:
        framework: resolved framework.
        learned: seniority, format, completions, minutes: sums over completed courses; n_people,
            of the whole staff group.

    `share` is of the minutes of the kinds that the group's mix names, of all minutes where it names
    none; `state` is within, over, under, no_target (the mix does not name the kind) or no_minutes
    (nobody of the group learned anything the mix names).
    """
    require(learned, "learned", ("seniority", "format", "completions", "minutes", "n_people"))
    frame = pd.DataFrame(
        {
            "seniority": texts(learned, "seniority"),
            "kind": [kind_of(framework, form) for form in texts(learned, "format")],
            "completions": numbers(learned, "completions"),
            "minutes": numbers(learned, "minutes"),
            "n_people": numbers(learned, "n_people"),
        }
    )
    people = frame.groupby("seniority")["n_people"].max().to_dict()
    sums = frame.groupby(["seniority", "kind"])[["completions", "minutes"]].sum()
    mixes = framework.paths.training_mix.model_dump()
    rows = []
    for group in GROUPS:
        target: dict[str, float] = mixes.get(group) or {}
        done = {kind: sums.loc[group, kind] for one, kind in sums.index if one == group}
        named = set(target) or set(done)
        whole = sum(float(row["minutes"]) for kind, row in done.items() if kind in named)
        for kind in [*target, *sorted(set(done) - set(target))]:
            minutes = float(done[kind]["minutes"]) if kind in done else 0.0
            share = minutes / whole if whole and kind in named else np.nan
            asked = target.get(kind, np.nan)
            rows.append(
                {
                    "seniority": group,
                    "kind": kind,
                    "completions": float(done[kind]["completions"]) if kind in done else 0.0,
                    "minutes": minutes,
                    "share": share,
                    "target": asked,
                    "n_people": people.get(group, 0),
                    "state": mix_state(share, asked, framework.paths.mix_tolerance),
                }
            )
    frame = pd.DataFrame(
        rows,
        columns=[
            "seniority",
            "kind",
            "completions",
            "minutes",
            "share",
            "target",
            "n_people",
            "state",
        ],
    )
    return rounded(conform(frame, "learning_mix"), "learning_mix", DIGITS)


def mix_state(share: float, target: float, tolerance: float) -> str:
    """Return within, over, under, no_target or no_minutes; shares are NaN where unknown.

    >>> [mix_state(share, 0.6, 0.1) for share in (0.7, 0.71, 0.4, np.nan)]
    ['within', 'over', 'under', 'no_minutes']
    """
    if np.isnan(target):
        return "no_target"
    if np.isnan(share):
        return "no_minutes"
    # A share on the edge is within, whatever the rounding.
    if abs(share - target) <= tolerance + 1e-9:
        return "within"
    return "over" if share > target else "under"
