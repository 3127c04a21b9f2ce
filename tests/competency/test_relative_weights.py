from itertools import combinations, permutations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.relative_weights import beta_squared, first, johnson, last, lmg, pratt

ALL = (johnson, lmg, first, last, beta_squared, pratt)
#: Those that divide R² among the predictors.
DIVIDE = (johnson, lmg, pratt)


def case(p, seed):
    """Correlations of p predictors and their covariances with an outcome they explain in part."""
    rng = np.random.default_rng(seed)
    mixed = rng.normal(size=(p + 1, p + 3)) @ rng.normal(size=(p + 3, p + 3))
    matrix = np.corrcoef(mixed)
    return matrix[1:, 1:], matrix[0, 1:]


cases = st.builds(case, st.integers(1, 7), st.integers(0, 10**6))


def explained(phi, c, chosen):
    """R² of the chosen predictors, from the residual variance given by determinants."""
    chosen = list(chosen)
    if not chosen:
        return 0.0
    whole = np.block(
        [[np.ones((1, 1)), c[None, chosen]], [c[chosen, None], phi[chosen][:, chosen]]]
    )
    return 1 - np.linalg.det(whole) / np.linalg.det(phi[chosen][:, chosen])


@pytest.mark.parametrize("p", range(1, 6))
@pytest.mark.parametrize("seed", range(4))
def test_lmg_is_the_mean_gain_over_every_order(p, seed):
    phi, c = case(p, seed)
    gain = np.zeros(p)
    orders = list(permutations(range(p)))
    for order in orders:
        for place, j in enumerate(order):
            gain[j] += explained(phi, c, order[: place + 1]) - explained(phi, c, order[:place])
    assert lmg(phi, c) == pytest.approx(gain / len(orders), abs=1e-9)


@pytest.mark.parametrize("p", range(2, 9))
def test_lmg_is_general_dominance(p):
    """Budescu and Azen: the mean, over sizes, of the mean gain over the others of that size."""
    phi, c = case(p, 100 + p)
    found = np.zeros(p)
    for j in range(p):
        others = [one for one in range(p) if one != j]
        for size in range(p):
            gains = [
                explained(phi, c, (*some, j)) - explained(phi, c, some)
                for some in combinations(others, size)
            ]
            assert len(gains) == comb(p - 1, size)
            found[j] += np.mean(gains) / p
    assert lmg(phi, c) == pytest.approx(found, abs=1e-9)


@given(cases)
def test_johnson_is_genizi(data):
    """Genizi 1993: share j is sum_i S_ij² g_i² with S = Phi^(1/2), S g = c; S by Newton's steps."""
    phi, c = data
    root, inverse = phi.copy(), np.eye(len(phi))  # Denman and Beavers
    for _ in range(60):
        root, inverse = (
            (root + np.linalg.inv(inverse)) / 2,
            (inverse + np.linalg.inv(root)) / 2,
        )
    assert root @ root == pytest.approx(phi, abs=1e-6)
    share = [
        sum(root[i, j] ** 2 * np.linalg.solve(root, c)[i] ** 2 for i in range(len(c)))
        for j in range(len(c))
    ]
    assert johnson(phi, c) == pytest.approx(share, abs=1e-5)


@given(cases)
def test_shares_of_r_squared_add_up_to_it(data):
    phi, c = data
    total = explained(phi, c, range(len(c)))
    for shares in DIVIDE:
        assert shares(phi, c).sum() == pytest.approx(total, abs=1e-7)
    for shares in (johnson, lmg, first, last, beta_squared):
        assert (shares(phi, c) >= -1e-12).all()


@given(cases)
def test_first_and_last_are_gains_of_r_squared(data):
    phi, c = data
    everyone = set(range(len(c)))
    alone = [explained(phi, c, [j]) for j in everyone]
    after = [explained(phi, c, everyone) - explained(phi, c, everyone - {j}) for j in everyone]
    assert first(phi, c) == pytest.approx(alone, abs=1e-7)
    assert last(phi, c) == pytest.approx(after, abs=1e-7)


@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_the_predictors_does_not_matter(data, random):
    phi, c = data
    order = random.sample(range(len(c)), len(c))
    for shares in ALL:
        moved = shares(phi[np.ix_(order, order)], c[order])
        assert moved == pytest.approx(shares(phi, c)[order], abs=1e-7)


@given(cases, st.integers(0, 6))
def test_turning_a_predictor_round_changes_nothing(data, place):
    phi, c = data
    sign = np.where(np.arange(len(c)) == place, -1.0, 1.0)
    for shares in ALL:
        turned = shares(phi * np.outer(sign, sign), c * sign)
        assert turned == pytest.approx(shares(phi, c), abs=1e-7)


@given(st.lists(st.floats(-0.4, 0.4), min_size=1, max_size=6))
def test_uncorrelated_predictors_share_by_their_squared_correlation(values):
    c = np.array(values)
    for shares in ALL:
        assert shares(np.eye(len(c)), c) == pytest.approx(c**2, abs=1e-12)


def test_the_six_disagree_when_predictors_hang_together():
    phi, c = case(4, 7)
    found = [shares(phi, c).round(6).tolist() for shares in ALL]
    assert len({tuple(one) for one in found}) == len(ALL)


def test_two_that_are_the_same_share_alike():
    phi = np.array([[1.0, 1.0, 0.3], [1.0, 1.0, 0.3], [0.3, 0.3, 1.0]])
    c = np.array([0.5, 0.5, 0.3])
    alone = explained(phi, c, [0, 2])
    for shares in DIVIDE:
        found = shares(phi, c)
        assert found[0] == pytest.approx(found[1])
        assert found.sum() == pytest.approx(alone)


def test_a_batch_is_what_its_rows_are():
    phi, other = case(4, 1)[0], case(4, 2)[0]
    c = np.random.default_rng(3).normal(scale=0.2, size=(5, 2, 4))
    error = 0.01 * np.stack([phi, other])
    for shares in ALL:
        found = shares(np.stack([phi, other]), c)
        assert found[3, 1] == pytest.approx(shares(other, c[3, 1]))
    for shares in (johnson, lmg):
        found = shares(np.stack([phi, other]), c, error)
        assert found[3, 1] == pytest.approx(shares(other, c[3, 1], error[1]))


@pytest.mark.parametrize("shares", [johnson, lmg])
@pytest.mark.parametrize("seed", range(5))
def test_without_the_noise_shares_are_nearer_to_the_truth_on_average(shares, seed):
    phi, c = case(5, 40 + seed)
    rng = np.random.default_rng(seed)
    half = rng.normal(scale=0.03, size=(5, 5))
    error = half @ half.T + np.diag(rng.uniform(0.001, 0.01, 5))
    noisy = rng.multivariate_normal(c, error, size=4000)
    plain, corrected = shares(phi, noisy).mean(axis=0), shares(phi, noisy, error).mean(axis=0)
    truth = shares(phi, c)
    # What noise adds to R² on average.
    added = np.trace(np.linalg.solve(phi, error))
    assert plain.sum() - truth.sum() == pytest.approx(added, rel=0.15)
    assert np.abs(corrected - truth).sum() < 0.5 * np.abs(plain - truth).sum()


@pytest.mark.parametrize("shares", [johnson, lmg])
def test_the_noise_taken_off_is_what_noise_adds(shares):
    """Far from 0 nothing is cut off at 0, and what is left is right without a rest."""
    phi = np.array([[1.0, 0.3, 0.2], [0.3, 1.0, 0.4], [0.2, 0.4, 1.0]])
    c = np.array([3.0, 4.0, 5.0])
    error = np.array([[0.5, 0.1, 0.0], [0.1, 0.2, -0.05], [0.0, -0.05, 0.1]])
    root = np.linalg.cholesky(error) * np.sqrt(3)
    spread = np.concatenate([root.T, -root.T])  # their mean is 0, their covariance the error
    assert spread.T @ spread / 6 == pytest.approx(error)
    assert shares(phi, c + spread, error).mean(axis=0) == pytest.approx(shares(phi, c))


@pytest.mark.parametrize("shares", [johnson, lmg])
def test_of_noise_alone_about_half_is_left(shares):
    phi, _ = case(5, 11)
    error = phi * 0.1**2
    noise = np.random.default_rng(5).multivariate_normal(np.zeros(5), error, size=2000)
    left = shares(phi, noise, error)
    assert (left >= 0).all()
    part = left.sum(axis=1).mean() / shares(phi, noise).sum(axis=1).mean()
    assert 0.3 < part < 0.6  # no share is ever below 0, so some of it stays


@settings(max_examples=50)
@given(cases, st.floats(0, 1))
def test_taking_noise_off_never_adds(data, size):
    phi, c = data
    for shares in (johnson, lmg):
        reduced = shares(phi, c, size * phi)
        assert (reduced >= 0).all()
        assert (reduced <= shares(phi, c) + 1e-9).all()
        assert shares(phi, c, 0 * phi) == pytest.approx(shares(phi, c), abs=1e-9)


def test_twelve_predictors_are_looked_at_and_thirteen_refused():
    phi, c = case(12, 1)
    assert lmg(phi, c).sum() == pytest.approx(pratt(phi, c).sum())
    with pytest.raises(ValueError, match="13 predictors"):
        lmg(np.eye(13), np.zeros(13))


@pytest.mark.parametrize("shares", ALL)
def test_a_covariance_in_place_of_a_correlation_is_refused(shares):
    with pytest.raises(ValueError, match="diagonal is not 1"):
        shares(np.array([[4.0, 1.0], [1.0, 1.0]]), np.array([0.5, 0.5]))
