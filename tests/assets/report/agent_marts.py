"""The made-up run with what pages of agents need beside: configuration, covariances, trainings."""

import pandas as pd

from competency.loading import load_framework
from report.made_up_run import DIMENSIONS, PERIODS


def add_agent_marts(marts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The marts and those; A000 has two trainings and two appeals, A001 a training that ran out."""
    newest = marts["agent_scores"]
    newest = newest[newest["period"] == PERIODS[-1]]
    pairs = [
        (agent, one[0], other[0])
        for agent in newest["agent_id"].unique()
        for place, one in enumerate(DIMENSIONS)
        for other in DIMENSIONS[place + 1 :]
    ]
    covariances = pd.DataFrame(pairs, columns=["agent_id", "dimension", "other_dimension"])
    edition = {
        "edition": 1,
        "effective_from": pd.NaT,
        "framework_json": load_framework().model_dump_json(),
    }
    return {
        **marts,
        "config_editions": pd.DataFrame([edition]),
        "score_covariances": covariances.assign(
            period=PERIODS[-1], covariance=2.0, ability_covariance=0.01
        ),
        "trainings": pd.DataFrame(
            {
                "agent_id": ["A000", "A000", "A001"],
                "course_id": ["C01", "C03", "C02"],
                "completed_on": pd.to_datetime(["2025-03-04", "2025-06-20", "2025-02-01"]),
                "valid_until": pd.to_datetime(["2025-12-01", None, "2025-03-01"]),
            }
        ),
        "certificates": pd.DataFrame(
            {
                "agent_id": ["A000", "A001"],
                "course_id": ["C01", "C02"],
                "expires_on": pd.to_datetime(["2025-12-01", "2025-03-01"]),
                "days_left": [12, -263],
                "state": ["expiring", "expired"],
            }
        ),
        "enrollments": pd.DataFrame(
            {
                "agent_id": ["A000"],
                "course_id": ["C01"],
                "completed_at": pd.to_datetime(["2025-03-04 10:00"]),
                "minutes_spent": [95.0],
            }
        ),
        "appeals": pd.DataFrame(
            {
                "appeal_id": ["appeal-1", "appeal-2"],
                "agent_id": "A000",
                "about": ["score", "tier"],
                "subject": ["process", None],
                "text": "My words.",
                "opened_by": "A000",
                "opened_at": pd.to_datetime(["2025-10-02 09:00", "2025-11-03 09:00"]),
                "state": ["decided", "open"],
                "outcome": ["partly", None],
                "decided_by": ["Mei <i>Lin</i>", None],
                "decided_at": pd.to_datetime(["2025-10-09 09:00", None]),
                "decision": ["Two reviews were taken out.", None],
            }
        ),
    }
