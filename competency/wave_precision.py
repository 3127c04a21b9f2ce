"""How much a wave can tell before it is drawn: its standard error, and what it could miss.

The same generalised least squares as in `wave_effects`, on months to come, with the variances that
people's (or teams') evidence has shown so far (Hussey and Hughes 2007, Hooper et al. 2016).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from competency.columns import Floats, Ints, codes, distinct
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import Framework
from competency.grid import Grid, grid_of
from competency.monthly_evidence import read_evidence
from competency.person_paths import Variances, build_filter, learn_variances
from competency.wave_effects import after_start, at_start, team_evidence

PEOPLE, TEAMS = "people", "teams"
#: An effect counts as seen where the 90 % interval leaves 0 out; wanted four times in five.
_TAIL, _POWER = 0.95, 0.8


def expected_error(
    starts: Ints, sizes: Ints, span: int, noise: float, variances: Variances
) -> float:
    """Return the standard error that a design is expected to have; infinite if it tells nothing.

    Args:
        starts: place of each group's first month; `wave_effects.NEVER`: not at all. That month
            itself is neither before nor after.
        sizes: units of each group.
        span: number of months, those before the first start included.
        noise: sampling variance of a unit's month.
        variances: of what moves without any training.

    Without drift this is Hussey and Hughes' closed form (their equation 8): of 4 clusters, two
    begin after month 0 and two after month 1; cluster variance 0.5, noise 1.

    >>> x = np.array([[0, 1, 1], [0, 1, 1], [0, 0, 1], [0, 0, 1]])
    >>> u, w, v = x.sum(), (x.sum(axis=0) ** 2).sum(), (x.sum(axis=1) ** 2).sum()
    >>> top = 4 * 1.0 * (1.0 + 3 * 0.5)
    >>> closed = top / ((4 * u - w) * 1.0 + (u**2 + 4 * 3 * u - 3 * w - 4 * v) * 0.5)
    >>> still = Variances(level=0.5, slope=0.0, walk=0.0, noise=1.0)
    >>> months_of_start = np.array([0.5, 1.5])  # between two months
    >>> found = expected_error(months_of_start, np.array([2, 2]), 3, 1.0, still)
    >>> bool(np.isclose(found**2, closed))
    True
    """
    groups = len(starts)
    every = np.arange(groups)
    gains = build_filter(np.full((span, groups), noise), variances)
    months = gains.whiten(np.tile(np.eye(span), (1, groups)), np.repeat(every, span))
    others = np.concatenate(
        [
            months.reshape(span, groups, span),
            gains.whiten(at_start(starts, span), every)[..., None],
        ],
        axis=2,
    )
    step = gains.whiten(after_start(starts, span), every)
    own = np.einsum("g,tg,tg->", sizes, step, step)
    shared = np.einsum("g,tgm,tg->m", sizes, others, step)
    both = np.einsum("g,tgm,tgn->mn", sizes, others, others)
    precision = float(own - shared @ np.linalg.pinv(both, hermitian=True) @ shared)
    return float(1 / np.sqrt(precision)) if precision > 1e-9 * max(float(own), 1.0) else np.inf


def detectable(error: float, spare: int) -> float:
    """Return the least effect that a design sees four times in five.

    Args:
        error: standard error.
        spare: units less groups.

    >>> round(detectable(1.0, 1_000_000), 2)
    2.49
    """
    return float(special.stdtrit(spare, _TAIL) + special.stdtrit(spare, _POWER)) * error


def power(effect: float, error: float, spare: int) -> float:
    """Return how often an effect of that size is seen.

    >>> round(power(2.49, 1.0, 1_000_000), 2), round(power(0.0, 1.0, 1_000_000), 2)
    (0.8, 0.1)
    """
    edge = float(special.stdtrit(spare, _TAIL))
    size = abs(effect) / error
    return float(special.stdtr(spare, size - edge) + special.stdtr(spare, -size - edge))


def evidence_variances(
    framework: Framework,
    evidence: pd.DataFrame,
    agent_months: pd.DataFrame,
    points_per_sd: float | None,
) -> pd.DataFrame:
    """Return how monthly evidence moves without regard to training: frame `evidence_variances`.

    One row per kind of unit and dimension that has evidence. Teams are those of the last month.

    Args:
        framework: resolved.
        evidence: frame `ability_evidence`.
        agent_months: agent_id, period, is_active, team_id.
        points_per_sd: points a standard deviation between people is worth; None: not known.
    """
    grid = grid_of(agent_months)
    if not len(grid.agents):
        return empty("evidence_variances")
    found = read_evidence(framework, evidence, grid)
    team = _teams(agent_months, grid)
    rows = []
    for place, dimension in enumerate(framework.dimension_keys):
        value, doubt = found.value[:, :, place].T, found.variance[:, :, place].T
        for kind in (PEOPLE, TEAMS):
            one, its = (value, doubt) if kind == PEOPLE else team_evidence(value, doubt, team)
            known = ~np.isnan(one) & (its > 0)
            if known.any(axis=0).sum() < 2:
                continue
            its = np.where(known, its, np.nan)
            levels = np.where(known, one, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
            learnt = learn_variances(np.where(known, one - levels[:, None], 0.0), its)
            rows.append(
                {
                    "units": kind,
                    "dimension": dimension,
                    "level_variance": learnt.level,
                    "slope_variance": learnt.slope,
                    "walk_variance": learnt.walk,
                    "noise_variance": learnt.noise * _usual(its),
                    "points_per_sd": np.nan if points_per_sd is None else points_per_sd,
                    "n_units": int(known.any(axis=0).sum()),
                }
            )
    if not rows:
        return empty("evidence_variances")
    frame = conform(pd.DataFrame(rows), "evidence_variances")
    return rounded(frame, "evidence_variances", DIGITS)


def _usual(variance: Floats) -> float:
    """Return a unit's usual sampling variance; months without evidence between others count."""
    known = ~np.isnan(variance)
    inside = np.maximum.accumulate(known, axis=0)
    inside &= np.maximum.accumulate(known[::-1], axis=0)[::-1]
    return float(inside.sum() / np.where(known, 1 / np.where(known, variance, 1.0), 0.0).sum())


def _teams(agent_months: pd.DataFrame, grid: Grid) -> Ints:
    """Return the place of everybody's team in the last month, -1 for none."""
    agent, month, inside = grid.places(agent_months)
    here = inside & (month == len(grid.months) - 1)
    place, _ = codes(agent_months, "team_id", distinct(agent_months, "team_id"))
    team = np.full(len(grid.agents), -1, np.int64)
    team[agent[here]] = place[here]
    return team
