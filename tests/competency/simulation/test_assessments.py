import pandas as pd


def test_tests_surround_courses_and_rise_after_them(sample):
    attempts = sample.tables["lms/assessments"]
    tests = attempts[attempts["assessment_id"].str.startswith("TEST-")].sort_values("taken_at")
    pairs = tests.groupby(["agent_id", "assessment_id"])["score"].agg(["first", "last", "size"])
    assert (pairs["size"] >= 2).all()
    assert len(pairs) > 20
    assert (pairs["last"] - pairs["first"]).mean() > 2


def test_every_quarter_checks_growth_and_failures_are_repeated(sample):
    attempts = sample.tables["lms/assessments"]
    checks = attempts[attempts["assessment_id"] == "CHECK-growth"]
    assert set(checks["taken_at"].dt.quarter) == {1, 2, 3, 4}
    whole = attempts[attempts["assessment_id"].str.startswith("CHECK-")]
    order = whole.sort_values("taken_at")
    again = order.groupby(["agent_id", "assessment_id"])["taken_at"].diff() < pd.Timedelta(days=20)
    assert again.sum() >= 3


def test_attempts_lie_within_employment(sample):
    attempts = sample.tables["lms/assessments"]
    roster = sample.tables["crm/agents"].groupby("agent_id").last()
    hired = roster["hire_date"].reindex(attempts["agent_id"]).to_numpy()
    left = roster["left_on"].reindex(attempts["agent_id"]).to_numpy()
    taken = attempts["taken_at"].to_numpy()
    assert (taken >= hired).all()
    assert (pd.isna(left) | (taken < left)).all()
    assert attempts["score"].between(0, 100).all()
