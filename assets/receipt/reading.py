"""What the published result holds about one agent and month; filtered in SQL, nothing else read."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from assets.published_result import ResultError, named, open_result
from assets.report.records import Record, records
from competency.errors import nearest

_MONTHLY = (
    "agent_composites",
    "agent_indicators",
    "agent_ladder",
    "agent_scores",
    "restatements",
    "score_covariances",
)
_OF_AGENT = ("agents", "new_hires", "path_assignments", "path_gaps")
_WHOLE = (
    "framework_dimensions",
    "framework_indicators",
    "framework_tiers",
    "indicator_models",
)

# The configuration a month was scored with; without a month the one in force.
_EDITION = """
    select
        name, profile, cast(framework_json ->> '$.version' as integer) as version, framework_json,
        sha256, record_id, proposed_by, approved_by, effective_from
    from marts.config_editions
    where effective_from is null or effective_from <= coalesce(cast(? as date), effective_from)
    order by edition desc
    limit 1
"""


@dataclass(frozen=True, kw_only=True)
class Held:
    """Rows about one agent; those of a month are of `period`, None without any month.

    latest: the newest month of the whole result, which paths are made for.
    changes: what happened on the ladder month by month, oldest first.
    """

    agent_id: str
    period: date | None
    latest: date | None
    changes: tuple[tuple[date, str], ...]
    run: dict[str, Any]
    frames: dict[str, pd.DataFrame]

    def rows(self, mart: str) -> list[Record]:
        """Rows of a mart as plain records."""
        return records(self.frames, mart)

    def row(self, mart: str) -> Record:
        """The one row of a mart, `{}` where there is none."""
        return next(iter(self.rows(mart)), {})


def read_agent(out: Path, agent_id: str, period: date | None) -> Held:
    """Read what there is about one agent.

    Args:
        out: folder that holds `current`.
        agent_id: as the roster names them.
        period: first day of a month; None: the newest the agent has.

    Raises:
        ResultError: nothing is published there, or it knows no such agent or month.
    """
    wanted = (*_MONTHLY, *_OF_AGENT, *_WHOLE, "dimension_weights", "config_editions")
    with open_result(out, wanted) as opened:
        _, connection, run = opened
        changes = _changes(connection, agent_id)
        month = _chosen(agent_id, [when for when, _ in changes], period)
        frames = {
            name: connection.execute(
                f"select * from marts.{name} where agent_id = ? and period = ?", [agent_id, month]
            ).df()
            for name in _MONTHLY
        }
        frames["dimension_weights"] = connection.execute(
            "select * from marts.dimension_weights where period = ?", [month]
        ).df()
        for name in _OF_AGENT:
            query = f"select * from marts.{name} where agent_id = ?"
            frames[name] = connection.execute(query, [agent_id]).df()
        frames["agents"] = named(frames["agents"], opened, out, command="explain", only=[agent_id])
        for name in _WHOLE:
            frames[name] = connection.execute(f"select * from marts.{name}").df()
        frames["config_editions"] = connection.execute(_EDITION, [month]).df()
        newest = connection.execute("select max(period) from marts.agent_ladder").fetchone()
    return Held(
        agent_id=agent_id,
        period=month,
        latest=newest[0] if newest else None,
        changes=tuple(changes),
        run=run,
        frames=frames,
    )


def _changes(connection: duckdb.DuckDBPyConnection, agent_id: str) -> list[tuple[date, str]]:
    """Months the agent has, oldest first; empty for somebody on the roster without any."""
    found = connection.execute(
        "select period, change from marts.agent_ladder where agent_id = ? order by period",
        [agent_id],
    ).fetchall()
    known = connection.execute(
        "select count(*) from marts.agents where agent_id = ?", [agent_id]
    ).fetchone()
    if not found and not (known and known[0]):
        ids = connection.execute(
            "select agent_id from marts.agents union select agent_id from marts.agent_ladder"
        ).fetchall()
        raise ResultError(
            f"no agent {agent_id!r} in the published result; "
            f"it knows {len(ids):,} agents.{_meant(agent_id, [row[0] for row in ids])}"
        )
    return [(row[0], row[1]) for row in found]


def _meant(agent_id: str, ids: list[str]) -> str:
    """The id that looks most like it, whatever its case.

    >>> _meant("a07", ["A007", "B112"])
    " Did you mean 'A007'?"
    """
    folded = {one.casefold(): one for one in ids}
    found = nearest(agent_id.strip().casefold(), folded)
    return f" Did you mean {folded[found]!r}?" if found else ""


def _chosen(agent_id: str, months: list[date], period: date | None) -> date | None:
    if period is None:
        return months[-1] if months else None
    if period not in months:
        has = f"it has {months[0]:%Y-%m} to {months[-1]:%Y-%m}" if months else "it has none"
        raise ResultError(f"no month {period:%Y-%m} of agent {agent_id!r}; {has}")
    return period
