"""Cells of contacts and marks -> each indicator's figure per agent and month, raw and adjusted.

Adjusting is `adjustment`; shrinking and scoring come after, in `scores`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from competency.adjustment import Adjustment, Cells, adjust
from competency.columns import Flags, Floats, Ints, codes, months, numbers, require
from competency.criteria import claims
from competency.framework import Framework, Indicator

CASE_MIX = ("issue_type", "complexity", "customer_emotion", "channel")
SCORED = ("agent_id", "period", "source", "measure", "rater_id", "n", "total", "total_sq")
#: A rating of oneself is no evidence of what one can do.
SELF = "self"


@dataclass(frozen=True)
class Figures:
    """One indicator over agents x months, shape (agents, months); n is 0 where there is none."""

    indicator: Indicator
    n: Floats
    raw: Floats
    adjusted: Floats
    variance: Floats


@dataclass(frozen=True)
class Grid:
    """The agents and months that are scored, and who was active when, shape (agents, months)."""

    agents: pd.Index[str]
    months: Ints
    active: Flags

    @property
    def shape(self) -> tuple[int, int]:
        """Number of agents and of months."""
        return len(self.agents), len(self.months)


def grid_of(agent_months: pd.DataFrame) -> Grid:
    """Return the grid of a roster by month (columns agent_id, period, is_active)."""
    require(agent_months, "agent_months", ("agent_id", "period", "is_active"))
    month = months(agent_months)
    known = agent_months["agent_id"].notna().to_numpy(dtype=bool) & (month >= 0)
    rows, month = agent_months[known], month[known]
    agents: pd.Index[str] = pd.Index(sorted(set(rows["agent_id"].astype("string"))), dtype="string")
    if not len(agents):
        return Grid(agents, np.zeros(0, np.int64), np.zeros((0, 0), bool))
    span = np.arange(month.min(), month.max() + 1)
    active = np.zeros((len(agents), len(span)), bool)
    agent, _ = codes(rows, "agent_id", agents)
    is_active = rows["is_active"].astype("boolean").fillna(False).to_numpy(dtype=bool)
    active[agent[is_active], month[is_active] - span[0]] = True
    return Grid(agents, span, active)


def figures(
    framework: Framework,
    interaction_cells: pd.DataFrame,
    scored_cells: pd.DataFrame,
    grid: Grid,
) -> Iterator[Figures]:
    """Yield the figures of every indicator that counts, in the order of the framework.

    Args:
        framework: resolved, with what the exports lack switched off.
        interaction_cells: agent_id, period, the case-mix columns (may be missing) and for a
            measure m the columns m__n, m__sum, m__sumsq (may be missing).
        scored_cells: long, columns `SCORED`, values scaled 0..1.
        grid: agents and months to report; evidence of other agents still helps to learn difficulty.
    """
    contacts = _dated(require(interaction_cells, "interaction_cells", ("agent_id", "period")), grid)
    marks = _dated(require(scored_cells, "scored_cells", SCORED), grid)
    own = {
        source: claims(framework, source, names)
        for source, names in _names_by_source(marks).items()
    }
    mix = tuple(codes(contacts, column) for column in CASE_MIX)
    agent, everybody = _agents(contacts)
    month = months(contacts)
    for item in framework.enabled_indicators():
        if item.source == "crm/interactions":
            cells = _contact_cells(contacts, item, agent, month, mix)
            # Within agent and month: an agent who grows into harder cases must not make them
            # look easier.
            group = cells.agent * (int(month.max(initial=0)) + 1) + cells.month
            people: pd.Index[str] = everybody
        else:
            mine = [name for name, key in own.get(item.source, {}).items() if key == item.key]
            cells, people = _mark_cells(marks, item, mine)
            group = cells.agent
        yield _windowed(framework, item, cells, adjust(cells, group), people=people, grid=grid)


def _dated(frame: pd.DataFrame, grid: Grid) -> pd.DataFrame:
    month = months(frame)
    last = int(grid.months[-1]) if len(grid.months) else -1
    keep = (month >= 0) & (month <= last) & frame["agent_id"].notna().to_numpy(dtype=bool)
    return frame[keep].reset_index(drop=True)


def _agents(frame: pd.DataFrame) -> tuple[Ints, pd.Index[str]]:
    people: pd.Index[str] = pd.Index(
        sorted(set(frame["agent_id"].astype("string"))), dtype="string"
    )
    return codes(frame, "agent_id", people)[0], people


def _names_by_source(marks: pd.DataFrame) -> dict[str, list[str]]:
    names = marks["measure"].astype("string").fillna("unspecified")
    sources = marks["source"].astype("string").fillna("")
    pairs = sorted(set(zip(sources.tolist(), names.tolist(), strict=True)))
    found: dict[str, list[str]] = {}
    for source, name in pairs:
        found.setdefault(source, []).append(name)
    return found


def _contact_cells(
    contacts: pd.DataFrame,
    item: Indicator,
    agent: Ints,
    month: Ints,
    mix: tuple[tuple[Ints, int], ...],
) -> Cells:
    n = np.nan_to_num(numbers(contacts, f"{item.measure}__n"))
    total = numbers(contacts, f"{item.measure}__sum")
    squares = numbers(contacts, f"{item.measure}__sumsq")
    if item.kind == "binary":
        squares = np.where(np.isnan(squares), total, squares)
    keep = (n > 0) & ~np.isnan(total) & ~np.isnan(squares)
    return Cells(
        agent[keep],
        month[keep],
        n[keep],
        total[keep],
        squares[keep],
        n[keep],
        tuple((level[keep], size) for level, size in mix),
    )


def _mark_cells(
    marks: pd.DataFrame, item: Indicator, names: list[str]
) -> tuple[Cells, pd.Index[str]]:
    rater = marks["rater_id"].astype("string").fillna("")
    n = np.nan_to_num(numbers(marks, "n"))
    keep = (
        (marks["source"].astype("string") == item.source).fillna(False).to_numpy(dtype=bool)
        & marks["measure"].astype("string").fillna("unspecified").isin(names).to_numpy(dtype=bool)
        & (n > 0)
        & ~np.isnan(numbers(marks, "total"))
    )
    if item.source == "qa/feedback_360":
        keep &= (rater.str.casefold() != SELF).to_numpy(dtype=bool)
    mine = marks[keep].reset_index(drop=True)
    agent, people = _agents(mine)
    total = numbers(mine, "total")
    squares = numbers(mine, "total_sq")
    n = n[keep]
    cells = Cells(
        agent,
        months(mine),
        n,
        total,
        np.where(np.isnan(squares), total**2 / n, squares),
        n,
        (codes(mine, "rater_id"), codes(mine, "measure")),
    )
    return replace(cells, pieces=_reviews(cells)), people


def _reviews(cells: Cells) -> Floats:
    """Share out the reviews among their criteria: as many pieces as the commonest criterion has."""
    if not len(cells.n):
        return cells.n
    rater = cells.factors[0][0]
    key = np.stack([cells.agent, cells.month, rater])
    _, group = np.unique(key, axis=1, return_inverse=True)
    group = group.reshape(-1)
    most = np.zeros(int(group.max()) + 1)
    np.maximum.at(most, group, cells.n)
    return cells.n * (most / np.bincount(group, cells.n))[group]


def _windowed(
    framework: Framework,
    item: Indicator,
    cells: Cells,
    adjustment: Adjustment,
    *,
    people: pd.Index[str],
    grid: Grid,
) -> Figures:
    """Sum the last months up to each month; figures of agents in the grid."""
    window = item.window_months or framework.window_months
    place = grid.agents.get_indexer(people)[cells.agent] if len(cells.n) else cells.agent
    keep = place >= 0
    first = int(grid.months[0]) if len(grid.months) else 0
    # Evidence from before the first month of the grid still reaches into its windows.
    lead = window - 1
    column = cells.month - first + lead
    keep &= column >= 0
    width = grid.shape[1] + lead

    def rolling(values: Floats) -> Floats:
        flat = place[keep] * width + column[keep]
        monthly = np.bincount(flat, values[keep], grid.shape[0] * width)
        summed = monthly.reshape(grid.shape[0], width).cumsum(axis=1)
        before = np.zeros_like(summed)
        before[:, window:] = summed[:, :-window]
        return np.asarray((summed - before)[:, lead:])

    # Differences of running sums leave crumbs; counts are whole numbers.
    n = rolling(cells.n).round(6)
    pieces = np.where(n > 0, rolling(cells.pieces).round(6), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        raw = np.where(n > 0, rolling(cells.total) / n, np.nan)
        adjusted = raw - np.where(n > 0, rolling(cells.n * adjustment.effect) / n, np.nan)
        variance = np.where(n > 0, noise(item, cells, adjustment.variance) / pieces, np.nan)
    return Figures(item, pieces, raw, adjusted, variance)


def noise(item: Indicator, cells: Cells, residual: float) -> float:
    """Return the variance of one value, never 0: few identical values prove little."""
    volume = float(cells.n.sum())
    if item.kind == "binary":
        # Laplace's rule: had one more of each outcome been seen.
        rate = (float(cells.total.sum()) + 1) / (volume + 2)
        return max(residual, rate * (1 - rate) / 4)
    return max(residual, (0.1 * (item.target - item.floor)) ** 2)
