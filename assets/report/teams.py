"""Teams: who belongs to one, where its page lies, and its counts for the organisation's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from assets.report.file_names import safe_file_names
from assets.report.people import Person
from assets.report.records import records, whole
from assets.report.text import Text

NO_TEAM = Text("Without a team", "未分配团队")
# Stands for people whose roster row names no team; no file-safe name of an id can equal it.
_NO_TEAM_KEY = ""


@dataclass(frozen=True, kw_only=True)
class Team:
    """A team and the people in it now; `file` is a file name without ending."""

    team_id: str
    name: Text
    file: str
    people: list[Person]

    @property
    def minutes(self) -> int:
        """Minutes of all courses assigned."""
        return sum(whole(i.get("minutes")) or 0 for p in self.people for i in p.items)

    @property
    def insufficient(self) -> int:
        """People without a tier because their evidence is too thin."""
        return sum(p.tier is None for p in self.people)


def load_teams(marts: Mapping[str, pd.DataFrame], people: Sequence[Person]) -> list[Team]:
    """Every team of the roster, also one that everybody left, by name."""
    names: dict[str, str] = {}
    for row in records(marts, "agents"):
        team = row.get("team_id") or _NO_TEAM_KEY
        if team or row.get("status") != "left":
            names[team] = row.get("team_name") or names.get(team) or team
    files = safe_file_names(t for t in names if t)
    members: dict[str, list[Person]] = {team: [] for team in names}
    for person in people:
        members[person.team_id or _NO_TEAM_KEY].append(person)
    teams = [
        Team(
            team_id=team,
            name=Text(name, name) if team else NO_TEAM,
            file=files[team] if team else "_no-team",
            people=members[team],
        )
        for team, name in names.items()
    ]
    return sorted(teams, key=lambda t: (not t.team_id, t.name.en, t.team_id))
