"""Hours of training beside the gap closed: by month, and over a year by team.

Means of people, from which no single person's score must follow. So all figures are of one set of
people, those scored in every month; how many they are is not told, nor how large their gap is, and
everything is rounded to one decimal. What remains: the set of a later result may be another by one
person, of which rounded means of an unknown number of people tell little.
"""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
from scipy.stats import t

from assets.report import dates
from assets.report.head_counts import MONTHS
from assets.report.suppression import SMALLEST, Key, Sum, suppress
from assets.report.teams import Team

_FINISHED = ("completed", "failed")


def target_score(marts: Mapping[str, pd.DataFrame]) -> float:
    """The score that gaps are counted from, as the configuration has it (`paths.target_score`)."""
    frame = marts.get("framework")
    if frame is None or frame.empty:
        return 70.0
    rules = json.loads(frame["framework_json"].iloc[0]).get("paths") or {}
    return float(rules.get("target_score", 70.0))


def hours_by_month(marts: Mapping[str, pd.DataFrame], period: date) -> list[dict[str, Any]]:
    """Hours of training a person and points of gap closed, of each of the last months.

    Of the same people throughout, those with a score in every month; nothing below five of them.
    """
    gaps, hours = _steady(_gaps(marts, period)), _hours(marts)
    if len(gaps) < SMALLEST:
        return []
    hours = hours[hours["agent_id"].isin(gaps.index)]
    months: list[Any] = list(gaps.columns)
    return [
        {
            "month": month.isoformat(),
            "month_name": dates.month(month),
            "hours": _shown(hours.loc[hours["month"] == month, "hours"].sum() / len(gaps)),
            "closed": _shown((gaps[before] - gaps[month]).mean()),
        }
        for before, month in pairwise(months)
    ]


def hours_by_team(
    marts: Mapping[str, pd.DataFrame], period: date, teams: Sequence[Team], hidden: Sequence[str]
) -> list[dict[str, Any]]:
    """Hours a person and the change of the gap over the year, of teams large enough to show.

    change: points, below zero where the gap became smaller; lower, upper: 90 %, from the spread of
    the people's changes (Student's t).

    Args:
        marts: `agent_scores`, `dimension_weights`, `enrollments`, `courses`.
        period: the newest month.
        teams: all teams with their people now.
        hidden: teams whose figures are hidden anyway.
    """
    gaps, hours = _steady(_gaps(marts, period)), _hours(marts)
    months: list[Any] = list(gaps.columns)
    if len(months) < 2:
        return []
    change = gaps[months[-1]] - gaps[months[0]]
    in_year = hours[(hours["month"] > months[0]) & (hours["month"] <= months[-1])]
    taken: Any = in_year.groupby("agent_id")["hours"].sum().reindex(change.index).fillna(0.0)
    team_of = pd.Series(
        {p.agent_id: one.team_id for one in teams for p in one.people}, dtype=object
    )
    mine = team_of.reindex(change.index)
    people = {str(team): int(n) for team, n in mine.value_counts().items()}
    shown = visible_groups(people, [team for team in hidden if team in people])
    entries = []
    for team in teams:
        if team.team_id not in shown:
            continue
        changes = change[mine == team.team_id]
        mean, half = float(changes.mean()), _half_width(changes)
        entries.append(
            {
                "team": team.name,
                "hours": _shown(taken[mine == team.team_id].mean()),
                "change": _shown(mean),
                "lower": _shown(mean - half),
                "upper": _shown(mean + half),
            }
        )
    return entries


def visible_groups(people: Mapping[str, int], of: Sequence[str] = ()) -> set[str]:
    """Groups whose own figures may stand beside those of everybody together.

    Args:
        people: people by group, all groups.
        of: groups that are hidden anyway.

    >>> sorted(visible_groups({"a": 9, "b": 4, "c": 6, "d": 8}))
    ['a', 'd']
    """
    groups: dict[Key, int] = {("group", g): n for g, n in people.items()}
    total: Key = ("all",)
    table = {**groups, total: sum(people.values())}
    shown = suppress(table, [Sum(total, tuple(groups))], [("group", g) for g in of])
    return {g for g in people if shown.group(("group", g))}


def _steady(gaps: pd.DataFrame) -> pd.DataFrame:
    """Those with a score in every month of the year; columns are the months."""
    return gaps.iloc[:, -MONTHS:].dropna()


def _half_width(changes: pd.Series) -> float:
    """Half the width of the 90 % interval of a mean of five people or more."""
    people = len(changes)
    return float(t.ppf(0.95, people - 1) * changes.std(ddof=1) / math.sqrt(people))


def _shown(value: float) -> float:
    """To one decimal, as it is read: more of it tells of single people."""
    return round(float(value), 1) or 0.0


def _gaps(marts: Mapping[str, pd.DataFrame], period: date) -> pd.DataFrame:
    """Points below the target by agent (rows) and month (columns), weighted as of the newest month.

    One set of weights for all months, so that a changed weight closes no gap.
    """
    frame = marts.get("agent_scores")
    if frame is None or frame.empty:
        return pd.DataFrame()
    score = pd.to_numeric(frame["score"]).astype(float)
    weights = _weights(marts, period)
    rows = pd.DataFrame(
        {
            "agent_id": frame["agent_id"].astype(str),
            "month": pd.to_datetime(frame["period"]).dt.date,
            "gap": (target_score(marts) - score).clip(lower=0.0),
            "weight": frame["dimension"].astype(str).map(weights).fillna(0.0 if weights else 1.0),
        }
    )[score.notna()]
    rows = rows[rows["month"] <= period]
    rows["points"] = rows["gap"] * rows["weight"]
    sums = rows.groupby(["agent_id", "month"])[["points", "weight"]].sum()
    mean = (sums["points"] / sums["weight"])[sums["weight"] > 0]
    return mean.unstack("month").sort_index(axis=1)


def _weights(marts: Mapping[str, pd.DataFrame], period: date) -> dict[str, float]:
    frame = marts.get("dimension_weights")
    if frame is None or frame.empty:
        return {}
    newest = frame[pd.to_datetime(frame["period"]).dt.date == period]
    return {str(d): float(w) for d, w in zip(newest["dimension"], newest["weight"], strict=True)}


def _hours(marts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """agent_id, month, hours of everything finished; the course's length where none is exported."""
    frame = marts.get("enrollments")
    if frame is None or frame.empty:
        return pd.DataFrame({"agent_id": [], "month": [], "hours": []})
    when = pd.to_datetime(frame["completed_at"])
    done = frame["status"].isin(_FINISHED) & when.notna()
    minutes = pd.to_numeric(frame["minutes_spent"]).astype(float)
    courses = marts.get("courses")
    if courses is not None and "duration_minutes" in courses:
        length = courses.set_index("course_id")["duration_minutes"]
        minutes = minutes.fillna(pd.to_numeric(frame["course_id"].map(length)))
    return pd.DataFrame(
        {
            "agent_id": frame["agent_id"].astype(str),
            "month": when.dt.to_period("M").dt.start_time.dt.date,
            "hours": minutes.fillna(0.0) / 60,
        }
    )[done]
