"""Training load: hours by month and source beside the time there is; small groups left out."""

import json
from datetime import date

import pandas as pd
import pytest

from assets.report.training_load import training_load

AS_OF = date(2025, 12, 31)
JAN = date(2026, 1, 1)


def marts(*rows, **more):
    columns = ["period", "source", "course_id", "people", "minutes", "lower_90", "upper_90"]
    paths = {"paths": {"minutes_per_week": 90, "horizon_weeks": 8}}
    return {
        "load_forecast": pd.DataFrame(rows, columns=columns),
        "framework": pd.DataFrame({"framework_json": [json.dumps(paths)]}),
        **more,
    }


def test_hours_time_and_seats_of_a_month():
    sessions = pd.DataFrame(
        {
            "starts_at": pd.to_datetime(["2025-12-30", "2026-01-05", "2026-01-09"]),
            "seats": [9, 8, 7],
        }
    )
    told = training_load(
        marts(
            (JAN, "planned", "C1", 10, 600, 600, 600),
            (JAN, "newcomers", None, 1.5, 150, 0, 400),
            sessions=sessions,
        ),
        AS_OF,
        70,
    )
    (month,) = told["months"]
    assert month["hours"] == pytest.approx(12.5)
    assert (month["lower"], month["upper"]) == pytest.approx((10, 1000 / 60))
    assert month["room"] == pytest.approx(70 * 1.5 * 31 / 7)
    assert month["seats"] == 15
    assert told["planned_until"] == date(2026, 2, 25)


def test_of_a_running_month_only_the_rest_counts():
    row = (date(2026, 1, 1), "planned", "C1", 10, 600, 600, 600)
    (month,) = training_load(marts(row), date(2026, 1, 17), 70)["months"]
    assert month["room"] == pytest.approx(70 * 1.5 * 2)


def test_few_people_show_nowhere():
    told = training_load(
        marts(
            (JAN, "planned", "C1", 20, 600, 600, 600),
            (JAN, "planned", "C2", 6, 60, 60, 60),
            (JAN, "planned", "C3", 2, 60, 60, 60),
            (JAN, "renewal", "C1", 3, 90, 90, 90),
            (date(2026, 2, 1), "renewal", "C1", 4, 90, 90, 90),
        ),
        AS_OF,
        30,
    )
    january, february = told["months"]
    assert january["parts"] == {"known": 13.5, "newcomers": 0.0}
    assert february["parts"] == {"known": None, "newcomers": 0.0}
    assert february["hours"] is None
    # C3 alone would show through as what is left: C2 goes with it.
    assert [title for title, _, _ in told["courses"]] == ["C1"]


def test_hours_spent_are_of_five_people_and_the_year_before():
    def spent(people):
        rows = [(f"A{n}", "completed", pd.Timestamp("2025-06-01"), 120.0) for n in range(people)]
        rows.append(("A0", "completed", pd.Timestamp("2024-06-01"), 6000.0))
        columns = ["agent_id", "status", "completed_at", "minutes_spent"]
        frame = pd.DataFrame(rows, columns=columns)
        row = (JAN, "planned", "C1", 10, 600, 600, 600)
        return training_load(marts(row, enrollments=frame), AS_OF, 30)["spent"]

    assert spent(4) is None
    assert spent(6) == pytest.approx(1.0)


def test_without_load_nothing_is_said():
    assert training_load({}, AS_OF, 30) is None
    assert training_load(marts(), AS_OF, 30) is None
