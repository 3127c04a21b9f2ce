"""A made-up plan of reviews: three contacts, two reviewers, three weeks."""

from datetime import date

import pandas as pd


def make_sampling() -> dict[str, pd.DataFrame]:
    """The marts of sampling."""
    day = pd.Timestamp("2025-11-19")
    plan = pd.DataFrame(
        [
            (2, "I2", "A001", None, "risk", "Risk: complaint", "风险：投诉", 0.2, "R2", None),
            (1, "=I1", "A000", "<b>bill</b>", "evidence", "Narrows", "缩小区间", 0.5, "R1", "R2"),
            (3, "I3", "A001", "refund", "even", "Drawn", "抽取", 0.0125, None, None),
        ],
        columns=[
            "rank", "interaction_id", "agent_id", "issue_type", "stratum", "reason", "reason_zh",
            "inclusion_probability", "reviewer_id", "second_reviewer_id",
        ],
    ).assign(plan_day=day, day=day - pd.Timedelta(days=1), team_id="T1")  # fmt: skip
    agents = pd.DataFrame(
        {
            "agent_id": ["A000", "A001", "A002"],
            "drawn": [1, 2, 0],
            "expected_at_random": [0.5, 1.5, 1.0],
            "width_before": [9.0, 6.0, None],
            "width_after": [8.0, 5.8, None],
            "width_random": [8.75, 5.9, None],
        }
    )
    gain = pd.DataFrame(
        {
            "agents_of": ["all", "widest_quarter"],
            "n_reviews": [3, 1],
            "n_reviews_random": [3.0, 0.5],
            "width_before": [7.5, 9.0],
            "width_after": [6.9, 8.0],
            "width_random": [7.3, 8.75],
            "ratio": [3.0, 4.0],
        }
    )
    weeks = [date(2025, 11, 3), date(2025, 11, 10), date(2025, 11, 17)]
    coverage = pd.DataFrame(
        [
            (week, team, stratum, contacts, reviewed, target)
            for week in weeks
            for team, stratum, contacts, reviewed, target in (
                ("T1", "all", 100, 4, 0.1),
                ("", "all", 50, 5, 0.1),
                ("T1", "new_hire", 10, 1, 0.2),
            )
        ],
        columns=["week", "team_id", "stratum", "contacts", "reviewed", "target_share"],
    )
    capacity = pd.DataFrame(
        {
            "plan_day": [day],
            "planned": [3],
            "unassigned": [1],
            "target_share": [0.1],
            "contacts_per_day": [150.0],
            "reviews_per_day": [9.0],
            "stated_capacity": [None],
            "needed_per_day": [15.0],
            "achievable_share": [0.06],
            "is_reachable": [False],
        }
    )
    reviewers = pd.DataFrame(
        {
            "reviewer_id": ["R1", "R2"],
            "reviews_28_days": [40, 31],
            "days_28_days": [20, 12],
            "agents_reviewed": [9, 7],
            "agents_alone": [2, 0],
            "planned": [1, 1],
            "planned_second": [0, 1],
            "component_before": [1, 2],
            "component_after": [1, 1],
            "weakest_link_before": [0, 0],
            "weakest_link_after": [1, 1],
        }
    )
    return {
        "sampling_plan": plan,
        "sampling_agents": agents,
        "sampling_gain": gain,
        "sampling_coverage": coverage,
        "sampling_capacity": capacity,
        "sampling_reviewers": reviewers,
    }
