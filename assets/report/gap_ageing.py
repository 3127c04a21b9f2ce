"""Gaps of a team that have stood open longest without anything done, and how many were acted on."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from assets.report import dates
from assets.report.names import Names
from assets.report.people import Person
from assets.report.records import as_day, records
from assets.report.teams import Team
from assets.report.text import Text

SHOWN = 10
STATES = {
    "acted": Text("a course completed since", "已完成课程"),
    "planned": Text("a course is planned", "已安排课程"),
    "waiting": Text("nothing yet", "尚无行动"),
}


@dataclass(frozen=True, kw_only=True)
class OpenGap:
    """A gap nobody has learnt anything for since it opened."""

    person: Person
    dimension: Text | None
    since: Text
    months: int
    score: float
    state: str


@dataclass(frozen=True, kw_only=True)
class GapAges:
    """A team's open gaps: how many by state, and the oldest without action."""

    counts: dict[str, int]
    oldest: list[OpenGap]


def gap_ages(marts: Mapping[str, pd.DataFrame], team: Team, names: Names) -> GapAges:
    """Ages of a team's gaps; without the mart there are none."""
    of = {person.agent_id: person for person in team.people}
    rows = [row for row in records(marts, "gap_ageing") if row["agent_id"] in of]
    idle = sorted(
        (row for row in rows if row["state"] != "acted"),
        key=lambda row: (-row["months_open"], row["score"], row["agent_id"], row["dimension"]),
    )
    return GapAges(
        counts={state: sum(row["state"] == state for row in rows) for state in STATES},
        oldest=[
            OpenGap(
                person=of[row["agent_id"]],
                dimension=names.dimension(row["dimension"]),
                since=dates.month(as_day(row["open_since"])),
                months=int(row["months_open"]),
                score=row["score"],
                state=row["state"],
            )
            for row in idle[:SHOWN]
        ],
    )
