import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.benchmark_courses import chances_of_rank, rank_courses

MEANS = st.lists(st.floats(-5, 5), min_size=2, max_size=7)


def effects(**courses):
    """Courses of dimension process: (uplift, error, trained)."""
    return pd.DataFrame(
        [
            {
                "course_id": key, "dimension": "process", "uplift": m, "std_error": e,
                "n_trained": n, "method": "state_space", "listed": True,
            }
            for key, (m, e, n) in courses.items()
        ]
    )  # fmt: skip


def ranked(framework, frame, cards=None):
    told = cards or {}
    known = pd.DataFrame(
        {"course_id": list(told), "card": list(told.values()), "asked_card": None}, dtype="string"
    )
    return rank_courses(framework, frame, known, 2025).set_index("course_id")


@pytest.mark.parametrize("seed", range(3))
def test_chances_are_those_of_drawing(seed):
    rng = np.random.default_rng(seed)
    mean, error = rng.normal(0, 1, 6), rng.uniform(0.2, 2, 6)
    drawn = rng.normal(mean, error, (200_000, 6))
    place = (-drawn).argsort(axis=1).argsort(axis=1)
    for first in (1, 3):
        told = (place < first).mean(axis=0)
        assert chances_of_rank(mean, error, first) == pytest.approx(told, abs=0.005)


@settings(deadline=None, max_examples=30)
@given(MEANS, st.integers(1, 3), st.integers(0, 100))
def test_chances_add_up_to_the_places(means, first, seed):
    error = np.random.default_rng(seed).uniform(0.3, 2, len(means))
    chances = chances_of_rank(np.array(means), error, first)
    assert chances.sum() == pytest.approx(min(first, len(means)), abs=0.01)
    assert ((chances >= 0) & (chances <= 1 + 1e-9)).all()


def test_a_course_far_ahead_is_the_benchmark(framework):
    found = ranked(framework, effects(A=(9, 1, 40), B=(1, 1, 40), C=(0, 1, 40)))
    assert found["state"].to_dict() == {
        "A": "benchmark", "B": "not_told_apart", "C": "not_told_apart",
    }  # fmt: skip
    assert found.loc["A", "prob_best"] > 0.99
    # Three for three places are no contest.
    assert found["prob_top_3"].isna().all()


def test_courses_alike_cannot_be_told_apart(framework):
    found = ranked(
        framework, effects(**{key: (2 + 0.1 * i, 2, 40) for i, key in enumerate("ABCDE")})
    )
    assert set(found["state"]) == {"not_told_apart"}


def test_a_wide_error_on_few_people_does_not_win(framework):
    found = ranked(framework, effects(A=(9, 6, 3), B=(3, 0.3, 40), C=(0, 0.3, 40)))
    assert found["state"].to_dict() == {"A": "too_few", "B": "benchmark", "C": "not_told_apart"}
    assert np.isnan(found.loc["A", "prob_best"])


def test_the_best_of_what_harms_is_no_benchmark(framework):
    found = ranked(framework, effects(A=(-1, 0.2, 40), B=(-5, 0.2, 40)))
    assert set(found["state"]) == {"not_told_apart"}


def test_what_is_assumed_or_barred_does_not_run(framework):
    frame = effects(A=(9, 1, 40), B=(1, 1, 40), C=(0, 1, 40))
    frame.loc[1, "method"] = "prior"
    found = ranked(framework, frame, {"A": "red"})
    assert found["state"].to_dict() == {"A": "red_card", "B": "too_few", "C": "not_told_apart"}


def test_no_effects_no_ranking(framework):
    assert rank_courses(framework, effects(A=(1, 1, 9)).iloc[:0], pd.DataFrame(), 2025).empty
