"""What several suites share: a small made-up centre, written once a session."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.sample_exports import write_sample
from competency.simulation.centre import Centre, simulate_centre
from competency.simulation.settings import SimulationSettings


@pytest.fixture(scope="session")
def small_centre() -> Centre:
    """Twenty agents, five months: enough for every table to have rows."""
    return simulate_centre(SimulationSettings(agents=20, months=5, per_month=20, seed=3))


@pytest.fixture(scope="session")
def small_exports(small_centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small centre's exports in all their file forms; do not change them."""
    folder = tmp_path_factory.mktemp("centre")
    write_sample(small_centre, folder, truth=folder.parent / "truth")
    return folder


@pytest.fixture
def exports_copy(small_exports: Path, tmp_path: Path) -> Callable[[], Path]:
    """A copy of the small centre's exports to spoil."""

    def copy() -> Path:
        return Path(shutil.copytree(small_exports, tmp_path / "exports"))

    return copy
