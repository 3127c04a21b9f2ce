"""Suggestions of mentors on a team's page: its own people by name, others by their team only."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from assets.report.mentors import ROLES
from assets.report.people import Person
from assets.report.records import Record, grouped, records
from assets.report.suppression import SMALLEST
from assets.report.text import Text, both, pair


@dataclass(frozen=True, kw_only=True)
class PairLine:
    """One person and role of a mentor; `mentor` None where nobody is suggested."""

    person: Person
    role: Text
    mentor: Text | None
    reason: Text | None


def pair_lines(
    marts: Mapping[str, pd.DataFrame],
    people: Sequence[Person],
    everybody: Sequence[Person],
    dimensions: Mapping[str, Text],
) -> list[PairLine]:
    """Who of `people` needs a mentor and whom; no score of another team's mentor is told."""
    own = {person.agent_id: person for person in people}
    all_people = {person.agent_id: person for person in everybody}
    lines = []
    for row in records(marts, "mentor_pairs"):
        if row["agent_id"] not in own:
            continue
        mentor = all_people.get(row.get("mentor_id") or "")
        lines.append(
            PairLine(
                person=own[row["agent_id"]],
                role=ROLES[row["mentor_role"]],
                mentor=None if mentor is None else _called(mentor, own),
                reason=_needed(row, dimensions)
                if mentor is not None and mentor.agent_id not in own
                else pair(row.get("reason"), row.get("reason_zh")),
            )
        )
    return sorted(lines, key=lambda line: (line.person.name, line.person.agent_id, line.role.en))


def _needed(row: Record, dimensions: Mapping[str, Text]) -> Text:
    key = row["dimension"]
    return both("{d} is needed most", "最需提升{d}", d=dimensions.get(key, Text(key, key)))


def _called(mentor: Person, own: Mapping[str, Person]) -> Text:
    """A name within the team; outside it only the team: its folder names its own people."""
    if mentor.agent_id in own:
        return Text(mentor.name, mentor.name)
    team = mentor.team_name or mentor.team_id
    if team is None:
        return Text("a mentor without a team", "未分配团队的导师")
    return both("a mentor of {t}", "{t}的导师", t=team)


def pair_counts(
    marts: Mapping[str, pd.DataFrame], people: Sequence[Person]
) -> list[tuple[Text, str]]:
    """By role how many need a mentor and for how many one is found; below five only that."""
    here = {person.agent_id for person in people}
    rows = [row for row in records(marts, "mentor_pairs") if row["agent_id"] in here]
    lines = []
    for role, of_role in sorted(grouped(rows, "mentor_role").items()):
        found = Counter(row["state"] == "suggested" for row in of_role)
        # Who needs one and finds none are few: a share is told where both are five or none.
        told = len(of_role) >= SMALLEST and all(not n or n >= SMALLEST for n in found.values())
        lines.append((ROLES[role], f"{found[True]} / {len(of_role)}" if told else "∗"))
    return lines
