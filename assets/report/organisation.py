"""The content of the organisation's page: groups of five people or more, no names of agents.

Which counts are hidden is decided in `head_counts` and `suppression`; nothing here counts people.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from assets.report import dates
from assets.report.capability import capability_months, capability_now, weakest_spot
from assets.report.crosswalk import seniority_name
from assets.report.data_health import reject_counts, table_health
from assets.report.freshness import freshness
from assets.report.head_counts import (
    MOVES,
    NO_TIER,
    OUTSIDE,
    STATES,
    UNKNOWN,
    HeadCounts,
    count_heads,
)
from assets.report.names import EVIDENCE, TOO_LITTLE, Names
from assets.report.plan import read_plan
from assets.report.restatements import restated_lines
from assets.report.sent_courses import sent_courses
from assets.report.suppression import SMALLEST, Key, Shown, Sum, suppress
from assets.report.teams import Team
from assets.report.text import Text, both
from assets.report.training_hours import hours_by_month, hours_by_team, target_score
from assets.report.weights import weight_lines, weight_months

_NOT_NAMED = Text("not named", "未注明")
_BEFORE = Text("not there yet", "当时不在岗")
_AFTER = Text("left", "已离开")
_KINDS = {
    "up": Text("moved up", "升级"),
    "same": Text("stayed", "未变"),
    "down": Text("moved down", "降级"),
    "placed": Text("placed for the first time", "首次定级"),
    "unplaced": Text("evidence became too thin", "证据变得不足"),
    "joined": Text("joined", "新加入"),
    "gone": Text("left", "离开"),
}


def organisation_content(
    marts: Mapping[str, pd.DataFrame], run: Mapping[str, Any], names: Names,
    teams: Sequence[Team], period: date, as_of: date,
) -> dict[str, Any]:  # fmt: skip
    """What `organisation.html` is told.

    Args:
        marts: frames by mart name; any may be missing.
        run: the content of run.json.
        names: of tiers, dimensions, indicators.
        teams: all teams with their people now.
        period: the newest month scored.
        as_of: day of the run.
    """
    heads = count_heads(marts, names, period, {t.team_id: len(t.people) for t in teams})
    small = [t.team_id for t in teams if t.people and not heads.shown.group(("team", t.team_id))]
    capability = capability_months(marts, names, period)
    now = capability_now(capability)
    study = _study(teams, small)
    months = hours_by_month(marts, period)
    return {
        "rated": not marts.get("agent_ladder", pd.DataFrame()).empty,
        "people": heads.people(),
        "placed": _placed(heads),
        "too_little": heads.now(NO_TIER),
        "items": _items(teams),
        "minutes": study.get("all"),
        "tier_names": [(t, _tier(names, t)) for t in heads.tiers],
        "tier_data": _tier_months(heads, names),
        "tenure": _tenure(marts),
        "groups": [
            _group_table(heads, names, "staff", heads.staff_groups),
            _group_table(heads, names, "site", heads.sites),
        ],
        "flow": _flow(heads, names),
        "teams": [_team_line(team, heads, study) for team in teams],
        "sent": sent_courses(marts, teams),
        "plan": read_plan(marts),
        "weights": weight_lines(marts, names, period),
        "weight_data": weight_months(marts, names, period),
        "capability": now,
        "capability_data": {"now": now, "months": capability},
        "weakest": weakest_spot(now),
        "hours": months,
        "hour_teams": hours_by_team(marts, period, teams, small),
        "hours_target": target_score(marts),
        "fresh": freshness(marts, as_of),
        "coverage": _coverage(heads, names),
        "states": [EVIDENCE[state] for state in STATES],
        "health": table_health(run),
        "rejects": reject_counts(marts),
        "restated": restated_lines(marts),
        "smallest": SMALLEST,
    }


def _tier(names: Names, tier: int) -> Text:
    return TOO_LITTLE if tier == NO_TIER else names.tier(tier)


def _tenure(marts: Mapping[str, pd.DataFrame]) -> Text:
    """What the staff groups are, in months as configured; without months where not known."""
    frame = marts.get("framework")
    ladder = {} if frame is None or frame.empty else json.loads(frame["framework_json"].iloc[0])
    since = (ladder.get("ladder") or {}).get("seniority_months") or {}
    if not {"in_service", "backbone"} <= set(since):
        return Text("By months since hiring.", "按入职月数划分。")
    return both(
        "By months since hiring: new below {i}, in service below {b}, backbone from {b} on.",
        "按入职月数划分：新员工不满 {i} 个月，在职员工不满 {b} 个月，骨干员工满 {b} 个月。",
        i=since["in_service"],
        b=since["backbone"],
    )


def _placed(heads: HeadCounts) -> int | None:
    """People on a tier; hidden with those who are on none."""
    people, none = heads.people(), heads.now(NO_TIER)
    return None if people is None or none is None else people - none


def _items(teams: Sequence[Team]) -> int | None:
    """Courses assigned; None where fewer than five people have any."""
    busy = [person for team in teams for person in team.people if person.items]
    return None if 0 < len(busy) < SMALLEST else sum(len(person.items) for person in busy)


def _study(teams: Sequence[Team], small: Sequence[str]) -> Shown:
    """Minutes of study by team, hidden where fewer than five people have any."""
    minutes: dict[Key, int] = {("team", team.team_id): team.minutes for team in teams}
    few = [t.team_id for t in teams if 0 < sum(bool(p.items) for p in t.people) < SMALLEST]
    everyone = Sum("all", tuple(minutes))
    hidden = [("team", team) for team in {*few, *small} if minutes["team", team]]
    return suppress({**minutes, "all": sum(minutes.values())}, [everyone], hidden)


def _tier_months(heads: HeadCounts, names: Names) -> list[dict[str, Any]]:
    """One entry a month and tier."""
    return [
        {
            "month": month.isoformat(),
            "month_name": dates.month(month),
            "tier": tier,
            "name": _tier(names, tier),
            "people": heads.month(month, tier),
            "all": heads.month(month),
        }
        for month in heads.months
        for tier in heads.tiers
    ]


def _group_table(
    heads: HeadCounts, names: Names, kind: str, groups: Sequence[str]
) -> dict[str, Any]:
    """People by group and tier, with the shares of each group for the picture."""
    rows = [
        (
            _group_name(kind, group),
            [heads.by(kind, group, tier) for tier in heads.tiers],
            heads.by(kind, group),
        )
        for group in groups
    ]
    cells = [
        {"group": group, "tier": tier, "name": _tier(names, tier), "people": number, "all": people}
        for group, numbers, people in rows
        for tier, number in zip(heads.tiers, numbers, strict=True)
    ]
    return {"kind": kind, "rows": rows, "data": cells}


def _group_name(kind: str, group: str) -> Text:
    if group == UNKNOWN:
        return _NOT_NAMED
    return (seniority_name(group) if kind == "staff" else None) or Text(group, group)


def _flow(heads: HeadCounts, names: Names) -> dict[str, Any] | None:
    """The matrix of who stood where a year ago and stands where now; None without a year."""
    if heads.year_ago is None:
        return None
    before: list[int | str] = [*heads.tiers, OUTSIDE]
    return {
        "since": dates.month(heads.year_ago),
        "columns": [*(_tier(names, t) for t in heads.tiers), _AFTER],
        "rows": [
            (
                _BEFORE if b == OUTSIDE else _tier(names, int(b)),
                [heads.flow(b, a) if (b, a) != (OUTSIDE, OUTSIDE) else 0 for a in before],
            )
            for b in before
        ],
        "data": [
            {
                "before": _BEFORE if b == OUTSIDE else _tier(names, int(b)),
                "after": _AFTER if a == OUTSIDE else _tier(names, int(a)),
                "from": len(heads.tiers) if b == OUTSIDE else heads.tiers.index(int(b)),
                "to": len(heads.tiers) if a == OUTSIDE else heads.tiers.index(int(a)),
                "people": heads.flow(b, a),
            }
            for b in before
            for a in before
            if (b, a) != (OUTSIDE, OUTSIDE)
        ],
        "moved": [(kind, _KINDS[kind], heads.moved(kind)) for kind in MOVES],
    }


def _team_line(team: Team, heads: HeadCounts, study: Shown) -> dict[str, Any]:
    """A team in the list; its figures only where they may be shown."""
    return {
        "name": team.name,
        "file": team.file,
        "empty": not team.people,
        "people": heads.team(team.team_id),
        "minutes": study.get(("team", team.team_id)),
    }


def _coverage(heads: HeadCounts, names: Names) -> list[tuple[Text, list[int | None], str | None]]:
    """On how many people the evidence is enough, thin or none, and the share with enough."""
    people = heads.people()
    lines = []
    for dimension in heads.dimensions:
        numbers = [heads.evidence(dimension, state) for state in STATES]
        enough = numbers[0]
        share = None if not people or enough is None else f"{100 * enough / people:.0f} %"
        lines.append((names.dimensions[dimension], numbers, share))
    return lines
