"""What the published result holds about its last months; filtered in SQL, nothing else read."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from competency.framework import Framework

_MARTS = (
    "agent_composites",
    "agent_ladder",
    "agent_outcomes",
    "agent_scores",
    "dimension_weights",
    "framework",
)


class BacktestError(RuntimeError):
    """There is nothing to look back on: no result, or one that lacks what is asked."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """The last months as they were published.

    months: those looked at and the one before, whose composites foretell the first; oldest first.
    scores, weights: of these months. ladder, outcomes: of all.
    """

    run: dict[str, Any]
    framework: Framework
    months: tuple[date, ...]
    scores: pd.DataFrame
    weights: pd.DataFrame
    ladder: pd.DataFrame
    outcomes: pd.DataFrame


def read_published(out: Path, months: int) -> Published:
    """Read the last `months` months and the one before them.

    Raises:
        BacktestError: nothing is published there, nothing scored, or an earlier version did it.
    """
    # A run may publish meanwhile: the link is followed once, so that all is of one result.
    current = (out / "current").resolve()
    warehouse, record = current / "warehouse.duckdb", current / "run.json"
    if not (warehouse.is_file() and record.is_file()):
        raise BacktestError(
            f"{out} holds no published result; make one with `ladder run --exports DIR --out {out}`"
        )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        _require_marts(connection, out)
        found = connection.execute(
            "select distinct period from marts.agent_composites order by period desc limit ?",
            [months + 1],
        ).fetchall()
        if not found:
            raise BacktestError(f"the result in {out} has no month that is scored")
        first = found[-1][0]
        since = "select {} from marts.{} where period >= ?"
        scores = connection.execute(
            since.format(
                "agent_id, period, dimension, posterior_mean, std_error, n_evidence,"
                " evidence_state",
                "agent_scores",
            ),
            [first],
        ).df()
        weights = connection.execute(since.format("*", "dimension_weights"), [first]).df()
        ladder = connection.execute("select agent_id, period, tier from marts.agent_ladder").df()
        outcomes = connection.execute("select * from marts.agent_outcomes").df()
        framework = connection.execute("select framework_json from marts.framework").fetchall()
    return Published(
        run=json.loads(record.read_text(encoding="utf-8")),
        framework=Framework.model_validate_json(framework[0][0]),
        months=tuple(row[0] for row in reversed(found)),
        scores=scores,
        weights=weights,
        ladder=ladder,
        outcomes=outcomes,
    )


def _require_marts(connection: duckdb.DuckDBPyConnection, out: Path) -> None:
    there = {
        row[0]
        for row in connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts'"
        ).fetchall()
    }
    missing = sorted({*_MARTS} - there)
    if missing:
        raise BacktestError(
            f"the result in {out} was published by an earlier version and lacks "
            f"{', '.join(missing)}; run `ladder run` again"
        )
