"""What each course does for a dimension, from those who took it and those who did not.

First form: analysis of covariance (METHODS section 4), which removes most of the regression to
the mean that comes from sending people who just did badly; what it cannot remove is motivation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import linalg

from competency.catalogue import read_catalogue
from competency.columns import Floats, Ints, codes, distinct, months, numbers, require
from competency.frames import DIGITS, conform, empty
from competency.framework import Framework
from competency.intervals import Z90

ANCOVA, PRIOR = "ancova", "prior"


@dataclass(frozen=True)
class _Panel:
    """One dimension: shrunk score before and unshrunk score after, shape (agents, months)."""

    shrunk: Floats
    unshrunk: Floats


@dataclass(frozen=True)
class _Evidence:
    """The frame `agent_indicators` by row; indicators by their place in the framework."""

    agent: Ints
    month: Ints
    indicator: Ints
    shrunk: Floats
    adjusted: Floats


@dataclass(frozen=True)
class _Estimate:
    uplift: float
    std_error: float
    trained: int


def estimate_effects(
    framework: Framework,
    indicators: pd.DataFrame,
    trainings: pd.DataFrame,
    courses: pd.DataFrame,
) -> pd.DataFrame:
    """Return the frame `course_effects`: one row a course and dimension it develops.

    For a dimension, over agents a and months m, with g = `effects.gap_months`:

        after[a, m+g] = month_m + slope * before[a, m-1] + sum_c uplift_c * took[a, c, m] + e

    `before` is the shrunk score (a noisy one would leave regression to the mean in), `after` the
    unshrunk one (a shrunk one would understate change). Agent-months with another course of the
    dimension inside either window or between them are left out. Standard errors are clustered by
    agent. Estimates are then shrunk toward their centre, which itself starts from the configured
    prior; courses with fewer than `minimum_trained` comparable agents get that centre: method
    'prior', where `n_trained` counts everybody who took it.

    Args:
        framework: resolved framework.
        indicators: frame `agent_indicators`.
        trainings: agent_id, course_id, completed_on; one row a completion.
        courses: table lms/courses.
    """
    catalogue = read_catalogue(framework, courses)
    require(trainings, "trainings", ("agent_id", "course_id", "completed_on"))
    by_dimension: dict[str, list[str]] = {key: [] for key in framework.dimension_keys}
    for course in catalogue.courses.values():
        for dimension in course.dimensions:
            by_dimension[dimension].append(course.course_id)
    rows: list[dict[str, object]] = []
    agents = distinct(indicators, "agent_id")
    evidence = _evidence(framework, indicators, agents)
    for dimension, ids in by_dimension.items():
        found: dict[str, _Estimate] = {}
        people = np.zeros(len(ids), np.int64)
        span, panel = _panel(framework, evidence, dimension, len(agents))
        if ids and panel is not None:
            took = _took(trainings, ids, agents, span)
            people = took.max(axis=2).sum(axis=1).astype(np.int64)
            found = _ancova(framework, panel, took, ids)
        rows += _shrunk_rows(framework, dimension, dict(zip(ids, people, strict=True)), found)
    if not rows:
        return empty("course_effects")
    frame = pd.DataFrame(rows).sort_values(["course_id", "dimension"], kind="stable")
    return conform(frame, "course_effects")


def _evidence(framework: Framework, indicators: pd.DataFrame, agents: pd.Index[str]) -> _Evidence:
    require(
        indicators,
        "indicators",
        ("agent_id", "period", "indicator", "adjusted_value", "shrunk_value"),
    )
    keys: pd.Index[str] = pd.Index([item.key for item in framework.indicators], dtype="string")
    return _Evidence(
        codes(indicators, "agent_id", agents)[0],
        months(indicators),
        codes(indicators, "indicator", keys)[0],
        numbers(indicators, "shrunk_value"),
        numbers(indicators, "adjusted_value"),
    )


def _panel(
    framework: Framework, evidence: _Evidence, dimension: str, agents: int
) -> tuple[Ints, _Panel | None]:
    """Return the months and, on the 0..100 scale without caps, both scores of one dimension."""
    items = framework.indicators
    own = np.array([item.dimension == dimension for item in items])
    rows = np.flatnonzero((evidence.indicator >= 0) & own[evidence.indicator])
    if not len(rows):
        return np.zeros(0, np.int64), None
    month, item = evidence.month[rows], evidence.indicator[rows]
    span = np.arange(month.min(), month.max() + 1)
    weight = np.array([one.weight for one in items])[item]
    slope = np.array([one.slope for one in items])[item]
    floor = np.array([one.floor for one in items])[item]
    cell = evidence.agent[rows] * len(span) + (month - span[0])
    shape = (agents, len(span))

    def score(value: Floats) -> Floats:
        points = slope * (value[rows] - floor)
        keep = ~np.isnan(points)
        place = cell[keep]
        total = np.bincount(place, weight[keep], shape[0] * shape[1])
        summed = np.bincount(place, (weight * points)[keep], shape[0] * shape[1])
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(total > 0, summed / total, np.nan)).reshape(shape)

    return span, _Panel(score(evidence.shrunk), score(evidence.adjusted))


def _took(trainings: pd.DataFrame, ids: list[str], agents: pd.Index[str], span: Ints) -> Floats:
    """Return 1 where an agent completed a course in a month, shape (courses, agents, months)."""
    took = np.zeros((len(ids), len(agents), len(span)))
    agent, _ = codes(trainings, "agent_id", agents)
    course, _ = codes(trainings, "course_id", pd.Index(ids, dtype="string"))
    place = months(trainings, "completed_on") - span[0]
    keep = (agent >= 0) & (course >= 0) & (place >= 0) & (place < len(span))
    took[course[keep], agent[keep], place[keep]] = 1.0
    return took


def _ancova(
    framework: Framework, panel: _Panel, took: Floats, ids: list[str]
) -> dict[str, _Estimate]:
    gap, window = framework.effects.gap_months, framework.window_months
    width = panel.shrunk.shape[1]
    blocks: list[tuple[Floats, Floats, Ints, Ints, Floats]] = []
    any_course = took.max(axis=0)
    for start in range(1, width - gap):
        earlier, later = panel.shrunk[:, start - 1], panel.unshrunk[:, start + gap]
        around = any_course[:, max(0, start - window) : start + gap + 1].sum(axis=1)
        around -= any_course[:, start]
        rows = np.nonzero(~np.isnan(earlier) & ~np.isnan(later) & (around == 0))[0]
        blocks.append(
            (earlier[rows], later[rows], np.full(len(rows), start), rows, took[:, rows, start].T)
        )
    if not blocks:
        return {}
    before, after, month, agent, treated = (
        np.concatenate(part) for part in zip(*blocks, strict=True)
    )
    trained = np.array([len(np.unique(agent[column > 0])) for column in treated.T], dtype=np.int64)
    usable = np.nonzero(trained >= framework.effects.minimum_trained)[0]
    # As many people again must be there to compare with.
    untrained = len(np.unique(agent[treated.sum(axis=1) == 0]))
    if not len(usable) or untrained < framework.effects.minimum_trained:
        return {}
    # Agent-months with a course too rarely taken to be estimated would blur the comparison.
    clean = treated[:, np.setdiff1d(np.arange(len(ids)), usable)].sum(axis=1) == 0
    design = np.column_stack(
        [
            treated[clean][:, usable],
            before[clean] - before[clean].mean(),
            (month[clean, None] == np.unique(month[clean])[None, :]).astype(float),
        ]
    )
    beta, error = _clustered(design, after[clean], agent[clean])
    return {
        ids[course]: _Estimate(float(beta[place]), float(error[place]), int(trained[course]))
        for place, course in enumerate(usable)
        if np.isfinite(error[place]) and error[place] > 0
    }


def _clustered(design: Floats, outcome: Floats, cluster: Ints) -> tuple[Floats, Floats]:
    """Ordinary least squares with standard errors clustered by agent (CR1)."""
    inverse = linalg.pinvh(design.T @ design)
    beta = inverse @ (design.T @ outcome)
    residual = outcome - design @ beta
    _, group = np.unique(cluster, return_inverse=True)
    clusters = int(group.max()) + 1
    score = np.zeros((clusters, design.shape[1]))
    np.add.at(score, group, design * residual[:, None])
    rows, columns = design.shape
    if clusters < 2 or rows <= columns:
        return beta, np.full(columns, np.nan)
    scale = clusters / (clusters - 1) * (rows - 1) / (rows - columns)
    variance = np.diag(inverse @ (score.T @ score) @ inverse) * scale
    return beta, np.sqrt(np.clip(variance, 0, None))


def _shrunk_rows(
    framework: Framework, dimension: str, people: dict[str, int], found: dict[str, _Estimate]
) -> list[dict[str, object]]:
    """Shrink the estimates of one dimension: uplift_c ~ N(mu, tau^2), mu ~ N(prior, tau^2)."""
    rules = framework.effects
    tau2 = rules.prior_sd**2
    precision = [1 / tau2, *(1 / (tau2 + one.std_error**2) for one in found.values())]
    values = [rules.prior_uplift, *(one.uplift for one in found.values())]
    centre = float(np.dot(precision, values) / np.sum(precision))
    rows: list[dict[str, object]] = []
    for course, took in people.items():
        estimate = found.get(course)
        if estimate is None:
            uplift, error, trained = centre, float(np.sqrt(tau2 + 1 / np.sum(precision))), took
        else:
            share = tau2 / (tau2 + estimate.std_error**2)
            uplift = share * estimate.uplift + (1 - share) * centre
            error = float(np.sqrt(share) * estimate.std_error)
            trained = estimate.trained
        rows.append(
            {
                "course_id": course,
                "dimension": dimension,
                "uplift": round(uplift, DIGITS),
                "std_error": error,
                "lower": uplift - Z90 * error,
                "upper": uplift + Z90 * error,
                "n_trained": trained,
                "method": PRIOR if estimate is None else ANCOVA,
            }
        )
    return rows
