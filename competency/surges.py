"""Surges of complaints: weeks in which a theme brings more than is usual, alarms rationed.

Counts of a theme and week are negative binomial around contacts times the theme's usual rate; the
rate is a gamma posterior of the weeks before, so that few weeks make no sure baseline, and the
dispersion is pooled over themes. Each week multiplies in the likelihood ratio of a rate raised by
a factor; the Shiryaev-Roberts statistic sums these products over all weeks the change may have
begun in,

    R_t = (1 + R_t-1) · f(y | factor · rate) / f(y | rate),    averaged over the factors.

While nothing changes E(R_t) = t, hence the mean time to an alarm at R >= A is at least A whatever
the theme's size (Pollak 1987, Ann. Statist. 15:749): A = 13 weeks · themes / alarms a quarter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import gammaln
from scipy.stats import nbinom

from competency.columns import Flags, Floats, days, numbers, require, texts
from competency.frames import DIGITS, conform, empty, rounded
from competency.monitoring_rules import MonitoringRules

COLUMNS = ("week", "theme", "complaints", "contacts")
#: How the rate may have risen; a change between two of them is found nearly as soon.
FACTORS = np.array([1.5, 2.0, 3.0, 5.0])
#: Weeks of a quarter. An alarm within so many weeks of the last is still the same surge.
QUARTER, EPISODE = 13, 8
#: Weight of the prior rate, in complaints: a new theme starts at the mean of all, barely believed.
_PRIOR = 0.5
#: Weekly variation beyond counting that is taken for granted, as variance over squared mean.
_LEAST_DISPERSION = 0.01
_USUAL = 0.99
#: First weeks that say nothing of what is usual: complaints about contacts before the data began
#: are not in it.
_EDGE = 2


@dataclass(frozen=True)
class _Watched:
    """What the statistics start from: shapes (weeks, themes), and (weeks,) for contacts."""

    counts: Floats
    contacts: Floats


@dataclass(frozen=True)
class Surges:
    """What was known at the end of each week, shapes (weeks, themes).

    `expected` and `usual_to` (99 % of usual weeks stay at or below) are NaN where not judged;
    `evidence` is the statistic over its limit; `begun` the row of the week since which the count
    is raised (-1: it is not), `ratio` of complaints since then to what was expected.
    """

    expected: Floats
    usual_to: Floats
    evidence: Floats
    flagged: Flags
    begun: Floats
    ratio: Floats


def find_surges(rules: MonitoringRules, counts: Floats, contacts: Floats) -> Surges:
    """Go through the weeks; each is judged by the weeks before it.

    Args:
        rules: how watchful.
        counts: complaints, shape (weeks, themes).
        contacts: of the same weeks, shape (weeks,).

    >>> usual = np.full((30, 1), 10.0)
    >>> usual[28:] = 30.0
    >>> found = find_surges(MonitoringRules(), usual, np.full(30, 1000.0))
    >>> found.flagged[:, 0].nonzero()[0].tolist(), found.begun[28:, 0].tolist()
    ([28, 29], [28.0, 28.0])
    """
    weeks, themes = counts.shape
    expected, usual_to, evidence, ratio = np.full((4, weeks, themes), np.nan)
    flagged, begun = np.zeros((weeks, themes), dtype=bool), np.full((weeks, themes), -1.0)
    raised = np.zeros((len(FACTORS), themes))
    slope, start = np.zeros(themes), np.full(themes, -1.0)
    left_out = np.zeros((weeks, themes), dtype=bool)
    left_out[:_EDGE] = True
    seen = np.cumsum(counts, axis=0) > 0
    for week in range(_EDGE + rules.minimum_weeks, weeks):
        usual = slice(max(0, week - rules.gap_weeks - rules.baseline_weeks), week - rules.gap_weeks)
        counted = ~left_out[usual] & (contacts[usual] > 0)[:, None]
        if contacts[week] <= 0 or counted.sum(axis=0).min(initial=weeks) < 2:
            continue
        window = _Watched(np.where(counted, counts[usual], np.nan), contacts[usual])
        mean, spread = _predicted(window, contacts[week])
        expected[week], usual_to[week] = mean, _quantile(mean, spread)
        grown = _log_ratio(counts[week], mean, spread)
        raised = np.minimum((1 + raised) * np.exp(np.minimum(grown, 300.0)), 1e300)
        limit = QUARTER * max(int(seen[week].sum()), 1) / rules.false_alarms_per_quarter
        evidence[week] = raised.mean(axis=0) / limit
        # The change began where the sum of log ratios, here of doubling, was last at its lowest.
        slope = slope + grown[1]
        start = np.where(slope <= 0, -1.0, np.where(start < 0, float(week), start))
        slope = np.maximum(slope, 0.0)
        flagged[week] = evidence[week] >= 1
        begun[week] = start
        for theme in np.flatnonzero(start >= 0):
            rows = slice(int(start[theme]), week + 1)
            total = float(np.nansum(expected[rows, theme]))
            ratio[week, theme] = counts[rows, theme].sum() / total if total > 0 else np.nan
        # After an alarm it is looked for anew; the surge is no part of what is usual for a while,
        # and after that it is.
        raised[:, flagged[week]] = 0.0
        since = max(0, week - EPISODE)
        for theme in np.flatnonzero(flagged[week]):
            left_out[max(since, int(max(start[theme], 0))) : week + 1, theme] = True
        left_out[_EDGE : max(_EDGE, week - EPISODE + 1)] = False
    return Surges(expected, usual_to, evidence, flagged, begun, ratio)


def episodes(flagged: Flags) -> list[tuple[int, int]]:
    """Return row and column of the first alarm of each surge.

    >>> episodes(np.array([[False], [True], [True], [False]]))
    [(1, 0)]
    """
    found = []
    for theme in range(flagged.shape[1]):
        last = -EPISODE - 1
        for week in np.flatnonzero(flagged[:, theme]).tolist():
            if week - last > EPISODE:
                found.append((week, theme))
            last = week
    return found


def watch_themes(rules: MonitoringRules, brought: pd.DataFrame) -> pd.DataFrame:
    """Return the frame `theme_weeks`: one row a week and theme that was ever complained of.

    Args:
        rules: how watchful.
        brought: one row a week and theme, and one with theme null a week for its contacts; columns
            `COLUMNS`, complete weeks only.
    """
    require(brought, "brought", COLUMNS)
    week = pd.to_datetime(pd.Series(days(brought, "week")))
    names, number = texts(brought, "theme"), numbers(brought, "complaints")
    themes = sorted({one for one in names if one is not None})
    if not themes or week.isna().all():
        return empty("theme_weeks")
    span = pd.date_range(week.min(), week.max(), freq="7D")
    row = span.get_indexer(pd.DatetimeIndex(week))
    column = {theme: at for at, theme in enumerate(themes)}
    counts, contacts = np.zeros((len(span), len(themes))), np.zeros(len(span))
    for at, theme, n, busy in zip(row, names, number, numbers(brought, "contacts"), strict=True):
        if at >= 0 and theme is not None:
            counts[at, column[theme]] += n
        elif at >= 0:
            contacts[at] += busy
    found = find_surges(rules, counts, contacts)
    begun = found.begun.astype(np.int64)
    firsts, nothing = set(episodes(found.flagged)), np.datetime64("NaT")
    table = pd.DataFrame(
        {
            "week": np.repeat(span.to_numpy(), len(themes)),
            "theme": np.tile(np.array(themes, dtype=object), len(span)),
            "complaints": counts.ravel(),
            "contacts": np.repeat(contacts, len(themes)),
            "expected": found.expected.ravel(),
            "usual_to": found.usual_to.ravel(),
            "evidence": found.evidence.ravel(),
            "flagged": found.flagged.ravel(),
            "first_alarm": [
                (at, one) in firsts for at in range(len(span)) for one in range(len(themes))
            ],
            "since": np.where(begun >= 0, span.to_numpy()[np.maximum(begun, 0)], nothing).ravel(),
            "ratio": found.ratio.ravel(),
        }
    )
    return conform(rounded(conform(table, "theme_weeks"), "theme_weeks", DIGITS), "theme_weeks")


def _predicted(window: _Watched, contacts: float) -> tuple[Floats, Floats]:
    """Return mean and size (mean² over excess variance) of next week's counts, by theme."""
    exposure = np.where(np.isnan(window.counts), 0.0, window.contacts[:, None])
    total, at_risk = np.nansum(window.counts, axis=0), exposure.sum(axis=0)
    mean_rate = max(total.sum(), _PRIOR) / max(at_risk.sum(), 1.0)
    shape, rate = total + _PRIOR, at_risk + _PRIOR / mean_rate
    excess = _dispersion(window, total / np.maximum(at_risk, 1e-12)) + 1.0 / shape
    return contacts * shape / rate, 1.0 / excess


def _dispersion(window: _Watched, rate: Floats) -> float:
    """Return excess variance over squared mean, pooled over themes by moments."""
    known = ~np.isnan(window.counts)
    fitted = window.contacts[:, None] * rate
    off = np.where(known, (np.nan_to_num(window.counts) - fitted) ** 2 - fitted, 0.0)
    weeks = known.sum(axis=0)
    # A fitted rate takes up one of the weeks' freedom.
    off = (
        np.where(known, off + fitted / np.maximum(weeks, 1), 0.0) * weeks / np.maximum(weeks - 1, 1)
    )
    squares = float(np.where(known, fitted**2, 0.0).sum())
    return max(float(off.sum()) / squares, _LEAST_DISPERSION) if squares > 0 else _LEAST_DISPERSION


def _log_ratio(count: Floats, mean: Floats, size: Floats) -> Floats:
    """Return log f(y | factor · mean) / f(y | mean), shape (factors, themes)."""
    high = FACTORS[:, None] * mean

    def density(at: Floats) -> Floats:
        return np.asarray(
            gammaln(count + size)
            - gammaln(size)
            + size * np.log(size / (size + at))
            + count * np.log(at / (size + at))
        )

    return density(high) - density(mean)


def _quantile(mean: Floats, size: Floats) -> Floats:
    return np.asarray(nbinom.ppf(_USUAL, size, size / (size + mean)), dtype=np.float64)
