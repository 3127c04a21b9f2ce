import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from competency.tier_chances import chance_above, chance_of_all

NO = -np.inf
CUTS = np.array(
    [[NO] * 4, [45, 40, NO, NO], [57, 50, 45, NO], [68, 58, 58, 50], [75, 65, 65, 60]], float
)
SHARES = np.array(
    [
        [0.20, 0.15, 0.25, 0.15, 0.15, 0.10],
        [0.20 / 0.35, 0.15 / 0.35, 0, 0, 0, 0],
        [0, 0, 0.25 / 0.4, 0.15 / 0.4, 0, 0],
        [0, 0, 0, 0, 0.6, 0.4],
    ]
)
levels = st.floats(0, 100, allow_subnormal=False)


def beliefs(seed, rows=40):
    rng = np.random.default_rng(seed)
    mixed = rng.normal(0, 1, (rows, 6, 6)) + 1
    covariance = 6 * mixed @ mixed.transpose(0, 2, 1)
    mean = rng.normal(62, 8, (rows, 6))
    return mean @ SHARES.T, SHARES @ covariance @ SHARES.T


@given(levels, st.floats(0, 30, allow_subnormal=False), levels)
def test_chance_of_one_bar_is_a_probability(mean, error, cut):
    (chance,) = chance_above(np.array([mean]), np.array([error]), cut)
    assert 0 <= chance <= 1
    assert chance >= 0.5 if mean >= cut else chance <= 0.5


@pytest.mark.parametrize("bar", range(4))
def test_a_single_bar_is_met_as_the_normal_distribution_says(bar):
    mean, covariance = beliefs(1)
    cuts = np.full((1, 4), NO)
    cuts[0, bar] = 60.0
    exact = norm.sf(60.0, mean[:, bar], np.sqrt(covariance[:, bar, bar]))
    found = chance_of_all(mean, covariance, cuts)[:, 0]
    # The composite is integrated exactly, layers within a hundredth.
    assert found == pytest.approx(exact, abs=1e-12 if bar == 0 else 0.01)


def test_all_bars_together_are_met_as_the_joint_distribution_says():
    mean, covariance = beliefs(2)
    found = chance_of_all(mean, covariance, CUTS)
    for row in range(len(mean)):
        for tier in range(1, 5):
            bars = np.flatnonzero(np.isfinite(CUTS[tier]))
            exact = multivariate_normal(
                mean[row, bars], covariance[row][np.ix_(bars, bars)], allow_singular=True
            ).cdf(np.full(len(bars), np.inf), lower_limit=CUTS[tier, bars])
            assert found[row, tier] == pytest.approx(exact, abs=0.01)


@given(st.integers(0, 10_000))
def test_chances_fall_from_tier_to_tier_and_tiers_share_out_one(seed):
    mean, covariance = beliefs(seed, rows=3)
    at_least = chance_of_all(mean, covariance, CUTS)
    assert (at_least[:, 0] == 1).all()
    assert (np.diff(at_least, axis=1) <= 0).all()
    assert (at_least >= 0).all()


@given(
    st.integers(0, 10_000),
    st.lists(st.floats(0, 20, allow_subnormal=False), min_size=6, max_size=6),
)
def test_a_better_mean_never_lowers_a_chance(seed, gain):
    mean, covariance = beliefs(seed, rows=2)
    better = mean + np.array(gain) @ SHARES.T
    before = chance_of_all(mean, covariance, CUTS)
    assert (chance_of_all(better, covariance, CUTS) >= before).all()


def test_what_a_lower_tier_asks_a_higher_one_asks_too():
    mean, covariance = np.array([[60.0]]), np.array([[[25.0]]])
    rising = chance_of_all(mean, covariance, np.array([[60.0], [NO]]))
    assert rising.tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize(
    ("level", "chance"),
    [
        pytest.param([60.0, 50.0], 1.0, id="on the bars"),
        pytest.param([59.9, 50.0], 0.0, id="short of the first"),
        pytest.param([60.0, 49.9], 0.0, id="short of the second"),
    ],
)
def test_certain_values_meet_their_bars_or_not(level, chance):
    found = chance_of_all(np.array([level]), np.zeros((1, 2, 2)), np.array([[60.0, 50.0]]))
    assert found[0, 0] == chance


@given(st.floats(-0.99, 0.99))
def test_bars_on_two_that_go_against_each_other(correlation):
    assume(abs(correlation) > 0.01)
    covariance = 25 * np.array([[[1, correlation], [correlation, 1]]])
    found = chance_of_all(np.array([[60.0, 60.0]]), covariance, np.array([[60.0, 60.0]]))
    # The chance of a quadrant: a quarter and asin(rho) / 2 pi.
    assert found[0, 0] == pytest.approx(0.25 + np.arcsin(correlation) / (2 * np.pi), abs=0.01)
