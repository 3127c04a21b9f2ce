import numpy as np
import pytest

from competency.regression_to_mean import james_stein, rebound_below


def test_shrinking_keeps_the_mean_and_the_order():
    value = np.array([0.1, 0.5, 0.4, 0.2, 0.9])
    found = james_stein(value, 0.01)
    assert found.value.mean() == pytest.approx(value.mean())
    assert (found.value.argsort() == value.argsort()).all()
    assert 0 < found.factor < 1


@pytest.mark.parametrize("seed", range(3))
def test_shrunk_means_are_closer_to_the_truth(seed):
    rng = np.random.default_rng(seed)
    truth = rng.normal(0, 1, 200)
    raw = truth + rng.normal(0, 1, 200)
    shrunk = james_stein(raw, 1.0).value
    # Half of what differs is luck: half of the squared error goes.
    assert ((shrunk - truth) ** 2).mean() < 0.7 * ((raw - truth) ** 2).mean()


def test_the_rebound_is_what_two_measurements_show():
    rng = np.random.default_rng(1)
    both = rng.multivariate_normal([60, 60], 225 * np.array([[1, 0.5], [0.5, 1]]), 400_000)
    picked = both[both[:, 0] <= 40]
    rise = (picked[:, 1] - picked[:, 0]).mean()
    assert rise == pytest.approx(rebound_below(60, 15, 0.5, 40), abs=0.2)


def test_a_perfect_measure_has_no_rebound():
    assert rebound_below(60, 15, 1.0, 40) == 0
