import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.dynamic_regression import Moments, follow_coefficients, moments


def drawn(seed, people=300, months=24, width=3, beta=None):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((people, months, width))
    beta = np.tile([1.0, 0.5, 0.0], (months, 1)) if beta is None else beta
    level = rng.standard_normal(months)
    y = level + np.einsum("atp,tp->at", x, beta) + 2 * rng.standard_normal((people, months))
    weight = np.where(rng.random((people, months)) < 0.9, 0.25, 0.0)
    return x, y, weight


def test_moments_of_one_month_give_the_weighted_least_squares_estimate():
    x, y, weight = drawn(1, months=1)
    found = moments(x, y, weight, np.ones((1, len(x))))
    design = np.column_stack([np.ones(len(x)), x[:, 0]])
    root = np.sqrt(weight[:, 0])
    wanted = np.linalg.lstsq(design * root[:, None], y[:, 0] * root, rcond=None)[0]
    ours = np.linalg.solve(found.xx[0, 0], found.xy[0, 0])
    assert ours == pytest.approx(wanted[1:], rel=1e-9)


def test_counting_a_person_twice_is_the_same_as_having_two_of_them():
    x, y, weight = drawn(2, people=20, months=2)
    counts = np.ones((1, 20))
    counts[0, 3] = 2
    twice = moments(x, y, weight, counts)
    rows = [*range(20), 3]
    both = moments(x[rows], y[rows], weight[rows], np.ones((1, 21)))
    for ours, theirs in zip(vars(twice).values(), vars(both).values(), strict=True):
        np.testing.assert_allclose(ours, theirs)


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.floats(-5, 5))
def test_a_level_added_to_every_outcome_changes_nothing(seed, level):
    x, y, weight = drawn(seed, people=15, months=3)
    ones = np.ones((1, 15))
    plain, moved = moments(x, y, weight, ones), moments(x, y + level, weight, ones)
    for ours, theirs in zip(vars(plain).values(), vars(moved).values(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-8)


def test_with_a_month_alone_it_is_the_ridge_estimate():
    x, y, weight = drawn(3, months=1)
    seen = moments(x, y, weight, np.ones((1, len(x))))
    found = follow_coefficients(seen, spread=0.7)
    # What drifts add to the prior of the first month is a mixture between these two.
    low = np.linalg.solve(seen.xx[0, 0] + np.eye(3) / 0.49, seen.xy[0, 0])
    high = np.linalg.solve(seen.xx[0, 0] + np.eye(3) / (0.49 * 1.09), seen.xy[0, 0])
    assert (found[0, 0] >= np.minimum(low, high) - 1e-9).all()
    assert (found[0, 0] <= np.maximum(low, high) + 1e-9).all()


@pytest.mark.parametrize("seed", range(4))
def test_coefficients_that_stand_still_are_learnt_ever_better(seed):
    x, y, weight = drawn(seed)
    seen = moments(x, y, weight, np.ones((1, len(x))))
    error = np.abs(follow_coefficients(seen, spread=1.0)[0] - [1.0, 0.5, 0.0]).mean(axis=1)
    assert error[12:].mean() < 0.6 * error[:3].mean()
    assert error[-1] < 0.08


@pytest.mark.parametrize("seed", range(4))
def test_a_sudden_change_is_followed_within_months(seed):
    beta = np.tile([1.0, 0.5, 0.0], (24, 1))
    beta[12:] = [0.0, 0.5, 1.0]
    x, y, weight = drawn(seed, beta=beta)
    seen = moments(x, y, weight, np.ones((1, len(x))))
    found = follow_coefficients(seen, spread=1.0)[0]
    assert np.abs(found[11] - beta[11]).max() < 0.2
    assert np.abs(found[15] - beta[15]).max() < 0.25


def test_without_any_outcome_nothing_is_believed():
    found = follow_coefficients(
        Moments(np.zeros((4, 2, 2)), np.zeros((4, 2)), np.zeros(4)), spread=1.0
    )
    assert (found == 0).all()
