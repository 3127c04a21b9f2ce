"""Simulated centres, made once for all tests of the simulation."""

import pytest

from competency.simulation.centre import Centre, simulate_centre
from competency.simulation.settings import SimulationSettings


@pytest.fixture(scope="session", params=[20260101, 1, 2], ids=lambda seed: f"seed{seed}")
def sample(request: pytest.FixtureRequest) -> Centre:
    """The bundled sample's size, under three seeds."""
    return simulate_centre(SimulationSettings(seed=request.param))


@pytest.fixture(scope="session", params=[11, 12, 13], ids=lambda seed: f"seed{seed}")
def crowd(request: pytest.FixtureRequest) -> Centre:
    """Enough agents for facts about averages to show."""
    return simulate_centre(SimulationSettings(agents=240, months=8, seed=request.param))
