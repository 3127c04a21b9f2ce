"""Months of service against control limits: which month is unusual beside those before it.

Shares: Laney's p' chart (Laney 2002, Quality Engineering 14:531): each month is standardised by
binomial chance, and the spread of these is the chart's, never less than chance. Means: individuals
by their own spread (Shewhart). Limits are those within which a new month stays as often as within
three sigma, 99.73 %, when mean and spread come from so few months: Student's t with their degrees
of freedom, times sqrt(1 + 1/m). The month judged is never among those that judge it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm, t

from competency.columns import Floats, month_starts, months, numbers, require, texts
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import LOWER_IS_BETTER
from competency.monitoring_rules import MonitoringRules

COLUMNS = ("team_id", "period", "measure", "n", "total", "people")
#: Measures that are means; all others are shares.
MEANS = frozenset({"handle_minutes", "review_mark"})
#: Within three sigma, both sides together.
_WITHIN = float(norm.cdf(3.0))


@dataclass(frozen=True)
class Limits:
    """Centre line and limits by month, shape (months,); NaN where too few months came before."""

    centre: Floats
    lower: Floats
    upper: Floats


def control_limits(
    n: Floats, total: Floats, share: bool, baseline: int = 12, minimum: int = 6
) -> Limits:
    """Judge each month by up to `baseline` months before it that have evidence.

    Args:
        n: pieces of evidence, shape (months,); 0 where there is none.
        total: sum of their values, shape (months,).
        share: values are 0 or 1.
        baseline: most months looked back on.
        minimum: months before which nothing is judged.

    >>> n = np.full(8, 100.0)
    >>> found = control_limits(n, np.array([50, 52, 48, 51, 49, 50, 47, 53.0]), share=True)
    >>> found.centre[6:].round(4).tolist(), found.lower[6:].round(2).tolist()
    ([0.5, 0.4957], [0.2, 0.23])
    """
    centre, lower, upper = np.full((3, len(n)), np.nan)
    for month in range(len(n)):
        known = np.flatnonzero(n[:month] > 0)[-baseline:]
        if len(known) < minimum or n[month] <= 0:
            continue
        size, value = n[known], total[known] / n[known]
        if share:
            # Half a case either way: a share of 0 or 1 so far does not rule out the other.
            mean = (total[known].sum() + 0.5) / (size.sum() + 1)
            chance = np.sqrt(mean * (1 - mean) / size)
            spread = np.sqrt(np.square((value - mean) / chance).sum() / (len(known) - 1))
            sigma = max(float(spread), 1.0) * np.sqrt(mean * (1 - mean) / n[month])
        else:
            mean, sigma = value.mean(), value.std(ddof=1)
        reach = t.ppf(_WITHIN, len(known) - 1) * sigma * np.sqrt(1 + 1 / len(known))
        centre[month] = mean
        lower[month], upper[month] = mean - reach, mean + reach
        if share:
            lower[month], upper[month] = max(lower[month], 0.0), min(upper[month], 1.0)
    return Limits(centre, lower, upper)


def chart_service(rules: MonitoringRules, service: pd.DataFrame) -> pd.DataFrame:
    """Return the frame `quality_trends`: one row a team ('*': the centre), month and measure.

    Args:
        rules: how many months are looked back on.
        service: one row likewise with n, total and people, columns `COLUMNS`.
    """
    require(service, "service", COLUMNS)
    period = months(service)
    kept = service[(period >= 0) & (numbers(service, "n") > 0)]
    if kept.empty:
        return empty("quality_trends")
    parts = []
    keys = [pd.Series(texts(kept, name), index=kept.index) for name in ("team_id", "measure")]
    for (team, measure), rows in kept.groupby(keys, sort=True):
        at = months(rows)
        rows = rows.iloc[np.argsort(at, kind="stable")]  # noqa: PLW2901  in their order
        at = np.sort(at)
        span = np.arange(at[0], at[-1] + 1)
        n, total, people = np.zeros((3, len(span)))
        n[at - span[0]] = numbers(rows, "n")
        total[at - span[0]] = numbers(rows, "total")
        people[at - span[0]] = numbers(rows, "people")
        share = measure not in MEANS
        found = control_limits(n, total, share, rules.baseline_months, rules.minimum_months)
        with np.errstate(invalid="ignore", divide="ignore"):
            value = np.where(n > 0, total / n, np.nan)
        parts.append(
            pd.DataFrame(
                {
                    "team_id": team,
                    "period": month_starts(span),
                    "measure": measure,
                    "n": n,
                    "people": people,
                    "value": value,
                    "centre": found.centre,
                    "lower": found.lower,
                    "upper": found.upper,
                    "state": _states(value, found, str(measure) in LOWER_IS_BETTER),
                }
            )[n > 0]
        )
    table = conform(pd.concat(parts, ignore_index=True), "quality_trends")
    return conform(rounded(table, "quality_trends", DIGITS), "quality_trends")


def _states(value: Floats, limits: Limits, less_is_better: bool) -> list[str]:
    above, below = value > limits.upper, value < limits.lower
    states = np.full(len(value), "usual", dtype=object)
    states[np.isnan(limits.centre)] = "unjudged"
    states[above] = "worse" if less_is_better else "better"
    states[below] = "better" if less_is_better else "worse"
    return [str(one) for one in states]
