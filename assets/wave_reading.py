"""Reads from a published result what drawing a wave takes."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from assets.published_result import open_result
from competency.catalogue import Catalogue, read_catalogue
from competency.framework import Framework

_FRAMES = {
    "agents": "agent_id, status, language, team_id, tenure_months",
    "courses": "*",
    "course_effects": "course_id, dimension, uplift, lower, upper",
    "trainings": "agent_id, course_id",
    "enrollments": "agent_id, course_id, status",
    "evidence_variances": "*",
}


@dataclass(frozen=True)
class Result:
    """A published result: its id, the days it saw, its catalogue, and frames by name.

    Beside marts: `standing` (tier, seniority, composite) and `scores` of the latest month, and
    `untested`, new hires who have not passed their tests.
    """

    run_id: str
    as_of: date
    first_month: date
    framework: Framework
    catalogue: Catalogue
    frames: dict[str, pd.DataFrame]


def read_result(out: Path) -> Result:
    """Read the result in OUT/current.

    Raises:
        ResultError: nothing is published there, or not all that this takes.
    """
    wanted = (
        *_FRAMES,
        "framework",
        "agent_ladder",
        "agent_composites",
        "agent_scores",
        "new_hires",
    )
    with open_result(out, wanted) as (_, connection, run):
        frames = {
            name: connection.execute(f"select {columns} from marts.{name}").df()
            for name, columns in _FRAMES.items()
        }
        frames["standing"] = _latest(
            connection,
            "select agent_id, tier, seniority, composite from marts.agent_ladder "
            "left join marts.agent_composites using (agent_id, period)",
            "agent_ladder",
        )
        frames["scores"] = _latest(
            connection,
            "select agent_id, dimension, posterior_mean from marts.agent_scores",
            "agent_scores",
        )
        frames["untested"] = connection.execute(
            "select agent_id from marts.new_hires where not on_duty"
        ).df()
        text, first = connection.execute(
            "select framework_json, (select min(period) from marts.agent_scores) "
            "from marts.framework"
        ).fetchall()[0]
    framework = Framework.model_validate_json(text)
    return Result(
        run["run_id"],
        date.fromisoformat(run["as_of"]),
        first,
        framework,
        read_catalogue(framework, frames["courses"]),
        frames,
    )


def _latest(connection: duckdb.DuckDBPyConnection, select: str, mart: str) -> pd.DataFrame:
    return connection.execute(
        f"{select} where period = (select max(period) from marts.{mart})"
    ).df()
