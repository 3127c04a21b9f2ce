"""Whose page lies where in a published site, from its marts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from assets.report.file_names import safe_file_names
from pipelines.serve.subjects import Subjects, read_subjects

NO_TEAM_FILE = "_no-team"


@dataclass(frozen=True)
class Member:
    """Somebody on the roster now: name, team (null: none), manager, and the own page's path.

    A name of None is one that is kept, but cannot be read.
    """

    name: str | None
    team_id: str | None
    manager_id: str | None
    page: str


@dataclass(frozen=True)
class SiteMap:
    """Teams and people of one published version.

    Attributes:
        folders: folder of each team below the site's `teams/`, by team id.
        team_names: name of each team, by team id.
        people: everybody who has not left, by agent id.
        subjects: what entries may be about.
    """

    folders: Mapping[str, str] = field(default_factory=dict)
    team_names: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Member] = field(default_factory=dict)
    subjects: Subjects = field(default_factory=Subjects)

    def teams_of_manager(self, manager_id: str) -> frozenset[str]:
        """Teams whose people have no other manager.

        One person of another manager among them, and the team is nobody's by this rule: the access
        file then says whose it is.
        """
        managers: dict[str, set[str]] = {}
        for one in self.people.values():
            if one.team_id is not None and one.manager_id is not None:
                managers.setdefault(one.team_id, set()).add(one.manager_id)
        return frozenset(team for team, them in managers.items() if them == {manager_id})


def read_site_map(version: Path, names: Mapping[str, str] | None = None) -> SiteMap:
    """Read the map of a published version; empty where it has no roster.

    Args:
        version: folder of the version.
        names: people's names by agent id, who without one stand under their id; None: names are
            kept, but cannot be read.

    Raises:
        duckdb.Error: the roster, or what entries may be about, cannot be read.
    """
    roster = version / "marts" / "agents.parquet"
    if not roster.is_file():
        return SiteMap()
    rows = duckdb.execute(
        "select agent_id, team_id, team_name, manager_id, status from read_parquet(?)"
        " order by agent_id",
        [str(roster)],
    ).fetchall()
    team_names: dict[str, str] = {}
    for _, team_id, team_name, _, _ in rows:
        if team_id:
            team_names[team_id] = team_name or team_names.get(team_id) or team_id
    folders = safe_file_names(team_names)
    here = [row for row in rows if row[4] != "left"]
    pages = safe_file_names(row[0] for row in here)
    return SiteMap(
        folders=folders,
        team_names=team_names,
        people={
            agent_id: Member(
                name=None if names is None else names.get(agent_id, agent_id),
                team_id=team_id or None,
                manager_id=manager_id,
                page=f"teams/{folders.get(team_id, NO_TEAM_FILE)}/agents/{pages[agent_id]}.html",
            )
            for agent_id, team_id, _, manager_id, _ in here
        },
        subjects=read_subjects(version),
    )
