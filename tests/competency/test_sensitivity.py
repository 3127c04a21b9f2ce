import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.sensitivity import decisions, draw_weights, sensitivity


def bounds(framework):
    return tuple(
        np.array([getattr(item, name) for item in framework.dimensions])
        for name in ("lower_bound", "upper_bound")
    )


def base(framework):
    return np.array([item.weight for item in framework.dimensions])


@settings(max_examples=60)
@given(st.integers(2, 8), st.integers(0, 10_000))
def test_draws_keep_to_bounds_and_sum(size, seed):
    rng = np.random.default_rng(seed)
    inside = rng.dirichlet(np.ones(size))
    lower = inside * rng.uniform(0, 1, size)
    upper = inside + (1 - inside) * rng.uniform(0, 1, size)
    drawn = draw_weights(lower, upper, 20, seed)
    assert (drawn >= lower - 1e-12).all()
    assert (drawn <= upper + 1e-12).all()
    np.testing.assert_allclose(drawn.sum(axis=1), 1, atol=1e-9)


def test_draws_are_uniform_like_those_by_rejection(framework):
    lower, upper = bounds(framework)
    drawn = draw_weights(lower, upper, 4_000, 1)
    every = np.random.default_rng(2).dirichlet(np.ones(len(lower)), 400_000)
    kept = every[((every >= lower) & (every <= upper)).all(axis=1)]
    assert len(kept) > 3_000
    np.testing.assert_allclose(drawn.mean(axis=0), kept.mean(axis=0), atol=0.004)
    np.testing.assert_allclose(drawn.std(axis=0), kept.std(axis=0), rtol=0.06)


def test_without_room_there_is_one_weighting():
    only = np.array([0.5, 0.3, 0.2])
    np.testing.assert_allclose(draw_weights(only, only, 5, 1), np.tile(only, (5, 1)))


def test_the_same_seed_draws_the_same(framework):
    one, again = (draw_weights(*bounds(framework), 10, 3) for _ in range(2))
    np.testing.assert_array_equal(one, again)


def test_decisions_by_hand(framework, make):
    # All dimensions alike: the composite is that level whatever the weights, error about 0.85.
    people = make.beliefs({"A": [50], "B": [60], "C": [66], "D": [90], "E": [20]})
    tier = np.array([2, 2, 4, 5, 1])
    found = decisions(framework, people, tier, base(framework)[None])
    assert found.tolist() == [[0, 1, -1, 0, 0]]


def test_people_who_are_alike_in_all_dimensions_do_not_hang_on_weights(framework, make):
    people = make.beliefs({"A": [50], "B": [60]})
    found = sensitivity(framework, people, np.array([2, 3]), base(framework))
    assert found.survives.tolist() == [1, 1]
    assert found.always == found.mean == 1


def test_people_who_are_uneven_do(framework, make):
    levels = [30, 30, 80, 80, 80, 80]
    even = float(base(framework) @ levels)
    people = make.beliefs({"A": [levels], "B": [even]}, error=0.5)
    # Just where the next tier begins.
    at_cut = dataclasses.replace(people, mean=people.mean + 57.2 - even)
    found = sensitivity(framework, at_cut, np.array([2, 2]), base(framework))
    assert 0.2 < found.survives[0] < 0.9
    assert found.survives[1] == 1
    assert found.always == 0.5


def test_people_without_a_tier_are_left_out(framework, make):
    people = make.beliefs({"A": [50], "B": [60]})
    found = sensitivity(framework, people, np.array([0, 2]), base(framework))
    assert found.row.tolist() == [1]
    nobody = sensitivity(framework, people, np.array([0, 0]), base(framework))
    assert np.isnan(nobody.mean)
    assert nobody.survives.shape == (0,)


def test_dimensions_nobody_is_known_on_leave_the_others_to_decide(framework, make):
    levels = np.array([80.0, 80, 80, 80, 80, 0])
    people = make.beliefs({"A": [levels]}, error=0.5)
    live = np.array([True] * 5 + [False])
    people = dataclasses.replace(people, live=live)
    assert decisions(framework, people, np.array([4]), base(framework)[None]) == pytest.approx(1)
