import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from competency.units import is_duration, mix_variance, steepness, to_natural, to_score

KEYS = ("resolved_first_contact", "handle_minutes", "search_seconds", "qa_process", "csat_mean")


@given(st.floats(-1e6, 1e6), st.integers(0, 60))
def test_points_stay_on_the_scale_and_hit_floor_and_target(framework, value, number):
    item = framework.indicators[number % len(framework.indicators)]
    floor, target, some = to_score(item, np.array([item.floor, item.target, value]))
    assert (floor, target) == (0, pytest.approx(70))
    assert 0 <= some <= 100


@pytest.mark.parametrize(
    ("key", "value", "natural"),
    [
        ("resolved_first_contact", 0.0, 0.5),
        ("handle_minutes", np.log(8.0), 8.0),
        ("qa_process", 0.8, 0.8),
        ("qa_process", 1.3, 1.0),
        ("csat_mean", 4.2, 4.2),
    ],
)
def test_each_kind_has_its_own_scale(framework, key, value, natural):
    found = to_natural(framework.indicator(key), np.array([value]))
    assert found[0] == pytest.approx(natural)


@pytest.mark.parametrize("variance", [0.0, 0.5, 2.0])
def test_a_rate_is_that_of_all_cases(framework, variance):
    rng = np.random.default_rng(1)
    item = framework.indicator("resolved_first_contact")
    every = expit(0.9 + rng.normal(0, np.sqrt(variance), 200_000)).mean()
    assert to_natural(item, np.array([0.9]), variance)[0] == pytest.approx(every, abs=0.01)


@pytest.mark.parametrize("key", KEYS)
def test_steepness_is_the_slope_of_the_natural_value(framework, key):
    item, at, step = framework.indicator(key), 0.6, 1e-6
    low, high = to_natural(item, np.array([at - step, at + step]), 0.3)
    assert steepness(item, at, 0.3) == pytest.approx((high - low) / (2 * step), rel=1e-5)


def test_only_minutes_and_seconds_are_durations(framework):
    assert [is_duration(framework.indicator(key)) for key in KEYS] == [
        False, True, True, False, False,
    ]  # fmt: skip


def test_the_variance_of_the_mix_adds_its_factors_by_their_cases():
    effects = pd.DataFrame(
        {
            "factor": ["complexity", "complexity", "channel", "channel", "rater", "variance"],
            "effect": [1.0, -0.5, 0.3, -0.3, 9.0, 9.0],
            "n": [10.0, 20.0, 5.0, 5.0, 30.0, 30.0],
        }
    )
    assert mix_variance(effects) == pytest.approx((10 + 20 * 0.25) / 30 + 0.09)
    assert mix_variance(effects.head(0)) == 0
