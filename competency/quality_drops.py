"""Agents whose quality dropped: weeks of contacts, answers and reviews against their own before.

What is compared is net of the kind of case and of the reviewer. Of each source the agent's level
of the weeks before (shrunk to that of all) is taken off; a drop by so many standard deviations of
what agents differ by, in all sources or in one, multiplies up its likelihood ratio, and the
Shiryaev-Roberts statistic sums these products over all weeks it may have begun in, as in
`surges`. How far six weeks stray from the level before is measured on the agents themselves
(median of squares, so that true drops do not hide themselves), because abilities drift, levels are
estimated, and neighbouring weeks are alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats, days, numbers, require, texts
from competency.frames import DIGITS, conform, empty, rounded
from competency.monitoring_rules import MonitoringRules
from competency.surges import EPISODE, QUARTER, episodes

SOURCES = ("resolution", "escalation", "satisfaction", "reviews")
COLUMNS = ("week", "agent_id", "source", "n", "residual", "squares")
#: Drops looked for, in standard deviations of what agents differ by.
DROPS = np.array([1.0, 2.0, 3.0])
#: Drops in all sources, or in one alone: shape (patterns, sources).
PATTERNS = np.vstack([np.ones(len(SOURCES)), np.eye(len(SOURCES))])
#: Weeks in which straying is measured, and which are left out of the level before.
BLOCK = 6
#: Agents whom straying and differences are learnt from, at least.
_LEAST_AGENTS = 5
#: Of a chi-squared variable with one degree of freedom.
_MEDIAN_SQUARE = 0.4549


@dataclass(frozen=True)
class Drops:
    """What was known at the end of each week, shapes (weeks, agents).

    `evidence` is the statistic over its limit (NaN: not judged); `begun` the row of the week of the
    change (-1: none); `size` of it in standard deviations of what agents differ by, with its
    standard error, and `pieces` behind it; `source` the place of the leading one (-1: all alike).
    """

    evidence: Floats
    flagged: Flags
    begun: Floats
    size: Floats
    error: Floats
    pieces: Floats
    source: Floats


def find_drops(rules: MonitoringRules, n: Floats, residual: Floats, squares: Floats) -> Drops:
    """Go through the weeks; each is judged by the weeks before it.

    Args:
        rules: how watchful.
        n: pieces of evidence, shape (weeks, agents, sources).
        residual: sums of their differences from what was expected, same shape.
        squares: sums of the squares of these differences, same shape.
    """
    weeks, agents, sources = n.shape
    evidence, size, error, pieces = np.full((4, weeks, agents), np.nan)
    begun, leading = np.full((2, weeks, agents), -1.0)
    flagged = np.zeros((weeks, agents), dtype=bool)
    raised = np.zeros((len(PATTERNS), len(DROPS), agents))
    slope, start = np.zeros(agents), np.full(agents, -1.0)
    gained, informed = np.zeros((2, weeks, agents, sources))
    total_n, total_r = (np.concatenate([np.zeros((1, agents, sources)), np.cumsum(one, axis=0)])
                        for one in (n, residual))  # fmt: skip
    limit = QUARTER * 100 / rules.false_drops_per_100_agents
    strays: list[Floats] = []
    for week in range(BLOCK, weeks):
        level = _Level.of(rules, total_n, total_r, squares, week)
        if level is None:
            continue
        strays.append(level.strayed(total_n, total_r, week))
        stray = _stray(strays)
        off = residual[week] - n[week] * level.mean
        known = level.known & np.isfinite(stray)
        weight = np.where(known, level.differ / (level.noise * stray), 0.0)
        gain, information = -weight * off, weight * level.differ * n[week]
        gained[week], informed[week] = gain, information
        both = np.einsum("ps,as->pa", PATTERNS, gain), np.einsum("ps,as->pa", PATTERNS, information)
        ratio = DROPS[:, None] * both[0][:, None] - DROPS[:, None] ** 2 / 2 * both[1][:, None]
        judged = known.any(axis=1)
        raised = np.where(judged, (1 + raised) * np.exp(np.minimum(ratio, 300.0)), raised)
        raised = np.minimum(raised, 1e300)
        evidence[week] = np.where(judged, raised.mean(axis=(0, 1)) / limit, np.nan)
        slope = slope + ratio[0, 0]
        start = np.where(slope <= 0, -1.0, np.where(start < 0, float(week), start))
        slope = np.maximum(slope, 0.0)
        flagged[week] = np.nan_to_num(evidence[week]) >= 1
        for agent in np.flatnonzero(flagged[week]).tolist():
            first = int(start[agent]) if start[agent] >= 0 else week
            its = informed[first : week + 1, agent]
            begun[week, agent] = first
            size[week, agent] = gained[first : week + 1, agent].sum() / max(its.sum(), 1e-12)
            error[week, agent] = 1 / np.sqrt(max(its.sum(), 1e-12))
            pieces[week, agent] = n[first : week + 1, agent].sum()
            strongest = raised[:, :, agent].mean(axis=1)
            leading[week, agent] = float(np.argmax(strongest) - 1)
        raised[:, :, flagged[week]] = 0.0
        slope[flagged[week]], start[flagged[week]] = 0.0, -1.0
    return Drops(evidence, flagged, begun, size, error, pieces, leading)


@dataclass(frozen=True)
class _Level:
    """Each agent's level before a week, shapes (agents, sources), and the sources' spreads.

    `noise` is the variance of one piece, `differ` the standard deviation between agents, shapes
    (sources,).
    """

    mean: Floats
    known: Flags
    noise: Floats
    differ: Floats

    @classmethod
    def of(
        cls, rules: MonitoringRules, total_n: Floats, total_r: Floats, squares: Floats, week: int
    ) -> _Level | None:
        """Return the level of the weeks that end `BLOCK` before; None where they are too few."""
        last = week - BLOCK
        first = max(0, last - rules.baseline_weeks)
        if last - first < rules.minimum_weeks:
            return None
        count = total_n[last] - total_n[first]
        total = total_r[last] - total_r[first]
        every = count.sum(axis=0)
        noise = squares[first:last].sum(axis=(0, 1)) / np.maximum(every, 1.0)
        noise = np.where(noise > 0, noise, np.nan)
        enough = count >= rules.minimum_pieces
        with np.errstate(invalid="ignore", divide="ignore"):
            own = np.where(enough, total / count, np.nan)
            by_chance = np.where(enough, noise / count, np.nan)
            people = enough.sum(axis=0)
            centre = np.nansum(np.where(enough, own, 0.0), axis=0) / np.maximum(people, 1)
            spread = np.nansum((own - centre) ** 2 - by_chance, axis=0) / np.maximum(people - 1, 1)
        # Where agents hardly differ a drop is measured by a tenth of the noise of one piece.
        differ = np.sqrt(np.maximum(spread, 0.01 * noise))
        precision = 1 / differ**2 + count / noise
        mean = (centre / differ**2 + total / noise) / precision
        known = enough & (people >= _LEAST_AGENTS) & np.isfinite(noise)
        return cls(mean, known, noise, differ)

    def strayed(self, total_n: Floats, total_r: Floats, week: int) -> Floats:
        """Return how far the last weeks are off, squared, over what chance explains; NaN: none."""
        count = total_n[week] - total_n[week - BLOCK]
        off = total_r[week] - total_r[week - BLOCK] - count * self.mean
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.known & (count > 0), off**2 / (count * self.noise), np.nan)


def _stray(strays: list[Floats]) -> Floats:
    """Return by source how much more than chance weeks stray, from what was known so far."""
    seen = np.concatenate(strays[-2 * QUARTER :])
    found = np.full(seen.shape[1], np.nan)
    for source in range(seen.shape[1]):
        its = seen[:, source][np.isfinite(seen[:, source])]
        if len(its) >= _LEAST_AGENTS:
            found[source] = max(1.0, float(np.median(its)) / _MEDIAN_SQUARE)
    return found


def watch_agents(
    rules: MonitoringRules, measured: pd.DataFrame, teams: pd.DataFrame
) -> pd.DataFrame:
    """Return the frame `agent_shifts`: one row an agent and drop, at its first alarm.

    Args:
        rules: how watchful.
        measured: one row a week, agent and source, columns `COLUMNS`; whole weeks.
        teams: agent_id, team_id of the people at work now; others are left out.
    """
    require(measured, "measured", COLUMNS)
    require(teams, "teams", ("agent_id", "team_id"))
    team_of = dict(zip(texts(teams, "agent_id"), texts(teams, "team_id"), strict=True))
    week = pd.to_datetime(pd.Series(days(measured, "week")))
    if week.isna().all():
        return empty("agent_shifts")
    span = pd.date_range(week.min(), week.max(), freq="7D")
    agents = sorted({one for one in texts(measured, "agent_id") if one is not None})
    place = (
        span.get_indexer(pd.DatetimeIndex(week)),
        pd.Index(agents).get_indexer(pd.Index(texts(measured, "agent_id"))),
        pd.Index(SOURCES).get_indexer(pd.Index(texts(measured, "source"))),
    )
    kept = np.all([one >= 0 for one in place], axis=0)
    shape = (len(span), len(agents), len(SOURCES))

    def filled(name: str) -> Floats:
        grid = np.zeros(shape)
        np.add.at(grid, tuple(one[kept] for one in place), numbers(measured, name)[kept])
        return grid

    found = find_drops(rules, filled("n"), filled("residual"), filled("squares"))
    rows = []
    for at, one in episodes(found.flagged):
        if agents[one] not in team_of:
            continue
        size, error = found.size[at, one], found.error[at, one]
        leading = int(found.source[at, one])
        rows.append(
            {
                "agent_id": agents[one],
                "team_id": team_of[agents[one]],
                "flagged_week": span[at],
                "since": span[int(found.begun[at, one])],
                "source": "all" if leading < 0 else SOURCES[leading],
                "size": size,
                "lower": size - 1.645 * error,
                "upper": size + 1.645 * error,
                "evidence": found.evidence[at, one],
                "n_evidence": found.pieces[at, one],
                "is_recent": at >= len(span) - EPISODE,
            }
        )
    if not rows:
        return empty("agent_shifts")
    rows.sort(key=lambda row: (row["flagged_week"], row["agent_id"]))
    table = conform(pd.DataFrame(rows), "agent_shifts")
    return conform(rounded(table, "agent_shifts", DIGITS), "agent_shifts")
