"""One object an agent with all the newest month says of them, gathered once for every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from assets.report.records import Record, grouped, latest, records, whole


@dataclass(frozen=True, kw_only=True)
class Person:
    """An agent and the rows of the marts about them; `{}` or `[]` where a mart has none."""

    agent_id: str
    name: str
    team_id: str | None
    team_name: str | None
    ladder: Record
    composite: Record
    scores: dict[str, Record]
    indicators: list[Record]
    items: list[Record]
    gaps: list[Record]
    deliveries: list[Record]
    decisions: list[Record]

    @property
    def tier(self) -> int | None:
        """The tier held now; None where evidence is too thin."""
        return whole(self.ladder.get("tier"))

    @property
    def evidence(self) -> int:
        """Pieces of evidence behind all scores of the month."""
        return sum(whole(row.get("n_evidence")) or 0 for row in self.scores.values())


def load_people(marts: Mapping[str, pd.DataFrame], period: date) -> list[Person]:
    """Everyone who has not left, by name."""
    ladder = {r["agent_id"]: r for r in latest(marts, "agent_ladder", period)}
    composites = {r["agent_id"]: r for r in latest(marts, "agent_composites", period)}
    scores = grouped(latest(marts, "agent_scores", period), "agent_id")
    indicators = grouped(latest(marts, "agent_indicators", period), "agent_id")
    items = grouped(records(marts, "path_assignments"), "agent_id")
    gaps = grouped(records(marts, "path_gaps"), "agent_id")
    deliveries = grouped(records(marts, "path_deliveries"), "agent_id")
    decisions = grouped(records(marts, "path_overrides"), "agent_id")
    people = [
        Person(
            agent_id=agent,
            name=row.get("name") or agent,
            team_id=row.get("team_id"),
            team_name=row.get("team_name"),
            ladder=ladder.get(agent, {}),
            composite=composites.get(agent, {}),
            scores={r["dimension"]: r for r in scores.get(agent, [])},
            indicators=indicators.get(agent, []),
            items=sorted(items.get(agent, []), key=lambda r: whole(r.get("sequence")) or 0),
            gaps=gaps.get(agent, []),
            deliveries=deliveries.get(agent, []),
            decisions=decisions.get(agent, []),
        )
        for row in records(marts, "agents")
        if row.get("status") != "left" and (agent := str(row["agent_id"]))
    ]
    return sorted(people, key=lambda p: (p.name, p.agent_id))
