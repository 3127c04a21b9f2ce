import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.effect_shrinkage import shrink
from competency.intervals import Z90


def test_without_history_the_prior_speaks():
    told = shrink(np.full(2, np.nan), np.full(2, np.nan), 2.0, 1.0)
    assert told.mean == pytest.approx([2.0, 2.0], abs=1e-9)
    # Doubt about the centre and the spread between courses on top of it.
    assert (told.deviation > 1.2).all()


def test_sure_estimates_stand_and_unsure_ones_follow_the_others():
    told = shrink(np.array([4.0, 4.2, 9.0]), np.array([0.01, 0.01, 5.0]), 2.0, 2.0)
    assert told.mean[:2] == pytest.approx([4.0, 4.2], abs=0.01)
    assert 3.0 < told.mean[2] < 5.0


def test_like_courses_are_drawn_closer_than_unlike_ones():
    error = np.full(8, 0.5)
    alike = shrink(np.linspace(1.8, 2.2, 8), error, 2.0, 2.0)
    apart = shrink(np.linspace(-2, 6, 8), error, 2.0, 2.0)
    assert alike.deviation.mean() < 0.7 * apart.deviation.mean()
    assert np.ptp(apart.mean) > 0.85 * 8


@pytest.mark.parametrize("courses", [3, 20])
def test_intervals_hold_over_draws_from_the_prior(courses):
    rng = np.random.default_rng(1)
    inside = []
    for _ in range(300):
        centre, spread = rng.normal(2, 2), abs(rng.normal(0, 2))
        truth = rng.normal(centre, spread, courses)
        error = rng.uniform(0.3, 3, courses)
        seen = truth + error * rng.normal(size=courses)
        told = shrink(seen, error, 2.0, 2.0)
        inside.append(np.abs(told.mean - truth) < Z90 * told.deviation)
    assert np.mean(inside) == pytest.approx(0.9, abs=0.025)


@given(
    st.lists(st.tuples(st.floats(-20, 20), st.floats(0.01, 20)), min_size=1, max_size=8),
    st.floats(0.1, 5),
)
def test_belief_is_finite_and_surer_than_the_estimate(rows, scale):
    estimate, error = np.array(rows).T
    told = shrink(estimate, error, 1.0, scale)
    assert np.isfinite(told.mean).all()
    assert (told.deviation > 0).all()
    low, high = min(1.0, estimate.min()), max(1.0, estimate.max())
    assert ((told.mean >= low - 1e-9) & (told.mean <= high + 1e-9)).all()
