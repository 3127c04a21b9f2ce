import numpy as np
import pytest

from competency.noise import PATTERNS, learn_noise


def evidence(seed, agents=150, months=10, shared=(0.0, 0.0, 0.0, 0.0), inflation=1.0, missing=0.0):
    """Monthly evidence of four indicators: static people, errors with a shared part."""
    rng = np.random.default_rng(seed)
    load = np.array(shared)
    variance = rng.uniform(0.5, 2.0, (agents, months, 4))
    mood = rng.normal(size=(agents, months, 1))
    error = mood * load + rng.normal(size=variance.shape) * np.sqrt(1 - load**2)
    level = rng.normal(0, 1, (agents, 1, 4))
    value = level + error * np.sqrt(inflation * variance)
    gone = rng.random(value.shape) < missing
    return np.where(gone, np.nan, value), np.where(gone, np.nan, variance)


@pytest.mark.parametrize("missing", [0.0, 0.5])
def test_errors_that_hang_together_are_found(missing):
    load = (0.8, 0.8, 0.6, 0.0)
    found = [
        learn_noise(*evidence(seed, agents=900, shared=load, missing=missing)) for seed in range(5)
    ]
    shared = np.mean([one.pattern @ one.pattern.T for one in found], axis=0)
    wanted = np.outer(load, load)
    off = ~np.eye(4, dtype=bool)
    assert shared[off] == pytest.approx(wanted[off], abs=0.08)
    alone = np.mean([one.alone for one in found], axis=0)
    assert alone[3] > 0.9
    assert alone[:3].max() < 0.75


def test_none_are_found_where_there_are_none():
    for seed in range(5):
        found = learn_noise(*evidence(seed))
        shared = found.pattern @ found.pattern.T
        assert np.abs(shared[~np.eye(4, dtype=bool)]).max() < 0.12
        assert found.inflation.max() < 1.1


def test_errors_larger_than_said_are_found():
    found = [learn_noise(*evidence(seed, inflation=1.8)).inflation for seed in range(5)]
    assert np.mean(found, axis=0) == pytest.approx(np.full(4, 1.8), rel=0.05)


def test_errors_smaller_than_said_are_left():
    assert learn_noise(*evidence(1, inflation=0.5)).inflation.tolist() == [1, 1, 1, 1]


def test_people_who_differ_are_no_noise():
    value, variance = evidence(1)
    far = value + 100 * np.arange(150)[:, None, None]
    np.testing.assert_allclose(
        learn_noise(far, variance).inflation, learn_noise(value, variance).inflation
    )


def test_a_freak_month_proves_no_rule():
    value, variance = evidence(1)
    value[3, 4, 0] = 1e6
    assert learn_noise(value, variance).inflation[0] < 1.1


def test_little_evidence_changes_little():
    value, variance = evidence(1, agents=1, months=3, shared=(0.9, 0.9, 0.9, 0.9), inflation=3.0)
    found = learn_noise(value, variance)
    assert found.inflation.max() < 2
    assert found.alone.min() > 0.5


@pytest.mark.parametrize("months", [0, 1, 2])
def test_without_two_months_there_is_nothing_to_learn(months):
    value, variance = evidence(1, agents=3, months=months, missing=1.0)
    found = learn_noise(value, variance)
    assert found.inflation.tolist() == [1, 1, 1, 1]
    assert found.pattern.shape == (4, PATTERNS)
    assert found.alone.tolist() == [1, 1, 1, 1]


def test_people_and_their_order_do_not_matter():
    value, variance = evidence(1, shared=(0.8, 0.8, 0.6, 0.0))
    order = np.random.default_rng(1).permutation(150)
    one, other = learn_noise(value, variance), learn_noise(value[order], variance[order])
    np.testing.assert_allclose(one.inflation, other.inflation)
    np.testing.assert_allclose(one.alone, other.alone)
