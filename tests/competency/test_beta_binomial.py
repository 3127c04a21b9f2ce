"""Golden: the rats of Gelman et al., Bayesian Data Analysis (3rd ed.), section 5.3, table 5.1."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from competency.beta_binomial import shrink_shares

TUMOURS = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1,
    5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10, 4, 4, 4, 4, 4, 4, 4, 10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5, 6,
    6, 6, 6, 16, 15, 15, 9, 4,
]  # fmt: skip
RATS = [
    20, 20, 20, 20, 20, 20, 20, 19, 19, 19, 19, 18, 18, 17, 20, 20, 20, 20, 19, 19, 18, 18, 25, 24,
    23, 20, 20, 20, 20, 20, 20, 10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50, 20, 20, 20, 20,
    20, 20, 20, 48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14,
]  # fmt: skip


def test_the_rats_have_the_printed_means_of_a_and_b():
    told = shrink_shares(np.array(TUMOURS, float), np.array(RATS, float))
    assert told.a == pytest.approx(2.4, abs=0.05)
    assert told.b == pytest.approx(14.3, abs=0.15)
    raw = np.array(TUMOURS) / np.array(RATS)
    assert np.ptp(told.mean) < np.ptp(raw)


@pytest.mark.parametrize("seed", range(3))
def test_intervals_hold_known_shares(seed):
    rng = np.random.default_rng(seed)
    true = rng.beta(6, 3, 200)
    trials = rng.integers(3, 15, 200)
    told = shrink_shares(rng.binomial(trials, true).astype(float), trials.astype(float))
    assert 0.84 < np.mean((told.lower <= true) & (true <= told.upper)) < 0.96
    assert told.a / (told.a + told.b) == pytest.approx(2 / 3, abs=0.06)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8))
def test_beliefs_are_shares_and_order_does_not_matter(pairs):
    successes = np.array([min(pair) for pair in pairs], float)
    trials = np.array([max(pair) for pair in pairs], float)
    told = shrink_shares(successes, trials)
    assert ((told.lower <= told.mean) & (told.mean <= told.upper)).all()
    assert ((told.lower >= 0) & (told.upper <= 1)).all()
    again = shrink_shares(successes[::-1], trials[::-1])
    assert again.mean[::-1] == pytest.approx(told.mean)


def test_quantiles_are_those_of_the_beta_where_the_hierarchy_is_pinned():
    told = shrink_shares(np.array([700.0]), np.array([1000.0]))
    plain = stats.beta(701, 301)
    assert told.lower[0] == pytest.approx(plain.ppf(0.05), abs=0.01)
    assert told.upper[0] == pytest.approx(plain.ppf(0.95), abs=0.01)
