"""A made-up run from the report's factory with what was sent, and ids some formats cannot carry."""

import importlib.util
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from assets.delivery.items import Item
from competency.loading import load_framework

FACTORY = Path(__file__).parents[1] / "report" / "made_up_run.py"
AS_OF = date(2025, 11, 19)


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    """The factory, by its path: test folders are not importable from each other."""
    spec = importlib.util.spec_from_file_location("made_up_run", FACTORY)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        # The factory takes a part from beside it.
        patch.setattr(sys, "path", [*sys.path, str(FACTORY.parents[1])])
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def make_marts(made_up: ModuleType) -> Callable[[], dict[str, pd.DataFrame]]:
    """As in the report's tests, with course ids changed for the worse, and what was sent."""

    def make() -> dict[str, pd.DataFrame]:
        marts: dict[str, pd.DataFrame] = made_up.make_marts()
        paths = marts["path_assignments"]
        paths["course_id"] = paths["course_id"].replace({"C04": "C,04", "C05": "=C05"})
        paths["session_id"] = ["S 1/2" if i % 3 else None for i in range(len(paths))]
        marts["path_deliveries"] = _ledger(paths)
        marts["path_reconciliation"] = pd.DataFrame(
            {
                "team_id": "T1",
                "state": ["withdrawn", "sent", "started"],
                "deliveries": [1, 12, 3],
                "overdue": [0, 2, 1],
                "overdue_7_days": [0, 1, 0],
                "overdue_14_days": [0, 1, 1],
                "overdue_30_days": 0,
                "overdue_longer": 0,
                "oldest_days": [9, 30, 44],
            }
        )
        marts["sessions"] = pd.DataFrame(
            {
                "session_id": ["S 1/2", "S0"],
                "course_id": ["C01", "C01"],
                "starts_at": pd.to_datetime(["2025-11-24 14:00", "2025-11-18 14:00"]),
                "ends_at": pd.to_datetime(["2025-11-24 15:30", "2025-11-18 15:30"]),
                "seats": [12, 12],
            }
        )
        marts["enrollments"] = pd.DataFrame(
            columns=["agent_id", "course_id", "session_id", "status", "completed_at"]
        )
        framework = load_framework()
        marts["framework"] = pd.DataFrame(
            {"name": [framework.name], "framework_json": [framework.to_json()]}
        )
        return marts

    return make


def _ledger(paths: pd.DataFrame) -> pd.DataFrame:
    """All assignments sent, every ninth by others, every fourth moved once; and one withdrawn."""
    rows: list[dict[str, Any]] = []
    for number, row in enumerate(paths.to_dict("records")):
        late = (AS_OF - row["due"].date()).days
        rows.append(
            {
                "agent_id": row["agent_id"],
                "course_id": row["course_id"],
                "sent_on": pd.Timestamp("2025-11-05"),
                "origin": "lms" if number % 9 == 8 else "path",
                "title": row["title"],
                "session_id": row["session_id"],
                "planned_start": row["planned_start"],
                "due": row["due"],
                "revision": int(number % 4 == 3),
                "state": "sent" if row["status"] == "planned" else "enrolled",
                "state_since": pd.Timestamp("2025-11-05"),
                "withdrawn_on": pd.NaT,
                "overdue": late > 0,
                "days_overdue": late if late > 0 else None,
                "age_days": 14,
            }
        )
    gone = {**rows[0], "course_id": "C-gone", "state": "withdrawn", "session_id": "S 1/2"}
    gone |= {"state_since": pd.Timestamp(AS_OF), "withdrawn_on": pd.Timestamp(AS_OF)}
    gone |= {"overdue": False, "days_overdue": None, "revision": 1, "origin": "path"}
    return pd.DataFrame([*rows, gone])


@pytest.fixture(scope="session")
def marts(make_marts: Callable[[], dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    return make_marts()


@pytest.fixture(scope="session")
def run(made_up: ModuleType) -> dict[str, Any]:
    return {**json.loads(json.dumps(made_up.make_run(), default=str)), "time_zone": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def make_item() -> Callable[..., Item]:
    """An item sent two weeks before the as-of day; `changes` replace fields."""

    def make(**changes: Any) -> Item:
        fields: dict[str, Any] = {
            "agent_id": "A1",
            "team_id": "T1",
            "course_id": "C1",
            "title": "t",
            "sent_on": date(2025, 11, 5),
            "origin": "path",
            "state": "sent",
            "state_since": date(2025, 11, 5),
            "revision": 0,
            "session_id": "",
            "start": date(2025, 11, 20),
            "due": date(2025, 11, 30),
            "days_overdue": None,
            "in_lms": "none",
            "sequence": 1,
            "dimension": "process",
            "uplift": 1.0,
            "minutes": 30,
            "mandatory": False,
            "reason": "r",
            "reason_zh": "因",
        }
        return Item(**{**fields, **changes})

    return make
