"""The mode of a run: each notice is landed once, then the mart `run_mode`, which run.json cites."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from assets.record_rows import land_rows
from assets.warehouse import read_marts
from competency.availability import Notice

PLANS = ("last_snapshot", "without_source", "frozen")
"""The degradation plans, as run.json lists them."""
PROVISIONAL = frozenset(
    {
        "failed_file",
        "failed_table",
        "future_rows",
        "last_snapshot",
        "late_source",
        "lost_column",
        "lost_table",
        "snapshot_failed",
        "too_much_lost",
    }
)
"""Codes of notices under which a run settles no month; `month_records.sql` has the same."""
_COLUMNS = """
    number integer, code varchar, subject varchar, plan varchar, degrades boolean, text varchar,
    text_zh varchar, switched_off varchar
"""


def land_run_mode(landing: Path, notices: Iterable[Notice]) -> None:
    """Write `run_mode.parquet`: one row a notice, in order; `switched_off` is a JSON list."""
    rows = [
        [
            number,
            one.code,
            one.subject,
            one.plan,
            one.degrades,
            one.text,
            one.text_zh,
            json.dumps(one.switched_off),
        ]
        for number, one in enumerate(notices, start=1)
    ]
    land_rows(landing, "run_mode", _COLUMNS, rows)


def mode_of(warehouse: Path) -> dict[str, Any]:
    """The mode as run.json has it: state, plans and notices.

    Args:
        warehouse: DuckDB file with the marts.
    """
    return mode_from(read_marts(warehouse, ["run_mode"])["run_mode"])


def mode_from(run_mode: pd.DataFrame) -> dict[str, Any]:
    """The mode told by the mart `run_mode`.

    >>> mode_from(pd.DataFrame())
    {'state': 'full', 'plans': [], 'notices': []}
    """
    rows = run_mode.sort_values("number").to_dict("records") if len(run_mode) else []
    notices = [
        Notice.model_validate(
            {
                **{name: row[name] for name in ("code", "subject", "text", "text_zh", "degrades")},
                "switched_off": json.loads(row["switched_off"]),
                "plan": row["plan"] if isinstance(row["plan"], str) else None,
            }
        )
        for row in rows
    ]
    plans = {one.plan for one in notices}
    return {
        "state": "degraded" if any(one.degrades for one in notices) else "full",
        "plans": [plan for plan in PLANS if plan in plans],
        "notices": [one.model_dump(mode="json") for one in notices],
    }
