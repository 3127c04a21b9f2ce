"""What the published result holds about its last months; filtered in SQL, nothing else read."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from assets.published_result import ResultError, open_result
from competency.framework import Framework

_MARTS = (
    "agent_composites",
    "agent_ladder",
    "agent_outcomes",
    "agent_scores",
    "dimension_weights",
    "framework",
)


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
        ResultError: nothing is published there, nothing scored, or an earlier version did it.
    """
    with open_result(out, _MARTS) as (_, connection, run):
        found = connection.execute(
            "select distinct period from marts.agent_composites order by period desc limit ?",
            [months + 1],
        ).fetchall()
        if not found:
            raise ResultError(f"the result in {out} has no month that is scored")
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
        run=run,
        framework=Framework.model_validate_json(framework[0][0]),
        months=tuple(row[0] for row in reversed(found)),
        scores=scores,
        weights=weights,
        ladder=ladder,
        outcomes=outcomes,
    )
