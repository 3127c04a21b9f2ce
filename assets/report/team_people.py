"""A team's page on developing its people: mentors, stars, next roles, certificates."""

from typing import Any

from assets.report.certificates import ending
from assets.report.framework_words import setting
from assets.report.next_roles import roles, stars
from assets.report.pairings import pair_lines
from assets.report.reporting import Reporting
from assets.report.teams import Team


def team_people_content(team: Team, report: Reporting) -> dict[str, Any]:
    """The content of `teams/TEAM/people.html`; nobody of another team is named in it."""
    return {
        "team": team,
        "ending": ending(report.marts, team.people, report.titles),
        "pairs": pair_lines(report.marts, team.people, report.people, report.names.dimensions),
        "stars": stars(report.marts, team.people),
        "top": setting(report.marts, "people", "stars", "share"),
        "roles": roles(report.marts, team.people),
        "sure": setting(report.marts, "roles", "probability"),
        "warning_days": setting(report.marts, "certificates", "warning_days"),
    }
