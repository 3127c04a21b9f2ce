"""Marts of a made-up run that say how it was measured, and its new hires."""

import json

import numpy as np
import pandas as pd

HALF_YEARS = ("2024-12-01", "2025-06-01")
REVIEWERS = tuple(f"R{number:02d}" for number in range(1, 11))
MILESTONES = [
    {"week": 1, "name": {"en": "Process", "zh": "流程"}},
    {"week": 2, "name": {"en": "Basic contacts alone", "zh": "独立处理基础业务"}},
    {"week": 3, "name": {"en": "Review of a complex case", "zh": "复杂案例复盘"}},
]


def make_models(indicators: list[tuple[str, str, str, str]]) -> dict[str, pd.DataFrame]:
    """The marts by name, for indicators given as (key, dimension, English, Chinese)."""
    rng = np.random.default_rng(11)
    layers = [
        {"key": "base", "name": {"en": "Base", "zh": "基础层"}},
        {"key": "core", "name": {"en": "Core", "zh": "核心层"}},
        {"key": "value", "name": {"en": "Value", "zh": "价值层"}},
    ]
    framework = {"layers": layers, "on_duty": {"milestones": MILESTONES}}
    return {
        "framework": pd.DataFrame([{"name": "shipped", "framework_json": json.dumps(framework)}]),
        "indicator_models": pd.DataFrame([_model(*item[:2], rng) for item in indicators]),
        "case_mix_effects": _case_mix(rng),
        "reviewer_severity": _severity(rng),
        "review_agreement": pd.DataFrame(
            [
                ("empathy", 900, 300, 60, 0.82, 0.80, -0.01, 0.08, 0.6, 40, 0.8),
                ("<i>opening</i>", 500, 20, 0, 0.9, 0.7, None, None, None, 0, None),
                ("closing", 0, 30, 0, None, 0.75, None, None, None, 0, None),
                ("only people", 700, 0, 0, 0.8, None, None, None, None, 0, None),
            ],
            columns=[
                "criterion", "n_human", "n_auto", "n_both", "mean_human", "mean_auto",
                "mean_difference", "mean_absolute_difference", "correlation", "agents_both",
                "agent_correlation",
            ],
        ),
        "new_hires": _new_hires(),
    }  # fmt: skip


def _model(indicator: str, dimension: str, rng: np.random.Generator) -> dict[str, object]:
    shares = rng.dirichlet([2, 2, 1, 1, 5])
    return {
        "indicator": indicator,
        "dimension": dimension,
        "average_value": 0.8,
        "average_points": 60.0,
        "loading": 0.4,
        "own_share": 0.1,
        "cases_needed": float(rng.lognormal(2, 2)),
        "error_inflation": 1.1,
        **{
            f"{name}_share": float(share)
            for name, share in zip(
                ("agent", "case_mix", "rater", "team", "residual"), shares, strict=True
            )
        },
        "dimension_average": 60.0,
        "points_per_sd": 15.0,
        "value_per_sd": 0.05,
        "drift_per_year": 5.0,
    }


def _case_mix(rng: np.random.Generator) -> pd.DataFrame:
    indicators = ("fcr", "handle_minutes", "process_accuracy", "csat_mean")
    frame = pd.DataFrame(
        [
            (indicator, since, f"type {place} <b>", 0.05 + 0.05 * (place % 5), 40.0 + place)
            for indicator in indicators
            for place in range(12)
            for since in (None, *HALF_YEARS)
        ],
        columns=["indicator", "since", "level", "std_error", "n_cases"],
    )
    effect = rng.normal(0, 0.4, len(frame))
    return frame.assign(
        since=pd.to_datetime(frame["since"]),
        factor=np.where(frame["since"].isna(), "issue_type", "issue_type_drift"),
        effect=effect,
        lower=effect - 1.645 * frame["std_error"],
        upper=effect + 1.645 * frame["std_error"],
    )


def _severity(rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for indicator in ("process_accuracy", "mediation_rate", "knowledge_test"):
        for reviewer in REVIEWERS:
            for since in (None, *HALF_YEARS):
                severity = float(rng.normal(0, 0.06 if since is None else 0.02))
                rows.append(
                    {
                        "indicator": indicator,
                        "rater_id": reviewer,
                        "since": pd.NaT if since is None else pd.Timestamp(since),
                        "severity": severity,
                        "std_error": 0.02,
                        "lower": severity - 0.0329,
                        "upper": severity + 0.0329,
                        "n_marks": 150.0,
                    }
                )
    return pd.DataFrame(rows)


def _new_hires() -> pd.DataFrame:
    rows = [
        ("A038", 40, "passed", "passed", 1, 1, True, "done", "done", "late"),
        ("A039", 12, "passed", "failed", 1, 3, False, "done", "open", "open"),
        ("A040", 5, None, None, None, None, None, None, "open", "open"),
        # Left again.
        ("A041", 30, "open", "open", 0, 0, False, "late", "late", "late"),
    ]
    columns = [
        "agent_id", "days_since_hire", "written_state", "simulation_state", "written_attempts",
        "simulation_attempts", "on_duty", "week_1_state", "week_2_state", "week_3_state",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).assign(
        team_id="t1",
        hire_date=pd.Timestamp("2025-10-01"),
        attempts_exhausted=pd.array([False, True, None, False], dtype="boolean"),
        contacts_before_clearance=0,
        next_step="Have the <b>written</b> test passed before duty.",
        next_step_zh="请安排笔试，通过后方可上岗。",
    )
