import datetime as dt

import numpy as np
import pandas as pd
import pytest

from competency.errors import MissingColumnsError
from competency.frames import FRAMES
from competency.mentor_scorecard import score_mentors

BEGAN = dt.date(2026, 1, 1)
TESTS = pd.DataFrame({"assessment_id": ["ONBOARD-WRITTEN", "ONBOARD-SIM"], "dimension": [None] * 2})
NO_ATTEMPTS = pd.DataFrame(
    {name: pd.Series([], dtype="object") for name in ("agent_id", "assessment_id", "dimension")}
).assign(taken_on=pd.Series([], dtype="datetime64[us]"), share=pd.Series([], dtype="float64"))


def pair(mentor, mentee, stayed=1.0, growth=0.0, role="business", began=BEGAN):
    return (mentor, role, mentee, began, stayed, growth)


def score(framework, pairs, attempts=NO_ATTEMPTS, unavailable=()):
    columns = ["mentor_id", "mentor_role", "mentee_id", "starts_on", "stayed", "growth"]
    frame = pd.DataFrame(pairs, columns=columns).astype({"starts_on": "datetime64[us]"})
    return score_mentors(framework, frame, attempts, TESTS, unavailable)


def clear(mentee, day, simulation=0.8):
    return [
        (mentee, "ONBOARD-WRITTEN", None, day, 0.9),
        (mentee, "ONBOARD-SIM", None, day, simulation),
    ]


def tried(rows):
    columns = ["agent_id", "assessment_id", "dimension", "taken_on", "share"]
    return pd.DataFrame(rows, columns=columns).astype({"taken_on": "datetime64[us]"})


def test_fewer_mentees_than_the_minimum_are_not_rated(framework):
    found = score(framework, [pair("M1", f"a{i}") for i in range(3)] + [pair("M2", "b0", 0.0)])
    one, two = found.itertuples()
    assert (one.state, two.state) == ("rated", "too_few")
    assert (two.n_mentees, two.retention_n) == (1, 1)
    assert pd.isna(two.retention)
    assert pd.isna(two.retention_raw)
    assert pd.isna(two.growth)
    assert one.retention_lower < one.retention < 1


def test_few_mentees_are_drawn_further_to_the_others_than_many(framework):
    many = [pair("M0", f"m{i}", float(i % 2)) for i in range(40)]
    few = [pair("M1", f"f{i}", 1.0) for i in range(3)]
    more = [pair("M2", f"g{i}", 1.0) for i in range(20)]
    _, three, twenty = score(framework, many + few + more).itertuples()
    assert three.retention_raw == twenty.retention_raw == 1
    assert three.retention < twenty.retention
    assert three.retention_upper - three.retention_lower > (
        twenty.retention_upper - twenty.retention_lower
    )


def test_a_gate_counts_for_the_mentor_under_whom_it_was_passed(framework):
    attempts = tried(
        clear("a0", "2026-01-10")
        + clear("a1", "2026-01-10")
        + clear("a2", "2026-01-12", 0.1)
        # Passed before mentoring began; a4 never tried.
        + clear("a3", "2025-11-02")
    )
    (found,) = score(framework, [pair("M1", f"a{i}") for i in range(5)], attempts).itertuples()
    row = score(framework, [pair("M1", f"a{i}") for i in range(5)], attempts).iloc[0]
    assert (found.pass_n, round(row["pass_raw"], 3)) == (3, 0.667)
    assert row["pass_lower"] < row["pass"] < row["pass_upper"]


def test_both_roles_are_told_apart(framework):
    rows = [pair("M1", f"a{i}", role=role) for i in range(3) for role in ("business", "service")]
    assert score(framework, rows)["mentor_role"].tolist() == ["business", "service"]


def test_nobody_is_known_to_have_stayed_without_leavers_in_the_exports(framework):
    gone = ("crm/agents.left_on", "crm/agents.status")
    (found,) = score(
        framework, [pair("M1", f"a{i}") for i in range(4)], unavailable=gone
    ).itertuples()
    assert found.retention_n == 0
    assert pd.isna(found.retention)


def test_no_mentors_no_rows_and_missing_columns_are_named(framework):
    assert list(score(framework, []).columns) == list(FRAMES["mentor_scorecard"])
    with pytest.raises(MissingColumnsError, match="stayed"):
        score_mentors(framework, pd.DataFrame({"mentor_id": []}), NO_ATTEMPTS, TESTS)


@pytest.mark.parametrize("seed", range(4))
def test_a_mentor_whose_mentees_grow_is_found_and_equals_are_not(framework, seed):
    rng = np.random.default_rng(seed)
    true = np.array([0.0] * 14 + [8.0])
    rows = [
        pair(f"M{m:02}", f"{m}-{i}", growth=float(rng.normal(true[m], 4)))
        for m in range(15)
        for i in range(8)
    ]
    found = score(framework, rows)
    low, high = found["growth_lower"].to_numpy(), found["growth_upper"].to_numpy()
    assert low[14] > 0
    assert np.mean((low <= true) & (true <= high)) >= 0.8
    # One among equals is nobody outstanding.
    equal = score(framework, [row for row in rows if row[0] != "M14"])
    assert (equal["growth_lower"] > 0).sum() <= 1
