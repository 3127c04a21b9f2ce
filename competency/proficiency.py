"""Time from hiring to proficient, by when people were hired: the frames `proficiency_*`.

Curves are Kaplan and Meier's (`survival`), of the look at which somebody was first seen proficient;
ratios against the baseline come from the intervals between looks (`failure_times`). Cohorts that
had better applicants or easier work are faster too: a ratio says how fast, not why.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats, Ints, days, numbers, require, texts
from competency.failure_times import FailureTimes, best_failure_times
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import Framework
from competency.intervals import Z90
from competency.survival import Curve, kaplan_meier

BASELINE, LATER, EARLIER = "baseline", "later", "earlier"
ALL_LATER = "later"
ESTIMATED, THIN, BASE = "estimated", "thin", "baseline"
_COLUMNS = ("measure", "hire_date", "cohort", "entered_months", "lower_months", "upper_months")


@dataclass(frozen=True)
class _Group:
    """People of one measure; `lower` and `upper` as in `failure_times`."""

    cohort: str
    role: str
    entry: Floats
    lower: Floats
    upper: Floats

    @property
    def reached(self) -> Flags:
        return np.isfinite(self.upper)

    def curve(self) -> Curve:
        """Return the curve; an event counts at the look that showed it."""
        return kaplan_meier(
            np.where(self.reached, self.upper, self.lower), self.reached, self.entry
        )


def draw_curves(framework: Framework, proficiency: pd.DataFrame) -> pd.DataFrame:
    """Return `proficiency_curves`: a row for 0 months and each time somebody became proficient.

    Args:
        framework: resolved framework.
        proficiency: the mart of this name, one row an agent and measure.
    """
    parts = []
    for measure, groups in _groups(framework, proficiency).items():
        for group in groups:
            curve = group.curve()
            parts.append(
                pd.DataFrame(
                    {
                        "measure": measure,
                        "cohort": group.cohort,
                        "role": group.role,
                        "months": np.r_[0.0, curve.time],
                        "n_at_risk": np.r_[(group.entry == 0).sum(), curve.at_risk],
                        "n_events": np.r_[0, curve.events],
                        "share_waiting": np.r_[1.0, curve.survival],
                        "std_error": np.r_[0.0, curve.std_error],
                        "lower": np.r_[1.0, curve.lower],
                        "upper": np.r_[1.0, curve.upper],
                    }
                )
            )
    if not parts:
        return empty("proficiency_curves")
    frame = conform(pd.concat(parts, ignore_index=True), "proficiency_curves")
    return rounded(frame, "proficiency_curves", DIGITS)


def compare_cohorts(framework: Framework, proficiency: pd.DataFrame) -> pd.DataFrame:
    """Return `proficiency_cohorts`: medians, and ratios of time against the baseline.

    A ratio of 0.6 is 40 % less time. It needs `minimum_people` who became proficient on both
    sides; else its state is 'thin'.
    """
    least = framework.returns.proficiency.minimum_people
    rows = []
    for measure, groups in _groups(framework, proficiency).items():
        base = next((one for one in groups if one.role == BASELINE), None)
        for group in groups:
            fit, state = None, BASE if group.role == BASELINE else THIN
            if base is not None and group.role == LATER:
                enough = min(_usable(base), _usable(group)) >= least
                fit = _compare(base, group) if enough else None
                state = THIN if fit is None else ESTIMATED
            effect, error = (fit.effect[0], fit.error[0]) if fit else (np.nan, np.nan)
            median = group.curve().median()
            rows.append(
                {
                    "measure": measure,
                    "cohort": group.cohort,
                    "role": group.role,
                    "n_people": len(group.entry),
                    "n_reached": int(group.reached.sum()),
                    "median_months": median[0],
                    "median_lower": median[1],
                    "median_upper": median[2],
                    "time_ratio": np.exp(effect),
                    "ratio_lower": np.exp(effect - Z90 * error),
                    "ratio_upper": np.exp(effect + Z90 * error),
                    "distribution": fit.distribution if fit else None,
                    "state": state,
                }
            )
    if not rows:
        return empty("proficiency_cohorts")
    frame = conform(pd.DataFrame(rows), "proficiency_cohorts")
    return rounded(frame, "proficiency_cohorts", DIGITS)


def _usable(group: _Group) -> int:
    return int(group.reached.sum())


def _compare(base: _Group, other: _Group) -> FailureTimes | None:
    member: Ints = np.repeat([0, 1], [len(base.entry), len(other.entry)]).astype(np.int64)
    return best_failure_times(
        np.r_[base.lower, other.lower],
        np.r_[base.upper, other.upper],
        np.r_[base.entry, other.entry],
        member,
    )


def _groups(framework: Framework, proficiency: pd.DataFrame) -> dict[str, list[_Group]]:
    """Return groups of enough people by measure: the baseline, all later, and each cohort.

    A baseline of one cohort stands for itself and is not repeated.
    """
    require(proficiency, "proficiency", _COLUMNS)
    rules = framework.returns.proficiency
    measure = np.array(texts(proficiency, "measure"), dtype=object)
    cohort = np.array([one or "" for one in texts(proficiency, "cohort")], dtype=object)
    entry, lower = numbers(proficiency, "entered_months"), numbers(proficiency, "lower_months")
    upper = numbers(proficiency, "upper_months")
    upper = np.where(np.isnan(upper), np.inf, upper)
    hired = np.array([day or dt.date.max for day in days(proficiency, "hire_date")], dtype=object)
    # Whoever was proficient when first seen says nothing about how long it took.
    here = (np.where(np.isfinite(upper), upper, lower) > entry) & (cohort != "")
    result: dict[str, list[_Group]] = {}
    for name in sorted(set(measure[here])):
        mine = here & (measure == name)

        def group(rows: Flags, cohort_name: str, role: str) -> _Group:
            return _Group(cohort_name, role, entry[rows], lower[rows], upper[rows])

        cohorts = [one for one in sorted(set(cohort[mine])) if one]
        # Of people watched only from later on too little is known to compare others with.
        fresh = mine & (entry == 0) & np.isfinite(upper)
        first = next(
            (one for one in cohorts if (fresh & (cohort == one)).sum() >= rules.minimum_people),
            None,
        )
        before = np.zeros(len(mine), bool)
        if rules.baseline_until is not None:
            before = mine & np.array([day <= rules.baseline_until for day in hired], bool)
        elif first is not None:
            before = mine & (cohort == first)
        after = mine & ~before
        if rules.baseline_until is None and first is not None:
            after &= np.array([one > first for one in cohort], bool)
        found = []
        if before.sum() >= rules.minimum_people:
            found = [group(before, BASELINE, BASELINE), group(after, ALL_LATER, LATER)]
        for one in cohorts:
            rows = mine & (cohort == one)
            role = LATER if (rows & after).any() else EARLIER
            if not (rows & before).any() or rules.baseline_until is not None:
                found.append(group(rows & ~before if role == LATER else rows, one, role))
        result[name] = [one for one in found if len(one.entry) >= rules.minimum_people]
    return result
