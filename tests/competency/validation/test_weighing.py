"""Weights of a run stand beside the truth of the same month and dimension."""

import numpy as np
import pandas as pd
import pytest

from competency.simulation.centre import simulate_centre
from competency.simulation.settings import DIMENSIONS, SimulationSettings
from competency.validation.weighing import weigh


@pytest.fixture(scope="module")
def truth():
    drivers = (3, 1, 1, 1, 1, 1), (1, 1, 1, 1, 1, 3)
    settings = SimulationSettings(
        agents=20, months=6, per_month=3, change_at=0.5, drivers=drivers[0],
        drivers_after=drivers[1],
    )  # fmt: skip
    return simulate_centre(settings).truth


@pytest.fixture
def weights():
    """One month more than the truth has, shuffled; nothing is known of the first two."""
    periods = pd.date_range("2024-12-01", periods=7, freq="MS")
    frame = pd.DataFrame(
        [
            {"period": period, "dimension": key, "importance": 0.01 * place + 0.1 * month}
            for month, period in enumerate(periods)
            for place, key in enumerate(DIMENSIONS)
        ]
    )
    thin = frame["period"] <= periods[1]
    return frame.assign(
        base_weight=0.15,
        weight=1 / 6,
        importance=frame["importance"].mask(thin),
        importance_lower=(frame["importance"] - 0.05).mask(thin),
        importance_upper=(frame["importance"] + 0.05).mask(thin),
        lower_bound=0.05,
        upper_bound=0.35,
        step_limit=0.02,
        evidence=np.where(thin, "prior", "estimated"),
    ).sort_values(["dimension", "period"])


def test_months_and_dimensions_are_those_of_the_truth(weights, truth):
    one = weigh(weights, truth)
    assert one.importance.shape == one.truth.shape == one.weight.shape == (6, 6)
    assert one.change == 3
    table = truth["drivers"].pivot(index="period", columns="dimension", values="share")
    np.testing.assert_allclose(one.truth, table[list(DIMENSIONS)])
    assert one.importance[3].tolist() == pytest.approx([0.01 * place + 0.4 for place in range(6)])


def test_where_nothing_is_known_the_base_weights_are_what_is_believed(weights, truth):
    one = weigh(weights, truth)
    assert one.importance[0].tolist() == [0.15] * 6
    assert one.estimated.tolist() == [False, True, True, True, True, True]


def test_a_business_that_stays_has_no_change(weights):
    settings = SimulationSettings(agents=20, months=6, per_month=3, change_at=1.0, drivers=(0,) * 6)
    one = weigh(weights, simulate_centre(settings).truth)
    assert one.change == 6
    assert np.isnan(one.truth).all()
