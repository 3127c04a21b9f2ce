"""How far service standards are met, month by month: the centre, its teams, and tiers.

A share or mean of all its contacts (or marks) with a 90 % interval. People differ, so contacts of
one person are no independent ones: the variance is that of a ratio between people (linearised,
Cochran 1977, Sampling Techniques, 6.4), and shares take Wilson's interval at the effective number
of contacts (Korn & Graubard 1998, Survey Methodology 24:193), never more than there were.
Durations are averaged as logs, as everywhere: their value is the geometric mean.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import t

from competency.columns import Floats, numbers, require, texts
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import Framework, Indicator
from competency.intervals import Z90

COLUMNS = ("standard", "valid_from", "agent_id", "period", "team_id", "tier", "n", "total")
#: Measures kept as logs of minutes or seconds.
LOGS = frozenset({"handle_minutes", "search_seconds"})
CENTRE = "*"


def ratio_interval(n: Floats, total: Floats, binary: bool) -> tuple[float, float, float]:
    """Ratio of all contacts, with a 90 % interval that knows whose contacts they are.

    Args:
        n: contacts by person, shape (people,), each above 0.
        total: sum of their values, likewise.
        binary: values are 0 or 1.

    Returns:
        Value, lower and upper end; the ends of a mean are NaN for one person alone.

    >>> found = ratio_interval(np.array([50.0, 50.0]), np.array([45.0, 45.0]), binary=True)
    >>> [round(one, 3) for one in found]
    [0.9, 0.589, 0.983]
    """
    people, size = len(n), n.sum()
    value = float(total.sum() / size)
    variance = np.nan
    if people > 1:
        variance = people / (people - 1) * np.square(total - value * n).sum() / size**2
    quantile = float(t.ppf(0.95, people - 1)) if people > 1 else Z90
    if not binary:
        reach = quantile * np.sqrt(variance)
        return value, value - reach, value + reach
    chance = value * (1 - value) / size
    effective = size * chance / max(variance, chance) if people > 1 and chance > 0 else size
    middle = (value + quantile**2 / (2 * effective)) / (1 + quantile**2 / effective)
    reach = quantile / (1 + quantile**2 / effective)
    reach *= np.sqrt(value * (1 - value) / effective + quantile**2 / (4 * effective**2))
    return value, max(float(middle - reach), 0.0), min(float(middle + reach), 1.0)


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
    tier = kept["tier"].astype("Int64").astype("string")
    groups = {
        "centre": pd.Series(CENTRE, index=kept.index),
        "team": pd.Series(texts(kept, "team_id"), index=kept.index, dtype="string"),
        "tier": tier,
    }
    rows = []
    for scope, group in groups.items():
        known = kept.assign(group_key=group)[group.notna().to_numpy()]
        for keys, part in known.groupby(["standard", "valid_from", "period", "group_key"]):
            key, since, period, group_key = keys
            one = edition[str(key), str(pd.Timestamp(str(since)).date())]
            item = framework.indicator(str(one.indicator))
            target = one.target_of(framework.profile, item.target)
            value, lower, upper = _figures(item, part)
            rows.append(
                {
                    "standard": key,
                    "valid_from": since,
                    "scope": scope,
                    "group_key": group_key,
                    "period": period,
                    "people": part["agent_id"].nunique(),
                    "n": round(numbers(part, "n").sum()),
                    "value": value,
                    "lower": lower,
                    "upper": upper,
                    "target": target,
                    "state": _state(value, lower, upper, target, item.direction == "lower"),
                }
            )
    table = rounded(conform(pd.DataFrame(rows), "attained_standards"), "attained_standards", DIGITS)
    order = ["standard", "valid_from", "scope", "group_key", "period"]
    return conform(table.sort_values(order, ignore_index=True), "attained_standards")


def _figures(item: Indicator, part: pd.DataFrame) -> tuple[float, float, float]:
    found = ratio_interval(numbers(part, "n"), numbers(part, "total"), item.kind == "binary")
    if item.measure in LOGS:
        value, lower, upper = np.exp(found)
        return float(value), float(lower), float(upper)
    if item.unit == "share":
        return found[0], float(np.maximum(found[1], 0)), float(np.minimum(found[2], 1))
    return found


def _state(value: float, lower: float, upper: float, target: float, less_is_better: bool) -> str:
    if less_is_better:
        value, lower, upper, target = -value, -upper, -lower, -target
    if lower >= target or (value >= target and target in (0.0, 1.0)):
        return "met"
    return "missed" if upper < target else "unclear"
