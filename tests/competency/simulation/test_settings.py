import datetime as dt

import pytest
from pydantic import ValidationError

from competency.loading import load_framework
from competency.simulation.settings import DIMENSIONS, SimulationSettings


def test_dimensions_and_weights_are_those_of_the_shipped_framework():
    shipped = load_framework().dimensions
    assert [item.key for item in shipped] == list(DIMENSIONS)
    assert SimulationSettings().base_weights == pytest.approx([item.weight for item in shipped])


def test_the_first_month_begins_on_the_first():
    assert SimulationSettings(start=dt.date(2024, 2, 29)).start == dt.date(2024, 2, 1)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        pytest.param({"agents": 0}, "greater than or equal to 1", id="nobody"),
        pytest.param({"months": 0}, "greater than or equal to 1", id="no month"),
        pytest.param({"agent": 9}, "Extra inputs", id="misspelt"),
        pytest.param({"base_weights": (1.0, 0.1, 0, 0, 0, 0)}, "sum to 1", id="weights above 1"),
        pytest.param({"base_weights": (0.5, 0.5)}, "needs 6 numbers", id="weights missing"),
        pytest.param({"drivers": (1, 1)}, "drivers needs 6", id="drivers missing"),
        pytest.param({"drivers": (1, 1, 1, 1, 1, -1)}, "none below 0", id="driver below 0"),
        pytest.param({"drivers_after": (1,) * 6}, "needs drivers", id="drivers only after"),
        pytest.param({"tier_cuts": (0, 1, 0.5, 2)}, "four rising", id="cuts out of order"),
        pytest.param({"agents": 100_000, "per_month": 100}, "lower one", id="too large"),
    ],
)
def test_senseless_settings_are_refused(values, message):
    with pytest.raises(ValidationError, match=message):
        SimulationSettings(**values)
