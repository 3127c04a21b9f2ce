"""Writes the report: pages of the organisation, of each team and of each agent."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment
from markupsafe import Markup

from assets.report import dates, numbers
from assets.report.agent_page import agent_content
from assets.report.assignments import bookings, team_assignments
from assets.report.charts.gap_bar import gap_scale
from assets.report.charts.path_timeline import path_timeline, week_axis, weeks_shown
from assets.report.charts.svg import Scale, key
from assets.report.charts.tier_distribution import tier_class
from assets.report.clearances import clearances
from assets.report.course_titles import course_titles
from assets.report.courses_page import courses_content
from assets.report.decisions import team_decisions
from assets.report.deliveries import legend, team_deliveries
from assets.report.environment import page_environment
from assets.report.file_names import safe_file_names
from assets.report.gaps import team_gaps
from assets.report.histories import load_histories
from assets.report.measures_page import measures_content
from assets.report.mode import read_mode
from assets.report.moves import load_moved, team_moves
from assets.report.names import TOO_LITTLE, Names, read_names
from assets.report.new_hires import new_hires
from assets.report.organisation import organisation_content
from assets.report.override_form import override_form
from assets.report.people import load_people
from assets.report.records import as_day, last_period, records, whole
from assets.report.sessions import load_sessions
from assets.report.site import Site
from assets.report.team_page import ability_rows, evidence_lines, standing_lines
from assets.report.teams import Team, load_teams
from assets.report.text import both, count, render
from assets.report.tuning_page import data_script, tuning_content


def build_report(
    marts: Mapping[str, pd.DataFrame],
    run: Mapping[str, Any],
    out: Path,
    workbooks: Path | None = None,
    config_text: str | None = None,
) -> Path:
    """Write all pages of a run.

    The same marts and the same run give the same bytes: no clock is read.

    Args:
        marts: frames by mart name, as published; a missing or empty one leaves its part blank.
        run: the content of run.json.
        out: folder of the report; made if it is not there.
        workbooks: folder with the managers' workbooks, of which each team's folder gets its own.
        config_text: the configuration as written, for analysts to change; None: not at hand.

    Returns:
        The path of `index.html`.

    Raises:
        OSError: a page cannot be written.
    """
    as_of = as_day(run["as_of"])
    period = last_period(marts, as_of)
    names = read_names(marts)
    people = load_people(marts, period)
    teams = load_teams(marts, people)
    shared = {
        "run": run,
        "as_of": as_of,
        "period": period,
        "mode": read_mode(run),
        "names": names,
        "tier_legend": _tier_legend(names),
        "titles": course_titles(marts),
        "sessions": load_sessions(marts),
        "points": _points(marts),
    }
    site = Site(out, _environment(), shared)
    site.share()
    moved = load_moved(marts, period)
    histories = load_histories(marts, period)
    agents = safe_file_names(person.agent_id for person in people)
    for team in teams:
        folder = f"teams/{team.file}"
        workbook = workbooks / f"{team.file}.xlsx" if workbooks else None
        if workbook is not None and workbook.is_file():
            (out / folder).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(workbook, out / folder / workbook.name)
        else:
            workbook = None
        site.write(
            f"{folder}/index.html",
            "team.html",
            pages=agents,
            workbook=workbook.name if workbook else None,
            moves=team_moves(team.people, moved, names),
            **_team(team, marts, shared),
        )
        for person in team.people:
            site.write(
                f"{folder}/agents/{agents[person.agent_id]}.html",
                "agent.html",
                **agent_content(
                    person,
                    histories,
                    names,
                    run=run,
                    as_of=as_of,
                    titles=shared["titles"],
                    sessions=shared["sessions"],
                    scale=shared["points"],
                ),
            )
    bench = tuning_content(marts, run, config_text)
    site.write("analysis/tuning.html", "tuning.html", bench=bench)
    if bench.data is not None:
        (out / "analysis" / "tuning-data.js").write_bytes(data_script(bench).encode("utf-8"))
    site.write("analysis/measures.html", "measures.html", **measures_content(marts, names))
    site.write("courses.html", "courses.html", **courses_content(marts, names, people, as_of))
    return site.write(
        "index.html",
        "organisation.html",
        **organisation_content(marts, run, names, teams, period, as_of),
    )


def _team(
    team: Team, marts: Mapping[str, pd.DataFrame], shared: Mapping[str, Any]
) -> dict[str, Any]:
    """The content of one team's page."""
    as_of, names = shared["as_of"], shared["names"]
    titles, points = shared["titles"], shared["points"]
    lists = team_assignments(team.people, names, as_of, sessions=shared["sessions"], scale=points)
    drawn = [(person, bookings(person)) for person in team.people]
    drawn = [(person, bars) for person, bars in drawn if bars]
    weeks = weeks_shown([bar for _, bars in drawn for bar in bars], as_of)
    standings, axis = standing_lines(team.people, names)
    return {
        "team": team,
        "lists": lists,
        "weeks": week_axis(weeks),
        "timeline": [(person, path_timeline(bars, weeks, as_of)) for person, bars in drawn],
        "hires": new_hires(marts, team.people),
        "standings": standings,
        "axis": axis,
        "abilities": ability_rows([line.person for line in standings], names),
        "evidence": evidence_lines(team.people, names),
        "gaps": team_gaps(team.people, names, titles, points),
        "deliveries": team_deliveries(team.people, team.team_id),
        "decisions": team_decisions(team.people, titles, as_of, team.team_id),
        "products": clearances(marts, team.people, named=True),
        "form": override_form(marts, team),
    }


def _points(marts: Mapping[str, pd.DataFrame]) -> Scale:
    """One scale of points for all teams, so that their bars compare."""
    rows = records(marts, "path_assignments") + records(marts, "path_gaps")
    return gap_scale(row.get(name) for row in rows for name in ("gap", "uplift_upper"))


def _tier_legend(names: Names) -> Markup:
    """The tints of the tiers with their numbers and names."""
    entries = [key("t0", TOO_LITTLE)]
    for number, tier in names.tiers.items():
        label = both("{n} {name}", "{n} {name}", n=number, name=tier.name)
        entries.append(key(tier_class(number), label))
    return Markup("").join(entries)


def _environment() -> Environment:
    """What the report's pages use beside what every page does."""
    env = page_environment()
    env.globals.update(
        count=count,
        legend=legend,
        n=lambda *words: render(count(*words)),
        dates=dates,
        numbers=numbers,
        whole=whole,
    )
    return env
