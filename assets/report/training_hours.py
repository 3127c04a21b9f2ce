"""Hours of training beside the gap closed: by month, and over a year by team."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from assets.report import dates
from assets.report.head_counts import MONTHS, visible_groups
from assets.report.suppression import SMALLEST
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

    Of those with a score in the month and in the one before; None below five people.
    """
    gaps, hours = _gaps(marts, period), _hours(marts)
    months: list[Any] = list(gaps.columns)[-MONTHS:]
    entries: list[dict[str, Any]] = []
    for before, month in pairwise(months):
        there = gaps[before].notna() & gaps[month].notna()
        people = int(there.sum())
        closed = (gaps.loc[there, before] - gaps.loc[there, month]).mean()
        taken = hours.loc[hours["month"] == month]
        taken = taken[taken["agent_id"].isin(gaps.index[there])]
        large = people >= SMALLEST
        entries.append(
            {
                "month": month.isoformat(),
                "month_name": dates.month(month),
                "people": people if large else None,
                "hours": float(taken["hours"].sum()) / people if large else None,
                "closed": float(closed) if large else None,
                "gap": float(gaps.loc[there, month].mean()) if large else None,
            }
        )
    return entries


def hours_by_team(
    marts: Mapping[str, pd.DataFrame], period: date, teams: Sequence[Team], hidden: Sequence[str]
) -> list[dict[str, Any]]:
    """Hours a person and points of gap closed over the year, of teams large enough to show.

    Args:
        marts: `agent_scores`, `dimension_weights`, `enrollments`, `courses`.
        period: the newest month.
        teams: all teams with their people now.
        hidden: teams whose figures are hidden anyway.
    """
    gaps, hours = _gaps(marts, period), _hours(marts)
    months: list[Any] = list(gaps.columns)[-MONTHS:]
    if len(months) < 2:
        return []
    there = gaps[months[0]].notna() & gaps[months[-1]].notna()
    closed = (gaps[months[0]] - gaps[months[-1]])[there]
    in_year = hours[(hours["month"] > months[0]) & (hours["month"] <= months[-1])]
    taken: Any = in_year.groupby("agent_id")["hours"].sum().reindex(closed.index).fillna(0.0)
    team_of = pd.Series({p.agent_id: t.team_id for t in teams for p in t.people}, dtype=object)
    mine = team_of.reindex(closed.index)
    people = {str(team): int(n) for team, n in mine.value_counts().items()}
    shown = visible_groups(people, [team for team in hidden if team in people])
    return [
        {
            "team": team.name,
            "people": people[team.team_id],
            "hours": float(taken[mine == team.team_id].mean()),
            "closed": float(closed[mine == team.team_id].mean()),
        }
        for team in teams
        if team.team_id in shown
    ]


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
