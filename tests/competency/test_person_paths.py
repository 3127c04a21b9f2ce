import numpy as np
import pytest

from competency.person_paths import Variances, build_filter, learn_variances, log_likelihood

SOME = Variances(level=0.8, slope=0.0009, walk=0.004, noise=1.3)


def covariance(variances, variance):
    """The covariance of one person's months, formed outright."""
    span = len(variance)
    middle = np.arange(span) - (span - 1) / 2
    walk = np.minimum.outer(np.arange(span), np.arange(span))
    return (
        variances.level
        + variances.slope * np.outer(middle, middle)
        + variances.walk * walk
        + np.diag(variances.noise * variance)
    )


def drawn(seed, variances, people=800, span=18):
    rng = np.random.default_rng(seed)
    variance = rng.uniform(0.05, 0.3, (span, people))
    residual = np.stack(
        [rng.multivariate_normal(np.zeros(span), covariance(variances, one)) for one in variance.T],
        axis=1,
    )
    return residual, variance


def test_likelihood_is_that_of_the_whole_covariance_with_months_missing():
    rng = np.random.default_rng(1)
    variance = rng.uniform(0.1, 0.5, (9, 5))
    variance[rng.random(variance.shape) < 0.3] = np.nan
    residual = rng.normal(size=variance.shape)
    expected = 0.0
    for one, doubt in zip(residual.T, variance.T, strict=True):
        here = ~np.isnan(doubt)
        full = covariance(SOME, np.nan_to_num(doubt))[np.ix_(here, here)]
        expected -= 0.5 * np.linalg.slogdet(full)[1]
        expected -= 0.5 * one[here] @ np.linalg.solve(full, one[here])
    assert log_likelihood(residual, variance, SOME) == pytest.approx(expected, abs=1e-9)


def test_whitened_columns_give_generalised_least_squares():
    rng = np.random.default_rng(2)
    variance = rng.uniform(0.1, 0.5, (7, 1))
    columns = rng.normal(size=(7, 3))
    white = build_filter(variance, SOME).whiten(columns, np.zeros(3, int))
    direct = columns.T @ np.linalg.solve(covariance(SOME, variance[:, 0]), columns)
    assert white.T @ white == pytest.approx(direct)


def test_months_without_evidence_weigh_nothing():
    variance = np.array([[0.2], [np.nan], [0.2]])
    gains = build_filter(variance, SOME)
    seen = np.array([[1.0], [99.0], [2.0]])
    other = np.array([[1.0], [-5.0], [2.0]])
    people = np.zeros(1, int)
    assert gains.whiten(seen, people).tolist() == gains.whiten(other, people).tolist()


@pytest.mark.parametrize("seed", [1, 2])
def test_variances_are_found(seed):
    found = learn_variances(*drawn(seed, SOME))
    assert found.level == pytest.approx(SOME.level, rel=0.15)
    assert found.slope == pytest.approx(SOME.slope, rel=0.2)
    assert found.walk == pytest.approx(SOME.walk, rel=0.35)
    assert found.noise == pytest.approx(SOME.noise, rel=0.06)


def test_static_people_are_seen_as_static():
    found = learn_variances(*drawn(3, Variances(1.0, 0.0, 0.0, 1.0)))
    assert np.sqrt(found.walk) < 0.02
    assert np.sqrt(found.slope) < 0.005


def test_without_anybody_the_start_stands():
    found = learn_variances(np.zeros((3, 0)), np.zeros((3, 0)))
    assert found.level == pytest.approx(1.0)
