"""`sampling_plan.csv`: contacts to review today, in the order to do them, with reviewers and why.

Agents are named by id only.
"""

from collections.abc import Mapping

import pandas as pd

from assets.delivery.csv_text import csv_bytes
from assets.report.records import records

COLUMNS = (
    "plan_day", "rank", "interaction_id", "day", "agent_id", "team_id", "issue_type", "stratum",
    "reason", "reason_zh", "inclusion_probability", "reviewer_id", "second_reviewer_id",
)  # fmt: skip


def sampling_plan_csv(marts: Mapping[str, pd.DataFrame]) -> bytes:
    """The file's content; the heading alone where nothing is to be reviewed."""
    rows = sorted(records(marts, "sampling_plan"), key=lambda row: row["rank"])
    return csv_bytes(COLUMNS, ([row[name] for name in COLUMNS] for row in rows))
