import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.composite import compose
from competency.ladder import place_agents
from competency.weights import weigh_dimensions

KEYS = ("process", "knowledge", "resolution", "mediation", "relationship", "growth")
PROBS = [f"prob_tier_{number}" for number in range(1, 6)]


def months_of(levels):
    return [str(one)[:7] for one in pd.date_range("2026-01-01", periods=len(levels), freq="MS")]


def history(make, levels, agent="A", error=2.0, n=30):
    """Scores of one agent, all dimensions alike, a month each; None is no evidence."""
    parts = []
    for month, level in zip(months_of(levels), levels, strict=True):
        rows = [
            (agent, key, np.nan, np.nan, 0, "none")
            if level is None
            else (agent, key, float(level), error, n, "enough")
            for key in KEYS
        ]
        parts.append(make.scores(rows, f"{month}-01"))
    return pd.concat(parts, ignore_index=True)


def placed(framework, make, scores, certificates=None, **roster):
    composites = compose(framework, scores, weigh_dimensions(framework, scores["period"]))
    months = sorted({str(one)[:7] for one in scores["period"]})
    people = make.roster(sorted(set(scores["agent_id"])), months, **{"role": "leader", **roster})
    given = make.no_certificates() if certificates is None else certificates
    return place_agents(framework, scores, composites, people, given)


def asking(framework, tier, **changes):
    tiers = list(framework.ladder.tiers)
    tiers[tier - 1] = tiers[tier - 1].model_copy(update=changes)
    ladder = framework.ladder.model_copy(update={"tiers": tuple(tiers)})
    return framework.model_copy(update={"ladder": ladder})


def test_probabilities_by_hand(framework, make):
    # All dimensions 59 +- 2: composite error 2 * sqrt(.18) = .8485; independent asks 57, and its
    # floors are far below. P(>= 57) = Phi(2 / .8485) = .99078; P(>= 68) = 0.
    row = placed(framework, make, history(make, [59])).iloc[0]
    assert row["prob_tier_3"] == pytest.approx(0.99078, abs=1e-4)
    assert row["prob_tier_2"] == pytest.approx(1 - 0.99078, abs=1e-4)
    assert (row["tier"], row["tier_key"], row["change"]) == (3, "independent", "first")
    assert row["blocked_by"] == "composite"
    assert "Expert needs an overall score of 68" in row["blocked_by_text"]
    assert "专家级" in row["blocked_by_text_zh"]


def test_going_up_and_down_takes_good_reason(framework, make):
    # 57.1 has a chance of 0.55 at 57: enough to be placed first, not to be promoted.
    # 56.7 is 0.36 likely at 57: not enough to fall; 55 is.
    ladder = placed(framework, make, history(make, [50, 57.1, 58, 56.7, 55, 70]))
    assert ladder["tier"].tolist() == [2, 2, 3, 3, 2, 4]
    assert ladder["change"].tolist() == [
        "first",
        "held",
        "promoted",
        "held",
        "demoted",
        "promoted",
    ]
    assert ladder["previous_tier"].tolist() == [pd.NA, 2, 2, 3, 3, 2]
    assert ladder["months_in_tier"].tolist() == [0, 1, 0, 1, 0, 0]


def test_first_placement_is_at_even_odds(framework, make):
    assert placed(framework, make, history(make, [57.1]))["tier"].tolist() == [3]


def test_insufficient_months_keep_the_tier_in_mind(framework, make):
    ladder = placed(framework, make, history(make, [59, None, 59]))
    assert ladder["tier"].tolist() == [3, pd.NA, 3]
    assert ladder["change"].tolist() == ["first", "insufficient", "held"]
    assert ladder["previous_tier"].tolist() == [pd.NA, 3, 3]
    assert ladder["months_in_tier"].tolist() == [0, pd.NA, 2]
    assert ladder.loc[1, PROBS].isna().all()
    assert ladder.loc[1, "blocked_by"] == "evidence"


def test_less_known_weight_than_asked_is_insufficient(framework, make):
    scores = history(make, [59])
    scores.loc[scores["dimension"].isin(["process", "resolution"]), "evidence_state"] = "thin"
    assert placed(framework, make, scores)["change"].tolist() == ["insufficient"]
    scores.loc[scores["dimension"] == "resolution", "evidence_state"] = "enough"
    assert placed(framework, make, scores)["tier"].tolist() == [3]


def test_mass_above_the_highest_open_tier_moves_down_to_it(framework, make):
    row = placed(framework, make, history(make, [80]), tenure_months=4).iloc[0]
    assert row["prob_tier_3"] == pytest.approx(1)
    assert (row["tier"], row["blocked_by"]) == (3, "tenure")


@pytest.mark.parametrize(
    ("changes", "roster", "tier", "key"),
    [
        pytest.param({}, {}, 5, None, id="everything met"),
        pytest.param({}, {"role": "agent"}, 4, "role", id="no leader"),
        pytest.param({}, {"tenure_months": 8}, 4, "tenure", id="too short here"),
        pytest.param({"minimum_evidence": 999}, {}, 4, "evidence", id="too few pieces"),
        pytest.param({"certificates": ("C9",)}, {}, 4, "certificate:C9", id="no certificate"),
        pytest.param({}, {"tenure_months": None, "role": None}, 5, None, id="nothing on roster"),
    ],
)
def test_gates_of_the_top_tier(framework, make, changes, roster, tier, key):
    ladder = placed(asking(framework, 5, **changes), make, history(make, [85]), **roster)
    row = ladder.iloc[0]
    assert row["tier"] == tier
    assert (None if pd.isna(row["blocked_by"]) else row["blocked_by"]) == key


def test_certificates_open_and_expire(framework, make):
    strict = asking(framework, 5, certificates=("C9",))
    certificates = pd.DataFrame(
        {
            "agent_id": ["A"],
            "course_id": ["C9"],
            "valid_from": [pd.Timestamp("2026-02-10")],
            "valid_to": [pd.Timestamp("2026-03-10")],
        }
    )
    ladder = placed(strict, make, history(make, [85, 85, 85, 85]), certificates)
    # A gate bars the way up; a tier once held is lost only through the scores.
    assert ladder["tier"].tolist() == [4, 5, 5, 5]
    late = placed(strict, make, history(make, [60, 60, 60, 85]), certificates)
    assert late["tier"].tolist() == [3, 3, 3, 4]


def test_lost_evidence_alone_takes_no_tier_away(framework, make):
    scores = history(make, [70, 70])
    scores.loc[scores["period"] == "2026-02-01", "n_evidence"] = 6
    assert placed(framework, make, scores)["tier"].tolist() == [4, 4]


def test_clock_per_tier_counts_months_in_the_tier(framework, make):
    ladder = framework.ladder.model_copy(update={"clock": "per_tier"})
    strict = framework.model_copy(update={"ladder": ladder})
    tiers = placed(strict, make, history(make, [85] * 14))["tier"].tolist()
    # 1 month to executing, 2 more to independent, 3 more to expert, 6 more to leader.
    assert tiers == [1] + [2] * 2 + [3] * 3 + [4] * 6 + [5] * 2


def test_floor_names_its_layer(framework, make):
    scores = history(make, [64])
    scores.loc[scores["dimension"].isin(["process", "knowledge"]), "score"] = 41.0
    row = placed(framework, make, scores).iloc[0]
    assert (row["tier"], row["blocked_by"]) == (2, "floor:base")
    assert "基础层" in row["blocked_by_text_zh"]


@settings(max_examples=25)
@given(
    st.lists(
        st.one_of(st.none(), st.floats(0, 100, allow_subnormal=False)), min_size=1, max_size=6
    ),
    st.floats(0, 25, allow_subnormal=False),
    st.integers(0, 30),
    st.sampled_from(["agent", "leader"]),
)
def test_the_ladder_is_a_ladder(framework, make, levels, error, tenure, role):
    scores = history(make, levels, error=error)
    ladder = placed(framework, make, scores, tenure_months=tenure, role=role)
    assert len(ladder) == len(levels)
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


def test_no_scores_give_a_typed_frame(framework, make):
    frame = placed(framework, make, make.scores([]))
    assert len(frame) == 0
    assert str(frame.dtypes["prob_tier_5"]) == "float64"
