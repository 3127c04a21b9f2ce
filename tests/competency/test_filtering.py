import numpy as np
import pytest
from scipy import special, stats

from competency import filtering
from competency.factors import Indicators, Structure
from competency.filtering import FAST, FAST_SHARE, KEPT, Observations, estimate_drift, follow
from competency.intervals import Z90


@pytest.fixture
def one_drift(monkeypatch):
    """The plain filter: every drift is fast enough to be the only one."""
    monkeypatch.setattr(filtering, "FAST", 0.0)


def scalar(loading=1.0, own=1e-12, mean=0.0):
    """One dimension seen through one indicator."""
    kinds = Indicators(
        np.zeros(1, int), 1, np.ones(1), np.ones(1), np.zeros((1, 1)), np.full(1, -1)
    )
    fitted = Structure(
        np.array([mean]), np.array([loading]), np.array([own]), np.zeros(0), np.eye(1)
    )
    return kinds, fitted


def observed(value, variance):
    """Observations of one indicator; arrays (agents, months)."""
    return Observations(value[:, :, None], variance[:, :, None], np.zeros((len(value), 1)))


def local_level(value, variance, drift):
    """Kalman's filter as in the textbooks: means, variances and log-likelihoods of one person."""
    mean, spread, begun, found = 0.0, 1.0, False, []
    for y, v in zip(value, variance, strict=True):
        spread += drift**2 * begun
        density = 0.0
        if not np.isnan(y):
            density = stats.norm.logpdf(y, mean, np.sqrt(spread + v))
            gain = spread / (spread + v)
            mean, spread, begun = mean + gain * (y - mean), (1 - gain) * spread, True
        found.append((mean, spread, density))
    return np.array(found).T


def made_up(seed, agents=5, months=12):
    rng = np.random.default_rng(seed)
    value = rng.normal(0, 1, (agents, months)) + rng.normal(0, 1, (agents, 1))
    value[rng.random(value.shape) < 0.3] = np.nan
    return value, rng.uniform(0.1, 2, value.shape)


def test_one_dimension_is_the_textbooks_local_level_filter(one_drift):
    value, variance = made_up(1)
    found = follow(*scalar(), observed(value, variance), 0.3)
    for person in range(len(value)):
        mean, spread, _ = local_level(value[person], variance[person], 0.3)
        np.testing.assert_allclose(found.mean[person, :, 0], mean, atol=1e-9)
        np.testing.assert_allclose(found.covariance[person, :, 0, 0], spread, atol=1e-9)


def test_without_drift_it_is_the_normal_posterior(one_drift):
    value, variance = made_up(2)
    found = follow(*scalar(loading=0.5, mean=3.0), observed(3 + 0.5 * value, variance), 0.0)
    precision = 1 + (0.25 / variance * ~np.isnan(value)).sum(axis=1)
    mean = np.nansum(0.25 * value / variance, axis=1) / precision
    np.testing.assert_allclose(found.covariance[:, -1, 0, 0], 1 / precision, rtol=1e-9)
    np.testing.assert_allclose(found.mean[:, -1, 0], mean, rtol=1e-9)
    # The indicator itself is read on its own scale.
    np.testing.assert_allclose(found.indicator_mean[:, -1, 0], 3 + 0.5 * mean, rtol=1e-9)
    np.testing.assert_allclose(found.indicator_variance[:, -1, 0], 0.25 / precision, rtol=1e-6)


def dense(world, person, drift):
    """Everything about one person as one normal distribution: no filter.

    Returns mean and covariance of theta, and of the indicators' levels, in the last month, and the
    log-likelihood of all evidence.
    """
    kinds, truth, seen = world.indicators, world.structure, world.observations
    months, count = seen.value.shape[1:]
    known = ~np.isnan(seen.value[person])
    start = known.any(axis=1).argmax()
    clock = np.maximum(np.arange(months) - start, 0)
    walk = 1 + drift**2 * np.minimum(clock[:, None], clock)
    theta = np.kron(walk, truth.correlation)
    across = np.kron(np.eye(months), truth.loading[:, None] * kinds.onto)
    same = truth.loading[:, None] * kinds.belongs * np.sqrt(truth.family)
    stays = np.diag(truth.own + seen.shared[person]) + same @ same.T
    level = across @ theta @ across.T + np.kron(np.ones((months, months)), stays)
    total = level.copy()
    for month in range(months):
        here = slice(month * count, (month + 1) * count)
        root = np.sqrt(seen.variance[person, month])
        error = kinds.pattern @ kinds.pattern.T + np.diag(kinds.alone)
        total[here, here] += root[:, None] * error * root
    kept = known.ravel()
    centred = (seen.value[person] - truth.mean).ravel()[kept]
    total = total[np.ix_(kept, kept)]
    dims = kinds.dimensions
    moments = []
    for prior, joint in (
        (theta[-dims:, -dims:], (theta @ across.T)[-dims:, kept]),
        (level[-count:, -count:], level[-count:, kept]),
    ):
        pull = np.linalg.solve(total, joint.T).T
        moments.append((pull @ centred, prior - pull @ joint.T))
    return *moments, stats.multivariate_normal(cov=total).logpdf(centred)


@pytest.mark.parametrize(("seed", "drift"), [(1, 0.0), (2, 0.2), (3, 0.3)])
def test_one_indicator_after_the_other_is_all_at_once(make, one_drift, seed, drift):
    # Errors that hang together, a family, raters' unsure effects, gaps: everything there is.
    world = make.factor_world(seed, agents=6, months=4, dims=3, missing=0.4)
    shared = np.random.default_rng(seed).uniform(0, 0.05, (6, 12))
    world.observations = Observations(world.observations.value, world.observations.variance, shared)
    found = follow(world.indicators, world.structure, world.observations, drift)
    for person in range(6):
        (mean, covariance), (level, unsure), _ = dense(world, person, drift)
        np.testing.assert_allclose(found.mean[person, -1], mean, atol=1e-9)
        np.testing.assert_allclose(found.covariance[person, -1], covariance, atol=1e-9)
        level = level + world.structure.mean
        np.testing.assert_allclose(found.indicator_mean[person, -1], level, atol=1e-9)
        np.testing.assert_allclose(found.indicator_variance[person, -1], np.diag(unsure), atol=1e-9)


def test_the_drift_is_the_one_that_makes_all_evidence_most_likely(make):
    world = make.factor_world(4, agents=25, months=5, dims=2, per=3, drift=0.25)
    tried = np.exp(np.arange(np.log(0.05), np.log(0.5), 0.05))
    likely = [sum(dense(world, person, drift)[2] for person in range(25)) for drift in tried]
    best = tried[int(np.argmax(likely))]
    found = estimate_drift(world.indicators, world.structure, world.observations)
    # The search ends within 0.1 of the logarithm; the grid is half as wide.
    assert np.log(found) == pytest.approx(np.log(best), abs=0.15)


def test_two_drifts_are_averaged_as_a_mixture(monkeypatch):
    value, variance = made_up(3, months=15)
    value[0, 8:] += 4
    found = follow(*scalar(), observed(value, variance), 0.02)
    shares = []
    for person in range(len(value)):
        slow = local_level(value[person], variance[person], 0.02)
        fast = local_level(value[person], variance[person], FAST)
        prior = odds = special.logit(FAST_SHARE)
        for month in range(15):
            odds = prior + KEPT * (odds - prior) + fast[2, month] - slow[2, month]
            part = np.array([1 - special.expit(odds), special.expit(odds)])
            means, spreads = np.array([slow, fast])[:, :2, month].T
            mean = part @ means
            spread = part @ (spreads + means**2) - mean**2
            assert found.mean[person, month, 0] == pytest.approx(mean, abs=1e-9)
            assert found.covariance[person, month, 0, 0] == pytest.approx(spread, abs=1e-9)
        shares.append(part[1])
    assert shares[0] > 0.5 > max(shares[1:])


def test_covariances_are_positive_definite_and_symmetric(make):
    for seed in range(4):
        world = make.factor_world(seed, agents=40, months=12, noise=10.0 ** -(seed + 1))
        found = follow(world.indicators, world.structure, world.observations, 0.05)
        np.testing.assert_allclose(found.covariance, found.covariance.swapaxes(2, 3), atol=1e-12)
        assert np.linalg.eigvalsh(found.covariance).min() > 0
        assert (found.indicator_variance > 0).all()


def test_more_evidence_never_makes_less_sure_without_drift(make, one_drift):
    world = make.factor_world(1, agents=40, months=8)
    seen = world.observations
    found = follow(world.indicators, world.structure, seen, 0.0)
    deviation = np.einsum("atdd->atd", found.covariance)
    assert (np.diff(deviation, axis=1) <= 1e-12).all()
    # Also in every direction: nobody's covariance grows when one indicator is added.
    fewer = Observations(seen.value.copy(), seen.variance, seen.shared)
    fewer.value[:, :, 5] = np.nan
    wider = follow(world.indicators, world.structure, fewer, 0.0).covariance
    assert np.linalg.eigvalsh(wider - found.covariance).min() > -1e-12


def test_order_of_indicators_and_of_people_does_not_matter(make):
    world = make.factor_world(2, agents=300, months=6)
    kinds, truth, seen = world.indicators, world.structure, world.observations
    rng = np.random.default_rng(5)
    people, order = rng.permutation(300), rng.permutation(12)
    turned = Indicators(
        kinds.dimension[order],
        3,
        kinds.value_sd,
        kinds.share_cap,
        kinds.pattern[order],
        kinds.family[order],
    )
    fitted = Structure(
        truth.mean[order], truth.loading[order], truth.own[order], truth.family, truth.correlation
    )
    found = follow(kinds, truth, seen, 0.04)
    shuffled = Observations(
        seen.value[people][:, :, order],
        seen.variance[people][:, :, order],
        seen.shared[people][:, order],
    )
    again = follow(turned, fitted, shuffled, 0.04)
    np.testing.assert_allclose(again.mean, found.mean[people], atol=1e-9)
    np.testing.assert_allclose(again.covariance, found.covariance[people], atol=1e-9)
    np.testing.assert_allclose(again.indicator_mean, found.indicator_mean[people][:, :, order])


def test_no_evidence_is_evidence_of_endless_noise(make, one_drift):
    world = make.factor_world(3, agents=20, months=5)
    seen = world.observations
    # Errors that hang together tell of each other however large: only of others.
    tied = world.indicators.alone < 1
    seen.value[:, :, tied] = np.nan_to_num(seen.value[:, :, tied])
    gone = np.isnan(seen.value)
    noisy = Observations(
        np.nan_to_num(seen.value), np.where(gone, 1e12, seen.variance), seen.shared
    )
    silent = follow(world.indicators, world.structure, seen, 0.1)
    found = follow(world.indicators, world.structure, noisy, 0.1)
    np.testing.assert_allclose(found.mean, silent.mean, atol=1e-5)
    np.testing.assert_allclose(found.covariance, silent.covariance, atol=1e-8)


def test_before_the_first_evidence_there_is_the_prior_and_after_the_last_doubt_grows(make):
    world = make.factor_world(4, agents=10, months=9)
    seen = world.observations
    seen.value[:, :3], seen.value[:, 6:] = np.nan, np.nan
    seen.value[0] = np.nan
    found = follow(world.indicators, world.structure, seen, 0.1)
    prior = np.broadcast_to(world.structure.correlation, (10, 3, 3, 3))
    np.testing.assert_allclose(found.covariance[:, :3], prior)
    assert (found.mean[:, :3] == 0).all()
    np.testing.assert_allclose(found.covariance[0], np.tile(world.structure.correlation, (9, 1, 1)))
    deviation = np.einsum("atdd->atd", found.covariance)
    assert (np.diff(deviation[1:, 5:], axis=1) > 0).all()


def test_a_capped_indicator_never_settles_more_than_its_cap(one_drift):
    cap, loading = 0.05, 0.3
    kinds, fitted = scalar(loading=loading, own=loading**2 * (1 / cap - 1))
    flood = observed(np.full((1, 60), 1.0), np.full((1, 60), 1e-9))
    for drift in (0.0, 0.05):
        found = follow(kinds, fitted, flood, drift)
        assert (1 - found.covariance[0, :, 0, 0] <= cap + 1e-6).all()


def test_nobody_and_a_single_month_learn_no_drift(make):
    world = make.factor_world(1, agents=5, months=4)
    kinds, truth, seen = world.indicators, world.structure, world.observations
    nothing = Observations(np.full_like(seen.value, np.nan), seen.variance, seen.shared)
    first = Observations(seen.value[:, :1], seen.variance[:, :1], seen.shared)
    for one in (nothing, first):
        assert estimate_drift(kinds, truth, one) == filtering.SLOWEST


@pytest.mark.parametrize("drift", [0.08, 0.25])
def test_the_drift_that_made_the_evidence_is_found(make, drift):
    found = []
    for seed in range(4):
        world = make.factor_world(seed, agents=150, months=10, drift=drift)
        found.append(estimate_drift(world.indicators, world.structure, world.observations))
    # A seed's error is some 8 % of a drift of 0.08, the search's own width 10 %.
    assert np.mean(found) == pytest.approx(drift, rel=0.15)


def test_intervals_hold_nine_tenths_of_the_truth(make):
    # 4 worlds x 200 people x 3 dimensions in the last month: 2400 draws, some 1500 independent
    # ones as dimensions correlate: standard error 0.008, bounds 0.03.
    inside = []
    for seed in range(4):
        world = make.factor_world(seed, agents=200, months=8, drift=0.05, noise=0.06)
        found = follow(world.indicators, world.structure, world.observations, 0.05)
        deviation = np.sqrt(np.einsum("add->ad", found.covariance[:, -1]))
        inside.append(np.abs(world.theta[:, -1] - found.mean[:, -1]) < Z90 * deviation)
    assert 0.87 <= np.mean(inside) <= 0.93


def test_a_jump_is_followed_sooner_and_the_static_are_hardly_disturbed(make, monkeypatch):
    months, at, slow = 18, 6, 0.01
    lags, errors = [], []
    for seed in range(3):
        world = make.factor_world(seed, agents=120, months=months, drift=0.0)
        kinds, truth, seen = world.indicators, world.structure, world.observations
        moved = np.arange(120) < 40
        seen.value[moved, at:] += 0.8 * truth.loading
        theta = world.theta + 0.8 * (moved[:, None] & (np.arange(months) >= at))[:, :, None]
        for fast in (FAST, 0.0):
            monkeypatch.setattr(filtering, "FAST", fast)
            found = follow(kinds, truth, seen, slow).mean.mean(axis=2)
            rise = found[moved, at:] - found[moved, at - 1, None]
            # Months until half of the jump is believed.
            half = rise > 0.4
            lags.append(np.where(half.any(axis=1), half.argmax(axis=1) + 1, months).mean())
            off = (found - theta.mean(axis=2))[~moved, at:]
            errors.append(np.sqrt((off**2).mean()))
    with_fast, without = np.reshape(lags, (3, 2)).mean(axis=0)
    assert with_fast < 0.5 * without
    disturbed, alone = np.reshape(errors, (3, 2)).mean(axis=0)
    assert disturbed < 1.05 * alone
