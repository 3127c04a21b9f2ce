"""Declared columns and dtypes of every frame that leaves the library; `conform` enforces them.

A dbt Python model hands its frame to DuckDB, where an all-null object column becomes type NULL:
hence never `object`, also for frames without rows. Reading what comes in: `columns`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from competency.dtypes import DATE, FLAG, INT, NUM, TEXT
from competency.errors import CompetencyError, MissingColumnsError, hint
from competency.monitoring_frames import MONITORING_FRAMES
from competency.people_frames import PEOPLE_FRAMES

#: Decimals of the marts. What further models start from is rounded so where it is made: whoever
#: computes anew from a published result starts from the same figures.
DIGITS = 6

FRAMES: dict[str, dict[str, str]] = {
    **PEOPLE_FRAMES,
    "fitted_effects": {
        "indicator": TEXT, "factor": TEXT, "level": TEXT, "since": DATE, "effect": NUM,
        "std_error": NUM, "n": NUM,
    },
    "measured_agents": {
        "agent_id": TEXT, "period": DATE, "indicator": TEXT, "n": NUM, "raw": NUM,
        "estimate": NUM, "variance": NUM, "shared_variance": NUM,
    },
    "agent_indicators": {
        "agent_id": TEXT, "period": DATE, "dimension": TEXT, "indicator": TEXT,
        "n_evidence": INT, "raw_value": NUM, "adjusted_value": NUM, "shrunk_value": NUM,
        "std_error": NUM, "score": NUM, "reliability": NUM,
    },
    "agent_scores": {
        "agent_id": TEXT, "period": DATE, "dimension": TEXT, "score": NUM, "posterior_mean": NUM,
        "ability": NUM, "ability_variance": NUM, "std_error": NUM, "lower": NUM, "upper": NUM,
        "n_evidence": INT, "evidence_state": TEXT,
    },
    "score_covariances": {
        "agent_id": TEXT, "period": DATE, "dimension": TEXT, "other_dimension": TEXT,
        "covariance": NUM, "ability_covariance": NUM,
    },
    "indicator_models": {
        "indicator": TEXT, "dimension": TEXT, "average_value": NUM, "value_per_sd": NUM,
        "average_points": NUM, "loading": NUM, "own_share": NUM, "cases_needed": NUM,
        "error_inflation": NUM, "agent_share": NUM, "case_mix_share": NUM, "rater_share": NUM,
        "team_share": NUM, "residual_share": NUM, "dimension_average": NUM, "points_per_sd": NUM,
        "drift_per_year": NUM,
    },
    "agent_composites": {
        "agent_id": TEXT, "period": DATE, "composite": NUM, "std_error": NUM,
        "lower": NUM, "upper": NUM, "known_weight": NUM,
    },
    "weight_importance": {
        "period": DATE, "outcome": TEXT, "dimension": TEXT, "importance": NUM, "lower": NUM,
        "upper": NUM, "lmg": NUM, "coefficient": NUM, "std_error": NUM, "explained": NUM,
        "n_agents": INT, "state": TEXT,
    },
    "weight_demand": {
        "period": DATE, "dimension": TEXT, "n_contacts": INT, "calls_ratio": NUM,
        "n_complaints": INT, "complaints_ratio": NUM, "capacity_ratio": NUM, "pressure": NUM,
    },
    "dimension_weights": {
        "period": DATE, "dimension": TEXT, "base_weight": NUM, "importance": NUM,
        "importance_lower": NUM, "importance_upper": NUM, "demand": NUM, "target": NUM,
        "weight": NUM, "lower_bound": NUM, "upper_bound": NUM, "step": NUM, "step_limit": NUM,
        "prior_step": NUM, "importance_step": NUM, "demand_step": NUM, "limit_step": NUM,
        "evidence": TEXT, "reason": TEXT, "reason_zh": TEXT,
    },
    "agent_ladder": {
        "agent_id": TEXT, "period": DATE, "team_id": TEXT, "tier": INT, "tier_key": TEXT,
        "prob_tier_1": NUM, "prob_tier_2": NUM, "prob_tier_3": NUM, "prob_tier_4": NUM,
        "prob_tier_5": NUM, "previous_tier": INT, "change": TEXT, "months_in_tier": INT,
        "blocked_by": TEXT, "blocked_by_text": TEXT, "blocked_by_text_zh": TEXT,
        "critical_failures": INT, "seniority": TEXT, "behind_clock_months": INT,
        "asked_probability": NUM,
    },
    "new_hires": {
        "agent_id": TEXT, "team_id": TEXT, "hire_date": DATE, "days_since_hire": INT,
        "written_state": TEXT, "simulation_state": TEXT, "written_attempts": INT,
        "simulation_attempts": INT, "on_duty": FLAG, "attempts_exhausted": FLAG,
        "contacts_before_clearance": INT, "week_1_state": TEXT, "week_2_state": TEXT,
        "week_3_state": TEXT, "next_step": TEXT, "next_step_zh": TEXT,
    },
    "sampling_cells": {
        "agent_id": TEXT, "issue_type": TEXT, "is_risk": FLAG, "is_new_hire": FLAG,
        "contacts": INT, "inclusion_probability": NUM, "stratum": TEXT,
    },
    "sampling_precision": {
        "agent_id": TEXT, "contacts": INT, "drawn": INT, "expected_at_random": NUM,
        "std_error_before": NUM, "std_error_after": NUM, "std_error_random": NUM,
        "width_before": NUM, "width_after": NUM, "width_random": NUM, "is_widest": FLAG,
    },
    "review_assignments": {
        "interaction_id": TEXT, "agent_id": TEXT, "reviewer_id": TEXT, "second_reviewer_id": TEXT,
    },
    "reviewer_links": {
        "reviewer_id": TEXT, "planned": INT, "planned_second": INT, "component_before": INT,
        "component_after": INT, "weakest_link_before": INT, "weakest_link_after": INT,
    },
    "forecast_tiers": {
        "kind": TEXT, "scenario": TEXT, "site": TEXT, "origin": DATE, "period": DATE,
        "horizon": INT, "measure": TEXT, "expected": NUM, "lower_80": NUM, "upper_80": NUM,
        "lower_90": NUM, "upper_90": NUM, "unchanged": INT, "actual": INT, "widened_by": NUM,
        "lift": NUM, "lift_error": NUM,
    },
    "proficiency_curves": {
        "measure": TEXT, "cohort": TEXT, "role": TEXT, "months": NUM, "n_at_risk": INT,
        "n_events": INT, "share_waiting": NUM, "std_error": NUM, "lower": NUM, "upper": NUM,
    },
    "training_outcomes": {
        "course_id": TEXT, "outcome": TEXT, "unit": TEXT, "average": NUM, "n_compared": INT,
        "effect": NUM, "std_error": NUM, "lower": NUM, "upper": NUM, "before_after": NUM,
        "placebo_z": NUM, "trend_z": NUM, "check_state": TEXT,
    },
    "training_kinds": {
        "grouping": TEXT, "name": TEXT, "outcome": TEXT, "unit": TEXT, "average": NUM,
        "n_compared": INT, "n_people": INT, "effect": NUM, "std_error": NUM, "lower": NUM,
        "upper": NUM, "placebo_z": NUM, "trend_z": NUM, "check_state": TEXT, "difference": NUM,
        "difference_lower": NUM, "difference_upper": NUM, "verdict": TEXT, "completions": INT,
        "minutes": NUM, "share_completions": NUM, "share_minutes": NUM, "target": NUM,
        "mix_state": TEXT, "n_learners": INT,
    },
    "estimated_return": {
        "kind": TEXT, "key": TEXT, "side": TEXT, "quantity": NUM, "amount": NUM, "lower": NUM,
        "upper": NUM, "low_value": NUM, "base_value": NUM, "high_value": NUM, "at_low": NUM,
        "at_high": NUM, "source": TEXT, "currency": TEXT,
    },
    "retained_cohorts": {
        "cohort": TEXT, "months": NUM, "n_people": INT, "n_left": INT, "share_staying": NUM,
        "lower": NUM, "upper": NUM,
    },
    "proficiency_cohorts": {
        "measure": TEXT, "cohort": TEXT, "role": TEXT, "n_people": INT, "n_reached": INT,
        "median_months": NUM, "median_lower": NUM, "median_upper": NUM, "time_ratio": NUM,
        "ratio_lower": NUM, "ratio_upper": NUM, "distribution": TEXT, "state": TEXT,
    },
    "topic_coverage": {
        "kind": TEXT, "item": TEXT, "dimensions": TEXT, "courses": TEXT, "languages": TEXT,
        "n_courses": INT, "n_practice": INT, "n_topics": INT, "contacts": NUM, "share": NUM,
        "frequent": FLAG, "state": TEXT,
    },
    "benchmark_courses": {
        "year": INT, "course_id": TEXT, "gain": NUM, "std_error": NUM, "lower": NUM,
        "upper": NUM, "n_trained": INT, "prob_best": NUM, "prob_top_3": NUM, "state": TEXT,
    },
    "learning_mix": {
        "seniority": TEXT, "kind": TEXT, "completions": INT, "minutes": NUM, "share": NUM,
        "target": NUM, "n_people": INT, "state": TEXT,
    },
    "path_assignments": {
        "agent_id": TEXT, "sequence": INT, "course_id": TEXT, "title": TEXT, "session_id": TEXT,
        "planned_start": DATE, "due": DATE, "dimension": TEXT, "gap": NUM,
        "expected_uplift": NUM, "uplift_lower": NUM, "uplift_upper": NUM, "n_trained": INT,
        "weighted_gain": NUM, "minutes": INT, "status": TEXT, "mandatory": FLAG, "reason": TEXT,
        "reason_zh": TEXT, "runner_up_id": TEXT, "runner_up": TEXT, "runner_up_zh": TEXT,
    },
    "path_gaps": {
        "agent_id": TEXT, "dimension": TEXT, "course_id": TEXT, "gap": NUM, "code": TEXT,
        "reason": TEXT, "reason_zh": TEXT,
    },
    "path_plan": {
        "inputs_sha256": TEXT, "planner": TEXT, "effort": TEXT, "agents": INT, "items": INT,
        "value": NUM, "closed": NUM, "bound": NUM, "gap": NUM, "stopped": FLAG, "steps": TEXT,
        "mandatory_missed": INT, "problems": TEXT, "problems_zh": TEXT,
    },
    "path_overrides": {
        "override_id": TEXT, "agent_id": TEXT, "course_id": TEXT, "action": TEXT,
        "decided_by": TEXT, "reason": TEXT, "decided_at": DATE, "replacement_id": TEXT,
        "session_id": TEXT, "not_before": DATE, "valid_until": DATE, "state": TEXT, "cost": NUM,
        "costly": FLAG, "note": TEXT, "note_zh": TEXT,
    },
    "ability_evidence": {
        "agent_id": TEXT, "period": DATE, "dimension": TEXT, "estimate": NUM, "variance": NUM,
    },
    "course_estimates": {
        "course_id": TEXT, "dimension": TEXT, "listed": FLAG, "n_trained": INT, "n_compared": INT,
        "n_checked": INT, "estimate": NUM, "estimate_error": NUM, "before_after": NUM,
        "difference": NUM, "placebo": NUM, "placebo_z": NUM, "trend_z": NUM, "keen_z": NUM,
    },
    "course_effects": {
        "course_id": TEXT, "dimension": TEXT, "uplift": NUM, "std_error": NUM,
        "lower": NUM, "upper": NUM, "n_trained": INT, "method": TEXT, "listed": FLAG,
        "n_compared": INT, "n_checked": INT, "estimate": NUM, "estimate_error": NUM,
        "before_after": NUM, "difference": NUM, "placebo": NUM, "placebo_z": NUM, "trend_z": NUM,
        "keen_z": NUM, "check_state": TEXT, "naive_uplift": NUM,
        "naive_difference": NUM,
    },
    "evidence_variances": {
        "units": TEXT, "dimension": TEXT, "level_variance": NUM, "slope_variance": NUM,
        "walk_variance": NUM, "noise_variance": NUM, "points_per_sd": NUM, "n_units": INT,
    },
    "wave_effects": {
        "wave_id": TEXT, "course_id": TEXT, "dimension": TEXT, "listed": FLAG, "design": TEXT,
        "units": TEXT, "state": TEXT, "n_units": INT, "n_people": INT, "n_due": INT,
        "n_taken": INT, "n_early": INT, "compliance": NUM, "n_compared": INT, "estimate": NUM,
        "estimate_error": NUM, "uplift": NUM, "std_error": NUM, "lower": NUM, "upper": NUM,
        "randomisation_p": NUM,
    },
    "standard_scopes": {
        "standard": TEXT, "valid_from": DATE, "valid_to": DATE, "source": TEXT, "measure": TEXT,
        "channel": TEXT, "issue_type": TEXT,
    },
    "attained_standards": {
        "standard": TEXT, "valid_from": DATE, "scope": TEXT, "group_key": TEXT, "period": DATE,
        "people": INT, "n": INT, "value": NUM, "lower": NUM, "upper": NUM, "target": NUM,
        "state": TEXT,
    },
    "linted_standards": {
        "subject": TEXT, "fault": TEXT, "detail": TEXT, "message": TEXT, "message_zh": TEXT,
    },
    "quality_trends": {
        "team_id": TEXT, "period": DATE, "measure": TEXT, "n": INT, "people": INT, "value": NUM,
        "centre": NUM, "lower": NUM, "upper": NUM, "state": TEXT,
    },
    "finding_effects": {
        "finding_id": TEXT, "effect": TEXT, "n_before": INT, "n_after": INT, "rate_usual": NUM,
        "rate_before": NUM, "rate_after": NUM, "others_change": NUM, "n_others": INT,
        "change": NUM, "change_lower": NUM, "change_upper": NUM,
    },
    **MONITORING_FRAMES,
}  # fmt: skip
FRAMES["placed_agents"] = FRAMES["agent_ladder"] | {"tier_by_rule": INT, "config_sha256": TEXT}


def empty(name: str) -> pd.DataFrame:
    """Return the frame `name` without rows, with its declared dtypes.

    >>> str(empty("path_gaps").dtypes["gap"])
    'float64'
    """
    return conform(pd.DataFrame({column: [] for column in _schema(name)}), name)


def conform(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return `frame` with exactly the declared columns of `name`, in order, and their dtypes.

    Args:
        frame: any frame that has at least the declared columns; others are dropped.
        name: a key of `FRAMES`.

    Raises:
        MissingColumnsError: a declared column is not there.
        CompetencyError: no frame is called `name`.

    >>> gaps = pd.DataFrame({"agent_id": ["A1"], "dimension": [None], "course_id": [None],
    ...     "gap": [None], "code": ["thin_evidence"], "reason": ["r"], "reason_zh": ["z"]})
    >>> [str(dtype) for dtype in conform(gaps, "path_gaps").dtypes[2:4]]
    ['string', 'float64']
    """
    schema = _schema(name)
    missing = [column for column in schema if column not in frame.columns]
    if missing:
        raise MissingColumnsError.of(name, missing, [str(column) for column in frame.columns])
    typed = {column: _cast(frame[column], dtype) for column, dtype in schema.items()}
    return pd.DataFrame(typed).reset_index(drop=True)


def rounded(frame: pd.DataFrame, name: str, digits: int) -> pd.DataFrame:
    """Return the frame `name` with its numbers rounded as they are published.

    Whoever goes on from the published figures then starts from the very same ones.
    """
    numbers = [column for column, dtype in _schema(name).items() if dtype == NUM]
    return frame.assign(**{column: frame[column].round(digits) for column in numbers})


def _schema(name: str) -> dict[str, str]:
    if name not in FRAMES:
        raise CompetencyError(f"no frame is called {name!r}.{hint(name, FRAMES)}")
    return FRAMES[name]


def _cast(column: pd.Series[Any], dtype: str) -> pd.Series[Any]:
    if dtype == DATE:
        return pd.to_datetime(column).astype("datetime64[us]")
    if dtype == NUM:
        # Infinities would survive in DuckDB and break every average further down.
        numbers = pd.to_numeric(column, errors="coerce").astype("float64")
        return numbers.where(np.isfinite(numbers), np.nan)
    if dtype == INT:
        return pd.to_numeric(column, errors="coerce").astype("Float64").round().astype("Int64")
    return column.astype("boolean") if dtype == FLAG else column.astype("string")
