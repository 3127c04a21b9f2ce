import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from competency.control_charts import chart_service, control_limits
from competency.frames import FRAMES
from competency.monitoring_rules import MonitoringRules


@pytest.mark.parametrize(("months", "share"), [(7, True), (13, True), (7, False), (13, False)])
def test_three_sigma_holds_however_few_months_judge(months, share):
    rng = np.random.default_rng(months)
    outside = 0
    for _ in range(4000):
        n = rng.integers(300, 3000, months).astype(float)
        # Months differ by more than chance, as they do.
        rate = 0.7 + rng.normal(0, 0.02, months)
        total = rng.binomial(n.astype(int), rate) if share else n * (5 + rng.normal(0, 1, months))
        found = control_limits(n, total.astype(float), share)
        value = total[-1] / n[-1]
        outside += not found.lower[-1] <= value <= found.upper[-1]
    assert outside <= 4000 * 0.008  # 0.27 %, and what unequal months and chance add


def test_a_share_is_judged_by_its_own_size_and_by_no_less_than_chance():
    n = np.array([1000.0] * 8 + [50.0, 5000.0])
    total = n * 0.5
    found = control_limits(n, total, share=True)
    chance = np.sqrt(0.25 / n[8])
    reach = t.ppf(0.9986501, 7) * chance * np.sqrt(1 + 1 / 8)
    assert found.upper[8] - found.centre[8] == pytest.approx(reach, rel=1e-3)
    assert found.upper[8] - found.lower[8] > 5 * (found.upper[9] - found.lower[9])


def test_an_unusual_month_is_seen_and_does_not_judge_itself():
    n, values = np.full(9, 500.0), np.array([5.0, 5.1, 4.9, 5.0, 5.2, 4.8, 5.0, 9.0, 5.0])
    found = control_limits(n, values * n, share=False)
    assert values[7] > found.upper[7]
    assert found.upper[7] < 7
    assert found.upper[8] > found.upper[7]  # what happened widens what comes after


def test_shares_of_none_and_all_leave_room_for_one():
    n = np.full(10, 400.0)
    none = control_limits(n, np.zeros(10), share=True)
    assert none.upper[9] > 1 / 400
    every = control_limits(n, n, share=True)
    assert every.lower[9] < 399 / 400
    assert every.upper[9] == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=20), st.integers(0, 19))
def test_limits_hold_the_centre_and_look_only_back(sizes, cut):
    n = np.array(sizes, dtype=float)
    total = np.floor(n * 0.6)
    found = control_limits(n, total, share=True)
    judged = np.isfinite(found.centre)
    assert not judged[n == 0].any()
    assert (found.lower[judged] <= found.centre[judged]).all()
    assert (found.centre[judged] <= found.upper[judged]).all()
    early = control_limits(n[:cut], total[:cut], share=True)
    np.testing.assert_array_equal(early.upper, found.upper[:cut])


def service(rows):
    frame = pd.DataFrame(rows, columns=["team_id", "period", "measure", "n", "total", "people"])
    return frame.assign(period=pd.to_datetime(frame["period"]))


def test_worse_is_more_complaints_and_fewer_solved_and_gaps_between_months_are_no_months():
    months = [f"2025-{at:02}-01" for at in range(1, 13) if at != 4]
    rows = [["*", one, "complaint", 1000, 150 if one == months[-1] else 30, 9] for one in months]
    rows += [["T1", one, "satisfied", 200, 80 if one == months[-1] else 150, 6] for one in months]
    rows += [["T2", one, "satisfied", 200, 199 if one == months[-1] else 150, 6] for one in months]
    rows += [["T2", one, "handle_minutes", 9, 45, 6] for one in months[:3]]
    table = chart_service(MonitoringRules(), service(rows))
    assert list(table.columns) == list(FRAMES["quality_trends"])
    assert len(table) == 36
    last = table[table.period == "2025-12-01"].set_index(["team_id", "measure"])["state"]
    assert last.to_dict() == {
        ("*", "complaint"): "worse", ("T1", "satisfied"): "worse", ("T2", "satisfied"): "better",
    }  # fmt: skip
    assert set(table[table.measure == "handle_minutes"].state) == {"unjudged"}
    assert set(table[table.period == "2025-09-01"].state) == {"usual"}


def test_no_months_make_no_rows():
    assert chart_service(MonitoringRules(), service([])).empty
    none = chart_service(MonitoringRules(), service([["*", "2025-01-01", "complaint", 0, 0, 0]]))
    assert none.empty
