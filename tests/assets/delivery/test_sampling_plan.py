"""sampling_plan.csv: in the order to do them, and no cell that runs."""

import csv
import io

from report.made_up_sampling import make_sampling

from assets.delivery.sampling_plan import COLUMNS, sampling_plan_csv


def test_rows_come_by_rank_and_no_cell_runs():
    text = sampling_plan_csv(make_sampling()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["interaction_id"] == "'=I1"
    assert rows[1]["reason_zh"] == "风险：投诉"
    assert [row["second_reviewer_id"] for row in rows] == ["R2", "", ""]


def test_without_a_plan_the_heading_alone():
    assert sampling_plan_csv({}).decode("utf-8-sig").split() == [",".join(COLUMNS)]
