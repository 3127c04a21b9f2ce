"""Service stars: chances against an exact reckoning and known truth; ties stay ties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from competency.loading import load_framework
from competency.star_candidates import rank_draws, star_candidates

FRAMEWORK = load_framework()


def people(mean, error=2.0, **changed):
    frame = pd.DataFrame(
        {
            "agent_id": [f"A{i:03}" for i in range(len(mean))],
            "composite": mean, "std_error": error, "known_weight": 1.0, "n_evidence": 200,
            "critical_failures": 0.0, "role": None,
        }
    )  # fmt: skip
    for name, values in changed.items():
        frame.loc[list(values), name] = list(values.values())
    return frame


def of(frame):
    return star_candidates(FRAMEWORK, frame).set_index("agent_id")


def test_two_people_have_the_exact_chance_of_one_being_above_the_other():
    chance, _, _ = rank_draws(np.array([52.0, 50.0]), np.array([3.0, 4.0]), 1, 0)
    assert chance[0] == pytest.approx(stats.norm.cdf(2 / 5), abs=0.03)


@given(st.lists(st.floats(30, 80), min_size=1, max_size=12), st.integers(1, 12))
@settings(max_examples=25, deadline=None)
def test_chances_add_up_to_the_places_and_ranks_lie_within(mean, top):
    top = min(top, len(mean))
    chance, lower, upper = rank_draws(np.array(mean), np.full(len(mean), 2.0), top, 3)
    assert chance.sum() == pytest.approx(top)
    assert ((lower >= 1) & (lower <= upper) & (upper <= len(mean))).all()


def test_who_is_clearly_best_is_a_candidate_and_alikes_are_not_told_apart():
    found = of(people([80.0, *np.full(19, 50.0)]))
    assert found.loc["A000", ["state", "rank_lower", "rank_upper"]].tolist() == ["candidate", 1, 1]
    alike = found.loc["A001":]
    # One place of the top two is left for nineteen people whom nothing tells apart.
    assert set(alike["state"]) <= {"other", "possible"}
    assert alike["prob_top"].max() < 0.1
    assert (alike["rank_upper"] - alike["rank_lower"] > 12).all()


def test_a_high_mean_on_little_evidence_or_with_a_critical_failure_is_not_compared():
    mean = [90.0, 89.0, 88.0, *np.linspace(40, 60, 17)]
    frame = people(mean, n_evidence={0: 10}, critical_failures={1: 1.0}, known_weight={2: 0.5})
    found = of(frame)
    assert found["state"].tolist()[:3] == [
        "too_little_evidence", "critical_failure", "too_little_evidence",
    ]  # fmt: skip
    assert found["prob_top"].isna().tolist()[:3] == [True, True, True]
    assert set(found["n_compared"]) == {17}


def test_truth_is_in_the_intervals_and_chances_are_calibrated_over_seeds():
    inside, chances, truths = [], [], []
    for seed in range(20):
        random = np.random.default_rng(seed)
        prior, error = 5.0, 4.0
        truth = random.normal(60, prior, 40)
        seen = truth + random.normal(0, error, 40)
        share = prior**2 / (prior**2 + error**2)
        chance, lower, upper = rank_draws(
            60 + share * (seen - 60), np.full(40, prior * np.sqrt(1 - share)), 4, seed
        )
        rank = 40 - np.argsort(np.argsort(truth))
        inside.append(((rank >= lower) & (rank <= upper)).mean())
        chances.append(chance)
        truths.append(rank <= 4)
    assert np.mean(inside) > 0.87
    chance, truth = np.concatenate(chances), np.concatenate(truths)
    for low, high in ((0.0, 0.1), (0.1, 0.4), (0.4, 1.01)):
        here = (chance >= low) & (chance < high)
        assert truth[here].mean() == pytest.approx(chance[here].mean(), abs=0.08)


def test_leaders_are_not_compared():
    found = of(people([90.0, 50.0, 40.0], role={0: "leader", 1: "mentor"}))
    assert found.index.tolist() == ["A001", "A002"]


def test_nobody_and_nobody_with_a_score():
    assert of(people([])).empty
    found = of(people([np.nan, np.nan]))
    assert set(found["state"]) == {"too_little_evidence"}
    assert set(found["n_top"]) == {0}


def test_the_order_of_rows_changes_nothing():
    frame = people(np.linspace(40, 70, 20))
    pd.testing.assert_frame_equal(of(frame), of(frame.iloc[::-1]))
