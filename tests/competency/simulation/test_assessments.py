import numpy as np
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


def test_new_hires_are_tested_in_their_first_ten_working_days(crowd):
    attempts = crowd.tables["lms/assessments"]
    tests = attempts[attempts["assessment_id"].str.startswith("ONBOARD-")]
    hired = crowd.tables["crm/agents"].groupby("agent_id")["hire_date"].first()
    since = hired.reindex(tests["agent_id"]).to_numpy().astype("datetime64[D]")
    day = tests["taken_at"].to_numpy().astype("datetime64[D]")
    assert (np.busday_count(since, day) < 10).all()
    assert np.is_busday(day).all()
    kinds = tests[["assessment_id", "dimension", "bloom_level"]].drop_duplicates()
    assert set(kinds.itertuples(index=False, name=None)) == {
        ("ONBOARD-WRITTEN", "knowledge", "understand"),
        ("ONBOARD-SIM", "resolution", "apply"),
    }
    new = hired[hired >= pd.Timestamp("2024-10-01")]
    assert set(tests["agent_id"]) == set(new.index)
    assert (new >= "2025-01-01").sum() == round(240 * 0.12)
    assert (new < "2025-01-01").sum() > 3


def test_most_new_hires_pass_at_once_some_later_and_a_few_not_yet(crowd):
    attempts = crowd.tables["lms/assessments"].sort_values("taken_at")
    tests = attempts[attempts["assessment_id"].str.startswith("ONBOARD-")]
    by = tests.groupby(["agent_id", "assessment_id"])["score"].agg(["first", "last", "size"])
    first, last = by["first"] >= 60, by["last"] >= 60
    assert 0.6 < first.mean() < 0.97
    assert (last & ~first).sum() >= 2
    assert first.mean() < last.mean() < 1
    assert (by.loc[first, "size"] == 1).all()
    assert by["size"].max() == 2
