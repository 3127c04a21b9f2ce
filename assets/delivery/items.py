"""One object an assignment, in an order that never changes, for every format."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from assets.report.records import records, whole


@dataclass(frozen=True, kw_only=True)
class Item:
    """A row of `path_assignments` with the agent's team."""

    agent_id: str
    team_id: str
    sequence: int
    course_id: str
    title: str
    session_id: str
    start: date | None
    due: date | None
    dimension: str
    uplift: float | None
    minutes: int | None
    status: str
    mandatory: bool
    reason: str
    reason_zh: str


def load_items(marts: Mapping[str, pd.DataFrame]) -> list[Item]:
    """All assignments by agent and place in the path."""
    teams = {str(r["agent_id"]): r.get("team_id") or "" for r in records(marts, "agents")}
    items = [
        Item(
            agent_id=str(row["agent_id"]),
            team_id=teams.get(str(row["agent_id"]), ""),
            sequence=whole(row.get("sequence")) or 0,
            course_id=str(row["course_id"]),
            title=row.get("title") or "",
            session_id=row.get("session_id") or "",
            start=row.get("planned_start"),
            due=row.get("due"),
            dimension=row.get("dimension") or "",
            uplift=row.get("expected_uplift"),
            minutes=whole(row.get("minutes")),
            status=row.get("status") or "planned",
            mandatory=bool(row.get("mandatory")),
            reason=row.get("reason") or "",
            reason_zh=row.get("reason_zh") or "",
        )
        for row in records(marts, "path_assignments")
    ]
    return sorted(items, key=lambda i: (i.agent_id, i.sequence, i.course_id, i.session_id))
