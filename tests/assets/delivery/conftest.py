"""A made-up run from the report's factory, with ids that some formats cannot carry."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

FACTORY = Path(__file__).parents[1] / "report" / "made_up_run.py"


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    """The factory, by its path: test folders are not importable from each other."""
    spec = importlib.util.spec_from_file_location("made_up_run", FACTORY)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def marts(made_up) -> dict[str, pd.DataFrame]:
    """As in the report's tests, with course ids changed for the worse."""
    marts = made_up.make_marts()
    paths = marts["path_assignments"]
    paths["course_id"] = paths["course_id"].replace({"C04": "C,04", "C05": "=C05"})
    paths["session_id"] = ["S 1/2" if i % 3 else None for i in range(len(paths))]
    return marts


@pytest.fixture(scope="session")
def run(made_up) -> dict[str, Any]:
    return made_up.make_run()
