"""The content of a team's weekly review: what changed, cases to talk about, findings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from assets.report import dates
from assets.report.findings import QUESTIONS, STATES, finding_lines
from assets.report.gap_ageing import STATES as GAP_STATES
from assets.report.gap_ageing import gap_ages
from assets.report.issue_names import issue_name
from assets.report.names import Names
from assets.report.numbers import percent
from assets.report.people import Person
from assets.report.quality_drops import quality_drops
from assets.report.records import Record, as_day, records
from assets.report.teams import Team
from assets.report.text import Text, both, join
from assets.report.theme_alarms import ThemeAlarms

#: Findings done longer ago than so many days are not talked about any more.
_DONE_DAYS = 120
_SIGNS = {
    "has_complaint": Text("complaint", "投诉"),
    "is_escalated": Text("passed on", "升级"),
    "is_reopened": Text("opened again", "重新打开"),
    "is_unsolved": Text("not solved at once", "首次未解决"),
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One contact: whose, of what, its mark and what is telling about it."""

    contact: str
    person: Person
    scenario: Text | None
    day: Text
    mark: str | None
    net: float | None
    signs: Text | None
    weakest: str | None


def review_content(
    marts: Mapping[str, pd.DataFrame],
    team: Team,
    names: Names,
    as_of: date,
    cases: Mapping[str, list["Case"]],
    themes: ThemeAlarms | None,
) -> dict[str, Any]:
    """What `review.html` of a team is told; a missing mart leaves its part saying so.

    Args:
        marts: frames by mart name; any may be missing.
        team: whose review.
        names: what dimensions are called.
        as_of: day of the run.
        cases: of the team, by `team_cases`.
        themes: complaints of the centre, by `theme_alarms`.
    """
    weakest = Counter(case.weakest for case in cases["worst"] if case.weakest)
    findings = finding_lines(marts, team.team_id, names, as_of)
    return {
        "team": team,
        "drops": quality_drops(marts, team.people),
        "cases": cases,
        "themes": themes,
        "findings": [one for one in findings if one.state != "done" or one.age <= _DONE_DAYS],
        "states": STATES,
        "has_findings": bool(records(marts, "findings")),
        "questions": QUESTIONS,
        "gaps": gap_ages(marts, team, names),
        "gap_states": GAP_STATES,
        "weakest": sorted(weakest.items(), key=lambda item: (-item[1], item[0]))[:3],
    }


def team_cases(rows: Sequence[Record], team: Team, as_of: date) -> dict[str, list[Case]]:
    """Cases of the team's people: `best`, `worst`, and of each flagged person `flagged AGENT`.

    Args:
        rows: of `case_extremes`, of this team.
        team: whose people may be named.
        as_of: day of the run.
    """
    of = {person.agent_id: person for person in team.people}
    found: dict[str, list[Case]] = {"best": [], "worst": []}
    rows = [row for row in rows if row["agent_id"] in of]
    for row in sorted(rows, key=lambda row: (row["side"], row["agent_id"], row["place"])):
        key = f"flagged {row['agent_id']}" if row["side"] == "flagged" else row["side"]
        found.setdefault(key, []).append(_case(row, of[row["agent_id"]], as_of))
    for side in ("best", "worst"):
        found[side].sort(key=lambda case: (-abs(case.net or 0), case.contact))
    return found


def _case(row: Record, person: Person, as_of: date) -> Case:
    signs = [words for key, words in _SIGNS.items() if row.get(key)]
    if row.get("csat") is not None and row["csat"] <= 2:
        signs.append(both("answered {n} of 5", "评价{n}/5", n=int(row["csat"])))
    if row.get("weakest") and row["side"] != "best":
        signs.append(both("weakest: {c}", "最弱项：{c}", c=row["weakest"]))
    return Case(
        contact=str(row["interaction_id"]),
        person=person,
        scenario=issue_name(row["issue_type"]) if row.get("issue_type") else None,
        day=dates.day(as_day(row["opened_on"]), as_of),
        mark=percent(row["mark"]) if row.get("mark") is not None else None,
        net=row.get("net_mark"),
        signs=join(signs) if signs else None,
        weakest=row.get("weakest"),
    )
