import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.factors import LOADING_WEIGHT, OWN_WEIGHT, Indicators, fit_structure


def plain(count, dims=1, share_cap=0.99):
    """Indicators that share no error and are of no family."""
    return Indicators(
        np.arange(count) % dims,
        dims,
        np.ones(count),
        np.full(count, share_cap),
        np.zeros((count, 1)),
        np.full(count, -1),
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("spread", [0.25, 0.35, 0.7])
def test_one_indicator_shrinks_as_empirical_bayes_does(seed, spread):
    agents, noise = 400, 0.15
    rng = np.random.default_rng(seed)
    value = 0.6 + rng.normal(0, np.hypot(spread, np.sqrt(noise)), (agents, 1))
    fit = fit_structure(plain(1), value, np.full((agents, 1), noise))
    between = float(fit.loading[0] ** 2 + fit.own[0])
    shrinkage = noise / (noise + between)
    by_hand = noise / value.var()
    assert fit.mean[0] == pytest.approx(value.mean(), abs=1e-6)
    # The priors weigh as much as 24 agents, and are not further off than the spread itself.
    assert shrinkage == pytest.approx(by_hand, rel=(LOADING_WEIGHT + OWN_WEIGHT) / agents)
    # James and Stein's factor is the same but for the loss of three degrees of freedom.
    james_stein = (agents - 3) * noise / ((value - value.mean()) ** 2).sum()
    assert shrinkage == pytest.approx(james_stein, rel=(LOADING_WEIGHT + OWN_WEIGHT + 3) / agents)


def test_evidence_drawn_from_the_model_gives_the_model_back(make):
    # Standard error of a loading from 800 agents: about 1 / sqrt(1600) = 2.5 % of it, some more
    # for noise; of a correlation 0.03. Bounds are some three of these, over all seeds.
    for seed in range(4):
        world = make.factor_world(seed, agents=800, months=1, missing=0.2, noise=0.02)
        seen, truth = world.observations, world.structure
        fit = fit_structure(world.indicators, seen.value[:, 0], seen.variance[:, 0])
        ratio = fit.loading / truth.loading
        assert np.abs(ratio - 1).max() < 0.11
        assert ratio.mean() == pytest.approx(1, abs=0.04)
        assert np.abs(fit.correlation - truth.correlation).max() < 0.1
        # Of a mean about sqrt(1.6 / 640) = 0.05 loadings: four of these, as 48 are looked at.
        assert np.abs((fit.mean - truth.mean) / truth.loading).max() < 0.2
        alone = world.indicators.family < 0
        found, wanted = (np.sqrt(one.own[alone]) / one.loading[alone] for one in (fit, truth))
        assert np.abs(found - wanted).max() < 0.12
        assert found.mean() == pytest.approx(0.35, abs=0.04)
        assert fit.family[0] == pytest.approx(truth.family[0], abs=0.06)


def test_error_shared_by_two_indicators_is_not_taken_for_ability():
    rng = np.random.default_rng(4)
    agents, noise = 600, 0.3
    ability, mood = rng.normal(size=(2, agents, 1))
    pattern = np.array([[0.9, 0.9, 0.0, 0.0]]).T
    alone = np.sqrt(1 - pattern[:, 0] ** 2) * rng.normal(size=(agents, 4))
    value = 0.4 * ability + np.sqrt(noise) * (mood * pattern[:, 0] + alone)
    blind = plain(4)
    knowing = Indicators(blind.dimension, 1, blind.value_sd, blind.share_cap, pattern, blind.family)
    variance = np.full((agents, 4), noise)
    assert fit_structure(blind, value, variance).loading[:2].min() > 0.5
    told = fit_structure(knowing, value, variance).loading
    assert told == pytest.approx(np.full(4, 0.4), abs=0.07)


def test_order_of_agents_and_of_indicators_does_not_matter(make):
    world = make.factor_world(3, agents=50, months=1)
    value, variance = world.observations.value[:, 0], world.observations.variance[:, 0]
    fit = fit_structure(world.indicators, value, variance)
    rng = np.random.default_rng(1)
    agents, order = rng.permutation(len(value)), rng.permutation(value.shape[1])
    one = world.indicators
    turned = Indicators(
        one.dimension[order],
        one.dimensions,
        one.value_sd[order],
        one.share_cap[order],
        one.pattern[order],
        one.family[order],
    )
    again = fit_structure(turned, value[agents][:, order], variance[agents][:, order])
    for name in ("mean", "loading", "own"):
        assert getattr(again, name) == pytest.approx(getattr(fit, name)[order], rel=1e-8)
    assert again.correlation == pytest.approx(fit.correlation, rel=1e-8)
    assert again.family == pytest.approx(fit.family, rel=1e-8)


def test_no_evidence_is_evidence_of_endless_noise(make):
    world = make.factor_world(5, agents=60, months=1, missing=0.3)
    value, variance = world.observations.value[:, 0], world.observations.variance[:, 0]
    # Errors that hang together tell of each other however large: only of others.
    value[:, world.indicators.alone < 1] = np.nan_to_num(value[:, world.indicators.alone < 1])
    gone = np.isnan(value)
    blank = np.where(gone, np.nanmean(value, axis=0), value)
    noisy = fit_structure(world.indicators, blank, np.where(gone, 1e9, variance))
    silent = fit_structure(world.indicators, value, variance)
    # The same end, but the search gets there otherwise: it stops within some 0.03 of a loading.
    assert np.abs((noisy.mean - silent.mean) / silent.loading).max() < 0.03
    assert noisy.loading == pytest.approx(silent.loading, rel=0.01)
    assert np.abs(noisy.correlation - silent.correlation).max() < 0.01


@settings(max_examples=25)
@given(
    st.integers(0, 10_000),
    st.integers(1, 12),
    st.integers(1, 5),
    st.integers(1, 6),
    st.floats(0, 0.95),
    st.sampled_from([1e-4, 1.0, 1e3]),
)
def test_any_evidence_gives_a_model_that_makes_sense(seed, agents, dims, count, missing, scale):
    rng = np.random.default_rng(seed)
    indicators = plain(count, dims, share_cap=0.05)
    value = scale * rng.standard_t(2, (agents, count))
    value[rng.random(value.shape) < missing] = np.nan
    fit = fit_structure(indicators, value, rng.uniform(0.01, 10, value.shape))
    assert np.diag(fit.correlation) == pytest.approx(np.ones(dims), abs=1e-12)
    assert np.linalg.eigvalsh(fit.correlation).min() > 0
    assert (fit.loading > 0).all()
    assert np.isfinite(fit.mean).all()
    # Capped: even with endless evidence the indicator settles no more of the dimension.
    assert (fit.loading**2 / (fit.loading**2 + fit.own) <= 0.05 + 1e-12).all()


def test_without_any_agent_there_is_the_prior():
    fit = fit_structure(plain(3, dims=2), np.full((4, 3), np.nan), np.ones((4, 3)))
    assert fit.correlation == pytest.approx(np.array([[1, 0.5], [0.5, 1]]))
    assert fit.loading == pytest.approx(np.full(3, 0.35))
    assert fit.own == pytest.approx(np.full(3, (0.3 * 0.35) ** 2))
