"""What every page of a report is told, and the people and teams they are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment
from markupsafe import Markup

from assets.report import dates, numbers
from assets.report.charts.gap_bar import gap_scale
from assets.report.charts.svg import Scale, key
from assets.report.charts.tier_class import tier_class
from assets.report.course_titles import course_titles
from assets.report.deliveries import legend
from assets.report.environment import page_environment
from assets.report.mode import read_mode
from assets.report.names import TOO_LITTLE, Names, read_names
from assets.report.people import Person, load_people
from assets.report.records import as_day, last_period, records, whole
from assets.report.sessions import Session, load_sessions
from assets.report.site import Site
from assets.report.teams import Team, load_teams
from assets.report.text import both, count, render


@dataclass(frozen=True, kw_only=True)
class Reporting:
    """A report being made: its marts, its run, and what more than one page takes from them."""

    marts: Mapping[str, pd.DataFrame]
    run: Mapping[str, Any]
    as_of: date
    period: date
    names: Names
    people: list[Person]
    teams: list[Team]
    titles: dict[str, str]
    sessions: dict[str, Session]
    points: Scale
    site: Site


def start_report(marts: Mapping[str, pd.DataFrame], run: Mapping[str, Any], out: Path) -> Reporting:
    """Read what the pages share; nothing is written yet."""
    as_of = as_day(run["as_of"])
    period = last_period(marts, as_of)
    names = read_names(marts)
    people = load_people(marts, period)
    told = {
        "run": run,
        "as_of": as_of,
        "period": period,
        "mode": read_mode(run),
        "names": names,
        "tier_legend": _tier_legend(names),
    }
    return Reporting(
        marts=marts,
        run=run,
        as_of=as_of,
        period=period,
        names=names,
        people=people,
        teams=load_teams(marts, people),
        titles=course_titles(marts),
        sessions=load_sessions(marts),
        points=_points(marts),
        site=Site(out, _environment(), told),
    )


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
