"""A folder a team: its page, its workbook, and a page for each of its agents.

A folder holds nothing of other teams' people, so that its permissions are its privacy.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from assets.report.agent_page import agent_content
from assets.report.assignments import bookings, team_assignments
from assets.report.charts.path_timeline import path_timeline, week_axis, weeks_shown
from assets.report.clearances import clearances
from assets.report.decisions import team_decisions
from assets.report.deliveries import team_deliveries
from assets.report.file_names import safe_file_names
from assets.report.framework_words import setting
from assets.report.gaps import team_gaps
from assets.report.histories import load_histories
from assets.report.mentors import mentor_lines
from assets.report.moves import Moved, load_moved, team_moves
from assets.report.new_hires import new_hires
from assets.report.override_form import override_form
from assets.report.quality_drops import quality_drops
from assets.report.records import grouped, records
from assets.report.reporting import Reporting, start_report
from assets.report.review_pack import review_content, team_cases
from assets.report.team_page import ability_rows, evidence_lines, standing_lines
from assets.report.team_people import team_people_content
from assets.report.teams import Team
from assets.report.theme_alarms import theme_alarms


def write_share(
    marts: Mapping[str, pd.DataFrame],
    run: Mapping[str, Any],
    out: Path,
    workbooks: Path | None,
    turn: int,
    turns: int,
) -> None:
    """Write every `turns`-th folder, from number `turn` on, in a process of its own."""
    write_folders(start_report(marts, run, out), workbooks, turn, turns)


def write_folders(
    report: Reporting, workbooks: Path | None = None, turn: int = 0, turns: int = 1
) -> None:
    """Write the folders of the teams.

    Args:
        report: the report being made.
        workbooks: folder with the managers' workbooks; None where there are none.
        turn: number of the first folder to write.
        turns: how many take turns.
    """
    moved = load_moved(report.marts, report.period)
    histories = load_histories(report.marts, report.period)
    minimum_raters = setting(report.marts, "people", "minimum_raters")
    pages = safe_file_names(person.agent_id for person in report.people)
    themes, extremes = (
        theme_alarms(report.marts),
        grouped(records(report.marts, "case_extremes"), "team_id"),
    )
    for team in report.teams[turn::turns]:
        folder = f"teams/{team.file}"
        cases = team_cases(extremes[team.team_id or None], team, report.as_of)
        report.site.write(
            f"{folder}/index.html",
            "team.html",
            pages=pages,
            workbook=_workbook(workbooks, team, report.site.out / folder),
            cases=cases,
            **_team(team, report, moved),
        )
        report.site.write(
            f"{folder}/review.html",
            "review.html",
            pages=pages,
            **review_content(report.marts, team, report.names, report.as_of, cases, themes),
        )
        report.site.write(
            f"{folder}/people.html",
            "team_people.html",
            pages=pages,
            **team_people_content(team, report),
        )
        for person in team.people:
            content = agent_content(
                person,
                histories,
                report.names,
                run=report.run,
                as_of=report.as_of,
                titles=report.titles,
                sessions=report.sessions,
                scale=report.points,
                minimum_raters=minimum_raters,
            )
            page = f"{folder}/agents/{pages[person.agent_id]}.html"
            report.site.write(page, "agent.html", **content)


def _workbook(workbooks: Path | None, team: Team, folder: Path) -> str | None:
    """Put the team's workbook beside its page; its name, None where there is none."""
    source = workbooks / f"{team.file}.xlsx" if workbooks else None
    if source is None or not source.is_file():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / source.name)
    return source.name


def _team(team: Team, report: Reporting, moved: Moved) -> dict[str, Any]:
    """The content of one team's page."""
    as_of, names, points = report.as_of, report.names, report.points
    lists = team_assignments(team.people, names, as_of, sessions=report.sessions, scale=points)
    drawn = [(person, bookings(person)) for person in team.people]
    drawn = [(person, bars) for person, bars in drawn if bars]
    weeks = weeks_shown([bar for _, bars in drawn for bar in bars], as_of)
    standings, axis = standing_lines(team.people, names)
    return {
        "team": team,
        "lists": lists,
        "weeks": week_axis(weeks),
        "timeline": [(person, path_timeline(bars, weeks, as_of)) for person, bars in drawn],
        "hires": new_hires(report.marts, team.people),
        "mentors": mentor_lines(report.marts, team.people),
        "moves": team_moves(team.people, moved, names),
        "standings": standings,
        "axis": axis,
        "abilities": ability_rows([line.person for line in standings], names),
        "evidence": evidence_lines(team.people, names),
        "gaps": team_gaps(team.people, names, report.titles, points),
        "deliveries": team_deliveries(team.people, team.team_id),
        "decisions": team_decisions(team.people, report.titles, as_of, team.team_id),
        "products": clearances(report.marts, team.people, named=True),
        "drops": quality_drops(report.marts, team.people),
        "false_drops": setting(report.marts, "monitoring", "false_drops_per_100_agents"),
        "form": override_form(report.marts, team),
        "appeals": _open_appeals(team, report.marts),
    }


def _open_appeals(team: Team, marts: Mapping[str, pd.DataFrame]) -> int:
    """How many appeals of the team's people nobody has answered yet."""
    own = {person.agent_id for person in team.people}
    rows = records(marts, "appeals")
    return sum(row["agent_id"] in own and row.get("outcome") is None for row in rows)
