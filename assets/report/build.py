"""Writes the report: `index.html` for the organisation and a page for each team."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment
from markupsafe import Markup

from assets.report import dates, numbers
from assets.report.assignments import bookings, team_assignments
from assets.report.case_mix import case_mix
from assets.report.charts.path_timeline import path_timeline, week_axis, weeks_shown
from assets.report.charts.svg import key
from assets.report.charts.tier_distribution import tier_class, tier_distribution
from assets.report.charts.tier_flow import tier_flow
from assets.report.charts.tier_strip import tier_strip
from assets.report.crosswalk import crosswalk
from assets.report.data_health import reject_counts, table_health
from assets.report.environment import page_environment
from assets.report.mode import read_mode
from assets.report.model_words import SOURCES
from assets.report.names import TOO_LITTLE, Names, read_names
from assets.report.new_hires import new_hires
from assets.report.organisation import (
    course_titles,
    effect_lines,
    switched_off,
    tier_months,
)
from assets.report.people import load_people
from assets.report.records import as_day, last_period, whole
from assets.report.reviewers import review_agreement, reviewer_severity
from assets.report.team_page import ability_rows, evidence_lines, standing_lines
from assets.report.teams import Team, count_tiers, load_teams
from assets.report.text import both, count, pair, render
from assets.report.variance_sources import variance_sources
from assets.report.weights import weight_lines

_TEMPLATES = Path(__file__).parent / "templates"


def build_report(marts: Mapping[str, pd.DataFrame], run: Mapping[str, Any], out: Path) -> Path:
    """Write all pages of a run.

    The same marts and the same run give the same bytes: no clock is read.

    Args:
        marts: frames by mart name, as published; a missing or empty one leaves its part blank.
        run: the content of run.json.
        out: folder of the report; made if it is not there.

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
    env = _environment()
    shared = {
        "run": run,
        "as_of": as_of,
        "period": period,
        "mode": read_mode(run),
        "names": names,
        "tier_legend": _tier_legend(names),
    }
    (out / "teams").mkdir(parents=True, exist_ok=True)
    page = env.get_template("team.html")
    for team in teams:
        target = out / "teams" / f"{team.file}.html"
        _write(target, page.render(**shared, **_team(team, marts, shared)))
    index = out / "index.html"
    health = table_health(run)
    _write(
        index,
        env.get_template("organisation.html").render(
            **shared,
            people=len(people),
            items=sum(len(p.items) for p in people),
            minutes=sum(t.minutes for t in teams),
            counts=count_tiers(people, names),
            months=tier_months(marts, names),
            teams=[(team, count_tiers(team.people, names)) for team in teams],
            weights=weight_lines(marts, names, period),
            effects=effect_lines(marts, names),
            titles=course_titles(marts),
            health=health,
            rejects=reject_counts(marts),
            off=switched_off(marts, names),
            **_analysis(marts, names),
        ),
    )
    return index


def _team(
    team: Team, marts: Mapping[str, pd.DataFrame], shared: Mapping[str, Any]
) -> dict[str, Any]:
    """The content of one team's page."""
    as_of, names = shared["as_of"], shared["names"]
    lists = team_assignments(team.people, names, as_of)
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
        "gaps": [(person, gap) for person in team.people for gap in person.gaps],
        "gap_reason": lambda gap: pair(gap.get("reason"), gap.get("reason_zh")),
    }


def _analysis(marts: Mapping[str, pd.DataFrame], names: Names) -> dict[str, Any]:
    """The analysts' part of the organisation's page."""
    return {
        "sources": variance_sources(marts, names),
        "source_legend": Markup("").join(
            key(f"v-{source}", words) for source, words in SOURCES.items()
        ),
        "mix": case_mix(marts, names),
        "severity": reviewer_severity(marts, names),
        "agreement": review_agreement(marts),
        "ladder_terms": crosswalk(marts, names),
    }


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
        n=lambda *words: render(count(*words)),
        dates=dates,
        numbers=numbers,
        whole=whole,
        tier_distribution=tier_distribution,
        tier_flow=tier_flow,
        tier_strip=tier_strip,
    )
    return env


def _write(path: Path, page: str) -> None:
    """Write a page with the same line ends everywhere; lone surrogates become marks."""
    path.write_bytes(page.encode("utf-8", "replace"))
