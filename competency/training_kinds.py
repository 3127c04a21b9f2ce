"""What kinds of training do for customers, by mode, provider and source. Frame `training_kinds`.

The estimator is that of `training_outcomes`; courses of a kind are one course, taken as often as
its courses were. Kinds are estimated beside each other, and each is compared with the others'
mean, weighted by completions. Many comparisons are made at once: the intervals of a grouping's
differences all hold together with a chance of 90 % (Bonferroni), outcomes included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import special

from competency.columns import Flags, Floats, Ints, numbers, require, texts
from competency.criteria import matches
from competency.effect_regression import Effects, estimate_uplifts
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import Framework
from competency.grid import grid_of
from competency.intervals import Z90
from competency.learning_mix import kind_of, mix_state
from competency.training_events import Events, read_events, usable
from competency.training_outcomes import Evidence, check_of, gather_outcome

FORMAT, PROVIDER, SOURCE = "format", "provider", "source"
#: Groupings, and the column of lms/courses that each is told by.
GROUPINGS = {FORMAT: "format", PROVIDER: "provider", SOURCE: "provider"}
#: Courses that name no provider, or one whose source no pattern tells.
UNKNOWN = "unknown"
DIFFERS, NOT_TOLD_APART, ALONE, NOT_COMPARED = "differs", "not_told_apart", "alone", "not_compared"

Row = dict[str, object]
_NOTHING: Row = {
    "n_compared": 0, "n_people": 0, "check_state": "not_checked", "verdict": NOT_COMPARED,
    **dict.fromkeys(
        (
            "average", "effect", "std_error", "lower", "upper", "placebo_z", "trend_z",
            "difference", "difference_lower", "difference_upper",
        ),
        np.nan,
    ),
}  # fmt: skip


def estimate_kinds(
    framework: Framework,
    measured: pd.DataFrame,
    effects: pd.DataFrame,
    agent_months: pd.DataFrame,
    trainings: pd.DataFrame,
    courses: pd.DataFrame,
    learned: pd.DataFrame,
) -> pd.DataFrame:
    """Return `training_kinds`: a row for each grouping, kind and outcome of `returns.outcomes`.

    Args:
        framework: resolved framework; `content.provider_sources` tells a provider's source.
        measured: frame `measured_agents`.
        effects: frame `fitted_effects`.
        agent_months: agent_id, period, is_active and, where known, tenure_months.
        trainings: agent_id, course_id, completed_on; one row a completion.
        courses: table lms/courses; without formats or providers their groupings have no rows.
        learned: format, provider, completions, minutes: sums of the last months; n_learners, of
            all of them.

    Effects, differences and their intervals are in the outcome's unit, null where fewer people
    than `effects.minimum_trained` have evidence before and after.
    """
    grid = grid_of(agent_months)
    known = courses.dropna(subset="course_id").sort_values("course_id").drop_duplicates("course_id")
    events = read_events(trainings, tuple(str(one) for one in known["course_id"]), grid)
    evidence: dict[str, Evidence] = {}
    for key in framework.returns.outcomes if len(events.agent) else ():
        item = framework.indicator(key)
        if item.enabled:
            seen = gather_outcome(framework, item, measured, effects, agent_months, grid)
            evidence |= {} if seen is None else {key: seen}
    rows: list[Row] = []
    fits: dict[tuple[int, ...], dict[tuple[int, str], Row]] = {}
    for grouping, column in GROUPINGS.items():
        given = texts(known, column)
        if not any(given):
            continue
        labels = [_name(framework, grouping, one) for one in given]
        mix = _mix(framework, grouping, learned, labels)
        code, names = pd.factorize(np.array(labels, dtype=object))
        named = np.array([name != UNKNOWN for name in names])
        # Providers that are each a source of their own are the same question.
        same = (*code.tolist(), *named.tolist())
        if same not in fits:
            fits[same] = _compare(framework, evidence, events, code, named)
        told = {(names[place], key): row for (place, key), row in fits[same].items()}
        rows += [
            {
                "grouping": grouping, "name": name, "outcome": key,
                "unit": framework.indicator(key).unit,
                **_NOTHING, **told.get((name, key), {}), **mix[name],
            }
            for name in sorted(mix)
            for key in framework.returns.outcomes
        ]  # fmt: skip
    if not rows:
        return empty("training_kinds")
    frame = conform(pd.DataFrame(rows), "training_kinds")
    return rounded(frame, "training_kinds", DIGITS)


def _name(framework: Framework, grouping: str, given: str | None) -> str:
    if grouping == FORMAT:
        return kind_of(framework, given)
    if grouping == PROVIDER or given is None:
        return given or UNKNOWN
    sources = framework.content.provider_sources
    return next((one for one, words in sources.items() if matches(given, words)), UNKNOWN)


def _mix(
    framework: Framework, grouping: str, learned: pd.DataFrame, labels: Sequence[str]
) -> dict[str, Row]:
    """Return completions, minutes and their shares by name; of what has a known name."""
    column = GROUPINGS[grouping]
    require(learned, "learned", (column, "completions", "minutes", "n_learners"))
    names = [_name(framework, grouping, one) for one in texts(learned, column)]
    target = (framework.content.provider_mix or {}) if grouping == SOURCE else {}
    sums = {one: np.zeros(2) for one in {*labels, *target}}
    counted = np.nan_to_num(
        np.column_stack([numbers(learned, c) for c in ("completions", "minutes")])
    )
    for name, row in zip(names, counted, strict=True):
        sums[name] = sums.get(name, np.zeros(2)) + row
    whole = sum((row for name, row in sums.items() if name != UNKNOWN), np.zeros(2))
    whole = np.where(whole > 0, whole, np.nan)
    people = numbers(learned, "n_learners")
    found: dict[str, Row] = {}
    for name, row in sums.items():
        share = row / whole if name != UNKNOWN else np.full(2, np.nan)
        asked = target.get(name, np.nan)
        found[name] = {
            "completions": row[0], "minutes": row[1],
            "share_completions": share[0], "share_minutes": share[1], "target": asked,
            "mix_state": mix_state(float(share[1]), asked, framework.paths.mix_tolerance),
            "n_learners": people.max() if len(people) else 0,
        }  # fmt: skip
    return found


def _compare(
    framework: Framework, evidence: Mapping[str, Evidence], events: Events, code: Ints, named: Flags
) -> dict[tuple[int, str], Row]:
    """Return effects and differences by kind, a place, and outcome; code: kind of each course."""
    kinds = replace(events, courses=tuple(map(str, range(len(named)))), course=code[events.course])
    least = framework.effects.minimum_trained
    found: dict[tuple[int, str], Row] = {}
    apart: dict[tuple[int, str], tuple[float, float]] = {}
    comparisons = 0
    for key, seen in evidence.items():
        fit = estimate_uplifts(seen.standard, seen.variance, kinds, seen.tenure)
        if fit is None:
            continue
        people = _people(kinds, seen)
        enough = (people >= least) & ~np.isnan(fit.estimate) & (fit.error > 0)
        beside = np.flatnonzero(enough & named)
        # Two kinds make one comparison, told from both sides.
        comparisons += len(beside) if len(beside) > 2 else 1
        for place in np.flatnonzero(enough):
            at = (int(place), key)
            effect, error = fit.estimate[place] * seen.worth, fit.error[place] * abs(seen.worth)
            found[at] = {
                "average": seen.average, "n_compared": int(fit.n[place]),
                "n_people": int(people[place]), "effect": effect, "std_error": error,
                "lower": effect - Z90 * error, "upper": effect + Z90 * error,
                "placebo_z": fit.placebo_z[place], "trend_z": fit.trend_z[place],
                "check_state": check_of(
                    int(fit.checked[place]), fit.placebo_z[place], fit.trend_z[place], least
                ),
            }  # fmt: skip
            if place in beside:
                found[at]["verdict"] = ALONE
                if len(beside) > 1:
                    gap, wide = _difference(fit, int(place), beside[beside != place])
                    apart[at] = (gap * seen.worth, wide * abs(seen.worth))
    width = float(special.ndtri(1 - 0.05 / max(comparisons, 1)))
    for at, (gap, error) in apart.items():
        lower, upper = gap - width * error, gap + width * error
        found[at] |= {
            "difference": gap, "difference_lower": lower, "difference_upper": upper,
            "verdict": NOT_TOLD_APART if lower <= 0 <= upper else DIFFERS,
        }  # fmt: skip
    return found


def _people(kinds: Events, seen: Evidence) -> Ints:
    """Return how many people of each kind have evidence before and after a course of it."""
    known: Flags = ~np.isnan(seen.standard) & (seen.variance > 0)
    mine = usable(kinds, known)
    pairs = np.unique(np.column_stack([mine.course, mine.agent]), axis=0)
    return np.bincount(pairs[:, 0], minlength=len(kinds.courses)).astype(np.int64)


def _difference(fit: Effects, place: int, others: Ints) -> tuple[float, float]:
    """Return a kind's effect less the others' mean by completions, and its standard error."""
    weight: Floats = np.zeros(len(fit.estimate))
    weight[others] = -fit.n[others] / fit.n[others].sum()
    weight[place] = 1.0
    used = np.append(others, place)
    mine = weight[used]
    gap = float(mine @ fit.estimate[used])
    return gap, float(np.sqrt(mine @ fit.covariance[np.ix_(used, used)] @ mine))
