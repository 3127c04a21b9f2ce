import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from competency.editions import Editions
from competency.frames import empty
from competency.ladder import place_agents

PROBS = [f"prob_tier_{number}" for number in range(1, 6)]


def placed(framework, make, beliefs, marks=None, critical=None, **roster):
    months = sorted({f"{one // 12}-{one % 12 + 1:02d}" for one in beliefs.month.tolist()})
    return place_agents(
        framework,
        beliefs,
        empty("dimension_weights"),
        make.roster(list(beliefs.agents), months, **{"role": "leader", **roster}),
        make.no_certificates(),
        make.no_marks() if marks is None else marks,
        make.no_reviews() if critical is None else critical,
    )


def test_probabilities_by_hand(framework, make):
    # All dimensions 59 +- 2: composite error 2 * sqrt(.18) = .8485; independent asks 57, and its
    # floors are far below. P(>= 57) = Phi(2 / .8485) = .99078; P(>= 68) = 0.
    row = placed(framework, make, make.beliefs({"A": [59]})).iloc[0]
    chance = norm.cdf(2 / (2 * np.sqrt(0.18)))
    assert row["prob_tier_3"] == pytest.approx(chance, abs=1e-6)
    assert row["prob_tier_2"] == pytest.approx(1 - chance, abs=1e-6)
    assert (row["tier"], row["tier_key"], row["change"]) == (3, "independent", "first")
    assert row["blocked_by"] == "composite"
    assert "Expert needs an overall score of 68" in row["blocked_by_text"]
    assert "专家级" in row["blocked_by_text_zh"]
    assert row["team_id"] == "T1"


def test_shipped_rules_move_after_their_waiting_times(framework, make):
    # Promoted at once when three months are served; demoted when they are, and it stays so.
    ladder = placed(framework, make, make.beliefs({"A": [50, 60, 60, 60, 50, 50, 50, 60, 50]}))
    assert ladder["tier"].tolist() == [2, 2, 2, 3, 3, 3, 2, 2, 2]
    assert ladder["months_in_tier"].tolist() == [0, 1, 2, 0, 1, 2, 0, 1, 2]
    assert ladder["previous_tier"].tolist() == [pd.NA, 2, 2, 2, 3, 3, 3, 2, 2]
    assert ladder.loc[1, "blocked_by"] == "dwell"


def test_insufficient_months_have_no_place(framework, make):
    ladder = placed(framework, make, make.beliefs({"A": [59, None, 59]}))
    assert ladder["tier"].tolist() == [3, pd.NA, 3]
    assert ladder["months_in_tier"].tolist() == [0, pd.NA, 2]
    assert ladder.loc[1, PROBS].isna().all()
    assert (ladder.loc[1, "change"], ladder.loc[1, "blocked_by"]) == ("insufficient", "evidence")
    assert pd.isna(ladder.loc[1, "behind_clock_months"])


@pytest.mark.parametrize(
    ("months", "group", "behind"),
    [
        pytest.param(0, "new", 0, id="first month"),
        pytest.param(1, "in_service", 0, id="one month"),
        pytest.param(11, "in_service", 2, id="eleven"),
        pytest.param(12, "backbone", 3, id="a year"),
        pytest.param(None, None, None, id="hire date unknown"),
    ],
)
def test_seniority_and_the_clock_of_the_next_tier(framework, make, months, group, behind):
    # 50 points are executing, by tenure entry in the first month; independent is due in 9 months.
    row = placed(framework, make, make.beliefs({"A": [50]}), tenure_months=months).iloc[0]
    assert (None if pd.isna(row["seniority"]) else row["seniority"]) == group
    late = None if pd.isna(row["behind_clock_months"]) else row["behind_clock_months"]
    assert late == behind


def test_nobody_on_top_is_behind_the_clock(framework, make):
    row = placed(framework, make, make.beliefs({"A": [90]})).iloc[0]
    assert row["tier"] == 5
    assert row[["behind_clock_months", "blocked_by"]].isna().all()


def test_clock_per_tier_counts_lateness_in_the_tier(framework, make):
    rules = framework.ladder.model_copy(update={"clock": "per_tier"})
    per_tier = framework.model_copy(update={"ladder": rules})
    ladder = placed(per_tier, make, make.beliefs({"A": [30] * 6}))
    # From entry (3 months) to executing (6) there are 3 months.
    assert ladder["behind_clock_months"].tolist() == [0, 0, 0, 0, 1, 2]


def test_critical_failures_stand_beside_and_hold(framework, make):
    critical = pd.DataFrame(
        {
            "agent_id": "A",
            "period": pd.to_datetime(["2026-02-01", "2026-03-01"]),
            "n_reviews": [5, 2],
            "n_critical": [0, 2],
        }
    )
    ladder = placed(framework, make, make.beliefs({"A": [60, 60, 72, 72]}), critical=critical)
    assert ladder["critical_failures"].tolist() == [pd.NA, 0, 2, 2]
    assert ladder["tier"].tolist() == [3, 3, 3, 3]
    assert ladder["blocked_by"].tolist()[1:] == ["composite", *["critical_failure"] * 2]
    assert ladder["change"].tolist() == ["first", *["held"] * 3]


def test_feedback_of_others_stands_between_expert_and_leader(framework, make):
    marks = pd.DataFrame(
        {
            "agent_id": ["A"],
            "period": pd.to_datetime(["2026-01-01"]),
            "source": ["qa/feedback_360"],
            "n": [4],
            "total": [2.0],
        }
    )
    row = placed(framework, make, make.beliefs({"A": [90]}), marks).iloc[0]
    assert (row["tier"], row["blocked_by"]) == (4, "feedback_360")
    row = placed(framework, make, make.beliefs({"A": [90]}), marks.assign(total=3.0)).iloc[0]
    assert row["tier"] == 5


def test_a_missed_floor_of_the_tier_held_is_the_reason(framework, make):
    ladder = placed(framework, make, make.beliefs({"A": [60, [30, 30, 80, 80, 80, 80]]}))
    assert ladder["tier"].tolist() == [3, 3]
    assert ladder.loc[1, "blocked_by"] == "floor:base"
    assert "instead of 50" in ladder.loc[1, "blocked_by_text"]
    assert "基础层" in ladder.loc[1, "blocked_by_text_zh"]


level = st.one_of(
    st.none(),
    st.floats(0, 100, allow_subnormal=False),
    st.lists(st.floats(0, 100, allow_subnormal=False), min_size=6, max_size=6),
)


@settings(max_examples=40)
@given(
    st.lists(level, min_size=1, max_size=8),
    st.floats(0, 25, allow_subnormal=False),
    st.floats(0, 0.95),
    st.integers(0, 30),
    st.sampled_from(["agent", "leader"]),
)
def test_the_ladder_is_a_ladder(framework, make, levels, error, correlation, tenure, role):
    beliefs = make.beliefs({"A": levels, "B": levels[::-1]}, error, correlation)
    ladder = placed(framework, make, beliefs, tenure_months=tenure, role=role)
    assert len(ladder) == 2 * len(levels)
    known = ladder["tier"].notna()
    assert ladder.loc[known, PROBS].sum(axis=1).to_numpy() == pytest.approx(1)
    assert (ladder.loc[known, PROBS] >= 0).all(axis=None)
    assert ladder.loc[~known, PROBS].isna().all(axis=None)
    assert (known == (ladder["change"] != "insufficient")).all()
    assert (ladder["blocked_by"].isna() == (ladder["tier"] == 5).fillna(False)).all()
    moved = ladder["tier"] - ladder["previous_tier"]
    assert (moved[ladder["change"] == "promoted"] > 0).all()
    assert (moved[ladder["change"] == "demoted"] < 0).all()
    assert (moved[ladder["change"] == "held"] == 0).all()
    assert (ladder.loc[ladder["change"] == "first", "previous_tier"].isna()).all()


def test_no_rows_give_a_typed_frame(framework, make):
    frame = placed(framework, make, make.beliefs({}))
    assert len(frame) == 0
    assert str(frame.dtypes["prob_tier_5"]) == "float64"


def ruled(framework, cut, **changes):
    """The framework with another cut for the third tier, the second due at once, other rules."""
    tiers = list(framework.ladder.tiers)
    tiers[1] = tiers[1].model_copy(update={"clock_months": 4})
    tiers[2] = tiers[2].model_copy(update={"composite_cut": cut})
    return framework.model_copy(
        update={"ladder": framework.ladder.model_copy(update={"tiers": tuple(tiers), **changes})}
    )


def test_months_are_placed_by_the_rules_then_in_force(framework, make):
    quick = framework.ladder.promotion.model_copy(update={"dwell_months": 0})
    easier = ruled(framework, 52.0, promotion=quick)
    from_march = Editions((framework, easier), (0, 2026 * 12 + 2))
    beliefs = make.beliefs({"A": [54, 54, 54], "B": [30, 30, 30]})
    then = placed(from_march, make, beliefs)
    assert then.loc[then["agent_id"] == "A", "tier"].tolist() == [2, 2, 3]
    old, new = (placed(one, make, beliefs) for one in (framework, easier))
    past = then["period"] < "2026-03"
    pd.testing.assert_frame_equal(then[past], old[past], check_exact=True)
    assert new.loc[new["agent_id"] == "A", "tier"].tolist() == [3, 3, 3]
    # Words, chances and the clock are those of the month as well.
    assert "score of 57" in then.loc[0, "blocked_by_text"]
    march = then[~past].set_index("agent_id")
    columns = ["prob_tier_3", "asked_probability", "behind_clock_months"]
    expected = new[~past].set_index("agent_id")
    pd.testing.assert_frame_equal(march[columns], expected[columns], check_exact=True)
    assert then.loc[then["agent_id"] == "B", "behind_clock_months"].tolist() == [54, 54, 56]


@settings(max_examples=15)
@given(
    st.lists(level, min_size=3, max_size=8),
    st.floats(1, 20),
    st.integers(1, 9),
    st.booleans(),
)
def test_editions_of_the_same_rules_are_one(framework, make, levels, error, month, certificates):
    tiers = framework.ladder.tiers
    if certificates:
        tiers = (*tiers[:4], tiers[4].model_copy(update={"certificates": ("C1",)}))
    rules = framework.ladder.model_copy(update={"tiers": tiers})
    framework = framework.model_copy(update={"ladder": rules})
    beliefs = make.beliefs({"A": levels, "B": levels[::-1]}, error, 0.3)
    twice = Editions((framework, framework), (0, 2026 * 12 + month))
    pd.testing.assert_frame_equal(
        placed(twice, make, beliefs), placed(framework, make, beliefs), check_exact=True
    )


def test_a_certificate_asked_for_from_a_month_on_bars_from_then_on(framework, make):
    tiers = list(framework.ladder.tiers)
    tiers[3] = tiers[3].model_copy(update={"certificates": ("C9",)})
    strict = framework.model_copy(
        update={"ladder": framework.ladder.model_copy(update={"tiers": tuple(tiers)})}
    )
    from_march = Editions((framework, strict), (0, 2026 * 12 + 2))
    beliefs = make.beliefs({"A": [60, 60, 60, 72]})
    ladder = placed(from_march, make, beliefs)
    assert ladder["tier"].tolist() == [3, 3, 3, 3]
    assert ladder["blocked_by"].tolist() == ["composite"] * 3 + ["certificate:C9"]
    assert placed(framework, make, beliefs)["tier"].tolist() == [3, 3, 3, 4]
