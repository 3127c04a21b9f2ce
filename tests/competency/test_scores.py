import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.frames import FRAMES
from competency.scores import score_agents, to_score


def latest(frame):
    return frame[frame["period"] == frame["period"].max()]


def test_one_indicator_by_hand(framework, make):
    # One agent: nobody to shrink toward. 51 of 60 = 0.85, the target: 70 points.
    # Noise of one value: 0.85 * 0.15 * 60 / (60 - 1); slope 70 / 0.31.
    contacts = make.contact_cells(
        [{"agent_id": "A", "period": "2026-01", "resolved_first_contact": (60, 51)}]
    )
    roster = make.roster(["A"], ["2026-01"])
    indicators, scores = score_agents(framework, contacts, make.mark_cells([]), roster)
    assert indicators["indicator"].tolist() == ["resolved_first_contact"]
    row = scores.set_index("dimension").loc["resolution"]
    assert row["score"] == pytest.approx(70)
    error = np.sqrt(0.85 * 0.15 / 59) * 70 / 0.31
    assert row["std_error"] == pytest.approx(error)
    assert row["lower"] == pytest.approx(70 - 1.6448536 * error)
    assert row["upper"] == pytest.approx(70 + 1.6448536 * error)
    assert (row["n_evidence"], row["evidence_state"]) == (60, "enough")


def test_every_active_agent_month_and_dimension_has_a_row(framework, make):
    contacts, marks, roster, _ = make.centre(1, agents=6)
    roster.loc[(roster["agent_id"] == "A002") & (roster["period"] > "2026-01-15"), "is_active"] = (
        False
    )
    _, scores = score_agents(framework, contacts, marks, roster)
    assert len(scores) == (6 * 3 - 2) * 6
    assert not scores.duplicated(["agent_id", "period", "dimension"]).any()


def test_state_none_has_null_scores_and_others_have_bounds(framework, make):
    contacts, marks, roster, _ = make.centre(1, agents=6)
    marks = marks[marks["agent_id"] != "A000"]
    _, scores = score_agents(framework, contacts, marks, roster)
    none = scores["evidence_state"] == "none"
    assert none.any()
    assert scores.loc[none, ["score", "std_error", "lower", "upper"]].isna().all(axis=None)
    assert (scores.loc[none, "n_evidence"] == 0).all()
    known = scores[~none]
    assert known["score"].between(0, 100).all()
    assert (known["lower"] <= known["score"]).all()
    assert (known["score"] <= known["upper"]).all()
    assert (
        scores.loc[scores["agent_id"] == "A000"]
        .groupby("dimension")["n_evidence"]
        .sum()["knowledge"]
        == 0
    )


def test_thin_is_below_the_minimum(framework, make):
    contacts = make.contact_cells(
        [
            {"agent_id": agent, "period": "2026-01", "satisfied": (n, n - 1)}
            for agent, n in (("A", 3), ("B", 30))
        ]
    )
    roster = make.roster(["A", "B"], ["2026-01"])
    _, scores = score_agents(framework, contacts, make.mark_cells([]), roster)
    states = scores[scores["dimension"] == "relationship"].set_index("agent_id")["evidence_state"]
    assert states.to_dict() == {"A": "thin", "B": "enough"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_adjusted_beats_raw_when_hard_cases_go_to_the_strong(framework, make, seed):
    contacts, marks, roster, skill = make.centre(seed, agents=60)
    indicators, _ = score_agents(framework, contacts, marks, roster)
    rows = latest(indicators)
    rows = rows[rows["indicator"] == "resolved_first_contact"].sort_values("agent_id")
    truth = pd.Series(skill).rank()
    raw = truth.corr(rows["raw_value"].rank().reset_index(drop=True))
    adjusted = truth.corr(rows["adjusted_value"].rank().reset_index(drop=True))
    shrunk = rows["shrunk_value"].to_numpy()
    assert adjusted > raw + 0.2
    # Truth on the centre's mix; shrinking must help against the unshrunk.
    target = 0.75 + 0.06 * skill
    target += rows["adjusted_value"].mean() - target.mean()
    error = np.sqrt(((shrunk - target) ** 2).mean())
    assert error < np.sqrt(((rows["adjusted_value"] - target) ** 2).mean())


def test_unavailable_table_switches_its_indicators_off(framework, make):
    contacts, marks, roster, _ = make.centre(1, agents=6)
    indicators, scores = score_agents(
        framework, contacts, marks, roster, ["qa/reviews", "crm/interactions.handle_seconds"]
    )
    assert set(indicators["indicator"]) == {"resolved_first_contact", "first_response_in_time"}
    assert set(scores.loc[scores["score"].notna(), "dimension"]) == {"process", "resolution"}


@pytest.mark.parametrize("rows", [0, 1], ids=["no roster", "roster without evidence"])
def test_nothing_to_score_gives_typed_frames(framework, make, rows):
    roster = make.roster(["A"], ["2026-01"]).head(rows)
    found = score_agents(framework, make.contact_cells([]), make.mark_cells([]), roster)
    for frame, name in zip(found, ("agent_indicators", "agent_scores"), strict=True):
        assert [str(dtype) for dtype in frame.dtypes] == list(FRAMES[name].values())
    assert len(found[1]) == 6 * rows
    assert (found[1]["evidence_state"] == "none").all()


def test_all_null_factors_and_measures_do_no_harm(framework, make):
    contacts, marks, roster, _ = make.centre(1, agents=6)
    bare = contacts.assign(
        complexity=None, issue_type=None, csat__n=None, csat__sum=None, csat__sumsq=None
    )
    marks = marks.assign(rater_id=None, measure=None)
    indicators, _ = score_agents(framework, bare, marks, roster)
    rows = indicators[indicators["indicator"] == "resolved_first_contact"]
    np.testing.assert_allclose(rows["raw_value"], rows["adjusted_value"])
    assert set(indicators["indicator"]) >= {"qa_relationship"}


def test_order_of_rows_does_not_matter(framework, make):
    contacts, marks, roster, _ = make.centre(5, agents=8)
    once = score_agents(framework, contacts, marks, roster)
    again = score_agents(
        framework,
        contacts.sample(frac=1, random_state=1),
        marks.sample(frac=1, random_state=2),
        roster.sample(frac=1, random_state=3),
    )
    for left, right in zip(once, again, strict=True):
        pd.testing.assert_frame_equal(left, right)


def test_thousands_of_cells_take_well_under_a_second(framework, make):
    contacts, marks, roster, _ = make.centre(
        1, agents=150, months=[f"2025-{month:02d}" for month in range(1, 13)]
    )
    assert len(contacts) + len(marks) > 10_000
    start = time.perf_counter()
    score_agents(framework, contacts, marks, roster)
    assert time.perf_counter() - start < 2


@settings(max_examples=50)
@given(st.floats(-1e6, 1e6), st.integers(0, 60))
def test_scores_stay_on_the_scale_and_hit_floor_and_target(framework, value, number):
    item = framework.indicators[number % len(framework.indicators)]
    floor, target, some = to_score(item, np.array([item.floor, item.target, value]))
    assert (floor, target) == (0, pytest.approx(70))
    assert 0 <= some <= 100
