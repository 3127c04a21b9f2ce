"""How far service standards are met, month by month: the centre, its teams, and tiers.

A share or mean of all its contacts (or marks) with a 90 % interval. People differ, so contacts of
one person are no independent ones: the variance is that of a ratio between people (linearised,
Cochran 1977, Sampling Techniques, 6.4), and shares take Wilson's interval at the effective number
of contacts (Korn & Graubard 1998, Survey Methodology 24:193), never more than there were.
Durations are averaged as logs, as everywhere: their value is the geometric mean.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t

from competency.columns import Flags, Floats, Ints, numbers, require, texts
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import Framework, Indicator
from competency.intervals import Z90

COLUMNS = ("standard", "valid_from", "agent_id", "period", "team_id", "tier", "n", "total")
#: Measures kept as logs of minutes or seconds.
LOGS = frozenset({"handle_minutes", "search_seconds"})
CENTRE = "*"


def ratio_intervals(
    group: Ints, n: Floats, total: Floats, binary: Flags
) -> tuple[Floats, Floats, Floats]:
    """Ratio of all contacts of each group, with a 90 % interval that knows whose they are.

    Args:
        group: number of the group, 0 and up without gaps; one row a person in it, shape (rows,).
        n: contacts of the person, each above 0.
        total: sum of their values, likewise.
        binary: whether the group's values are 0 or 1, shape (groups,).

    Returns:
        Values, lower and upper ends, shape (groups,); the ends of a mean are NaN for one person
        alone.

    >>> two = np.array([0, 0]), np.array([50.0, 50.0]), np.array([45.0, 45.0])
    >>> [round(float(one[0]), 3) for one in ratio_intervals(*two, np.array([True]))]
    [0.9, 0.589, 0.983]
    """
    people, size = np.bincount(group), np.bincount(group, n)
    value = np.bincount(group, total) / size
    several = people > 1
    others = np.maximum(people - 1, 1)
    squares = np.bincount(group, np.square(total - value[group] * n))
    variance = np.where(several, people / others * squares / size**2, np.nan)
    quantile = np.where(several, t.ppf(0.95, others), Z90)
    reach = quantile * np.sqrt(variance)
    chance = np.where(binary, value * (1 - value), 0.0) / size
    known = several & (chance > 0)
    effective = size * np.where(
        known, chance / np.fmax(np.where(known, variance, 1.0), chance), 1.0
    )
    squared = quantile**2 / effective
    middle = (value + squared / 2) / (1 + squared)
    wilson = quantile / (1 + squared) * np.sqrt((size * chance + squared / 4) / effective)
    return (
        value,
        np.where(binary, np.maximum(middle - wilson, 0.0), value - reach),
        np.where(binary, np.minimum(middle + wilson, 1.0), value + reach),
    )


def attain_standards(framework: Framework, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the frame `attained_standards`: a row a standard, month and group with evidence.

    Args:
        framework: resolved framework.
        evidence: a row a standard's edition, person and month, columns `COLUMNS`.

    Groups: scope "centre" ("*"), "team" (its id) and "tier" (its number). State: met or missed
    where the whole interval is on that side of the target, else unclear; a target that cannot be
    surpassed (all, or none) is met by reaching it.
    """
    require(evidence, "evidence", COLUMNS)
    kept = evidence[numbers(evidence, "n") > 0]
    if kept.empty:
        return empty("attained_standards")
    edition = {(one.key, str(one.valid_from)): one for one in framework.standards.table}
    groups: dict[str, pd.Series[str]] = {
        "centre": pd.Series(CENTRE, index=kept.index, dtype="string"),
        "team": pd.Series(texts(kept, "team_id"), index=kept.index, dtype="string"),
        "tier": kept["tier"].astype("Int64").astype("string"),
    }
    parts = [kept.assign(scope=scope, group_key=group) for scope, group in groups.items()]
    every = pd.concat(parts).dropna(subset="group_key")
    keys = ["standard", "valid_from", "scope", "group_key", "period"]
    # Somebody with two rows in a group, of two teams of a tier, is one person.
    each = every.groupby([*keys, "agent_id"])[["n", "total"]].sum().reset_index()
    grouped = each.groupby(keys)
    group = np.asarray(grouped.ngroup(), dtype=np.int64)
    table = grouped.agg(people=("agent_id", "size"), n=("n", "sum")).reset_index()
    since = table["valid_from"].dt.strftime("%Y-%m-%d")
    standards = [edition[key] for key in zip(table["standard"], since, strict=True)]
    items = [framework.indicator(str(one.indicator)) for one in standards]

    def of_item(rule: Callable[[Indicator], bool]) -> Flags:
        return np.array([rule(item) for item in items])

    n, total = numbers(each, "n"), numbers(each, "total")
    ends = ratio_intervals(group, n, total, of_item(lambda item: item.kind == "binary"))
    logs = of_item(lambda item: item.measure in LOGS)
    value, lower, upper = (np.where(logs, np.exp(np.where(logs, one, 0.0)), one) for one in ends)
    share = of_item(lambda item: item.unit == "share")
    lower = np.where(share, np.maximum(lower, 0), lower)
    upper = np.where(share, np.minimum(upper, 1), upper)
    pairs = zip(standards, items, strict=True)
    target = np.array([one.target_of(framework.profile, item.target) for one, item in pairs])
    less = of_item(lambda item: item.direction == "lower")
    states = _states(value, lower, upper, target, less)
    table = table.assign(
        n=table["n"].round(), value=value, lower=lower, upper=upper, target=target, state=states
    )
    table = rounded(conform(table, "attained_standards"), "attained_standards", DIGITS)
    return conform(table.sort_values(keys, ignore_index=True), "attained_standards")


def _states(
    value: Floats, lower: Floats, upper: Floats, target: Floats, less: Flags
) -> npt.NDArray[np.str_]:
    better, worst, best = (
        np.where(less, target - one, one - target)
        for one in (value, np.where(less, upper, lower), np.where(less, lower, upper))
    )
    reached = (better >= 0) & (target == np.where(less, 0.0, 1.0))
    return np.select([(worst >= 0) | reached, best < 0], ["met", "missed"], "unclear")
