"""A made-up run with the report's factory, and ids that formats cannot carry."""

from typing import Any

import pandas as pd
import pytest
from report.made_up_run import make_marts, make_run


@pytest.fixture(scope="session")
def marts() -> dict[str, pd.DataFrame]:
    """As in the report's tests, with three course ids changed for the worse."""
    marts = make_marts()
    paths = marts["path_assignments"]
    paths["course_id"] = paths["course_id"].replace({"C04": "C,04", "C05": "=C05"})
    paths["session_id"] = ["S 1/2" if i % 3 else None for i in range(len(paths))]
    return marts


@pytest.fixture(scope="session")
def run() -> dict[str, Any]:
    return make_run()
