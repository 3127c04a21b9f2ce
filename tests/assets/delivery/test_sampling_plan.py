"""sampling_plan.csv: in the order to do them, and no cell that runs."""

import csv
import io

import pandas as pd

from assets.delivery.sampling_plan import COLUMNS, sampling_plan_csv

DAY = pd.Timestamp("2025-11-19")
PLAN = pd.DataFrame(
    [
        (2, "I2", "A001", None, "risk", "Risk: complaint", "风险：投诉", 0.2, "R2", None),
        (1, "=I1", "A000", "<b>bill</b>", "evidence", "Narrows", "缩小区间", 0.5, "R1", "R2"),
        (3, "I3", "A001", "refund", "even", "Drawn", "抽取", 0.0125, None, None),
    ],
    columns=[
        "rank", "interaction_id", "agent_id", "issue_type", "stratum", "reason", "reason_zh",
        "inclusion_probability", "reviewer_id", "second_reviewer_id",
    ],
).assign(plan_day=DAY, day=DAY - pd.Timedelta(days=1), team_id="T1")  # fmt: skip


def test_rows_come_by_rank_and_no_cell_runs():
    text = sampling_plan_csv({"sampling_plan": PLAN}).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["interaction_id"] == "'=I1"
    assert rows[1]["reason_zh"] == "风险：投诉"
    assert [row["second_reviewer_id"] for row in rows] == ["R2", "", ""]


def test_without_a_plan_the_heading_alone():
    assert sampling_plan_csv({}).decode("utf-8-sig").split() == [",".join(COLUMNS)]
