"""Weights, scores, composites, tiers and paths anew, from what a published result holds.

The same functions as in a run, on the same figures: what comes out is what a run with that
configuration would publish. Which changes can be shown so is `what_if_keys`; comparing before and
after, `what_if_moves`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.abilities import Abilities, scale_by_row, scale_from
from competency.columns import month_starts
from competency.composite import compose
from competency.demand import against_capacity, mean_scores
from competency.editions import Editions, editions_of
from competency.effects import believe_effects
from competency.errors import CompetencyError
from competency.framework import Framework
from competency.ladder import Placement, place
from competency.path_tables import PathTables, Planned
from competency.paths import plan_paths
from competency.posterior import Posterior
from competency.tier_gates import FEEDBACK
from competency.weights import weigh_dimensions


@dataclass(frozen=True, kw_only=True)
class Published:
    """What a published result holds for computing anew; frames are the marts of that name.

    abilities: of all months.
    effects: frame `course_effects`, as published.
    month_records: tiers on record, which stand where the configuration has the same part in tiers;
        None: there are none.
    planned: the paths; what they rest on besides is in `tables`.
    """

    as_of: dt.date
    abilities: Abilities
    indicator_models: pd.DataFrame
    weight_importance: pd.DataFrame
    weight_demand: pd.DataFrame
    agent_months: pd.DataFrame
    agent_reviews: pd.DataFrame
    agent_feedback: pd.DataFrame
    agents: pd.DataFrame
    courses: pd.DataFrame
    sessions: pd.DataFrame
    enrollments: pd.DataFrame
    trainings: pd.DataFrame
    effects: pd.DataFrame
    wave_assignments: pd.DataFrame
    path_deliveries: pd.DataFrame
    planned: Planned
    month_records: pd.DataFrame | None = None

    @property
    def tables(self) -> PathTables:
        """What paths are planned from; a run after this result goes on from its plan, too."""
        return PathTables(
            agents=self.agents,
            courses=self.courses,
            sessions=self.sessions,
            enrollments=self.enrollments,
            overrides=self.planned.overrides,
            waves=self.wave_assignments,
            deliveries=self.path_deliveries,
            previous=self.planned,
        )


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """What a configuration makes of a published result, of all months; paths of the latest."""

    posterior: Posterior
    weights: pd.DataFrame
    composites: pd.DataFrame
    placement: Placement
    ladder: pd.DataFrame
    effects: pd.DataFrame
    planned: Planned


def posterior_of(editions: Editions, published: Published) -> Posterior:
    """Return the joint belief in the points of each month; CompetencyError without evidence."""
    scale = scale_by_row(editions, published.indicator_models, published.abilities.month)
    if scale is None:
        raise CompetencyError("there is no evidence to apply a configuration to.")
    return published.abilities.in_points(scale)


def recompute(
    framework: Framework | Editions,
    published: Published,
    *,
    paths: bool = True,
    words: bool = True,
) -> Recomputed:
    """Apply a configuration to everything a published result knows.

    Args:
        framework: resolved, as if it had always been in force, or editions by month; may differ
            from the published one where `what_if_keys` says `shown`.
        published: what the result holds.
        paths: whether paths are planned.
        words: whether the ladder says what stands in everybody's way in every month.
    """
    editions = editions_of(framework)
    framework = editions.latest
    posterior = posterior_of(editions, published)
    months = published.agent_months["period"].unique()
    # How able people are is told in points, which move with the targets.
    levels = mean_scores(_scores(framework, posterior))
    demand = against_capacity(framework, published.weight_demand, levels)
    weights = weigh_dimensions(editions, published.weight_importance, demand, months)
    placement = place(
        editions,
        posterior,
        weights,
        published.agent_months,
        published.trainings.rename(
            columns={"completed_on": "valid_from", "valid_until": "valid_to"}
        ),
        published.agent_feedback.assign(source=FEEDBACK),
        published.agent_reviews,
        published.month_records,
    )
    every = np.arange(len(posterior.agent) if words else 0)
    ladder = placement.frame(every)
    scale = scale_from(framework, published.indicator_models)
    slope = None if scale is None else scale.slope
    effects = believe_effects(framework, published.effects, slope)
    planned = published.planned
    if paths:
        planned = plan_paths(
            framework,
            as_of=published.as_of,
            tables=published.tables,
            dimension_scores=latest_scores(framework, posterior),
            ladder=ladder[ladder["period"] == ladder["period"].max()],
            weights=weights,
            effects=effects,
        )
    return Recomputed(
        posterior=posterior,
        weights=weights,
        composites=compose(framework, posterior, weights),
        placement=placement,
        ladder=ladder,
        effects=effects,
        planned=planned,
    )


def latest_scores(framework: Framework, posterior: Posterior) -> pd.DataFrame:
    """Return agent_id, period, dimension, score of the latest month; null without evidence."""
    rows = np.flatnonzero(posterior.month == posterior.month.max(initial=0))
    latest = posterior.take(rows)
    agents = latest.agents[latest.agent].to_numpy()
    known = latest.n > 0
    score = np.where(known, np.clip(latest.mean, 0, 100), np.nan)
    return _scores(framework, latest).assign(
        agent_id=np.repeat(agents, len(framework.dimensions)), score=score.ravel()
    )


def _scores(framework: Framework, posterior: Posterior) -> pd.DataFrame:
    dims = len(framework.dimensions)
    place = np.tile(np.arange(dims), len(posterior.month))
    return pd.DataFrame(
        {
            "period": np.repeat(month_starts(posterior.month), dims),
            "dimension": pd.Categorical.from_codes(place, pd.Index(framework.dimension_keys)),
            "posterior_mean": posterior.mean.ravel(),
            "n_evidence": posterior.n.ravel(),
        }
    )
