"""What became of the courses that were sent, for the organisation: groups of five people only."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from assets.report.deliveries import AGES, STATES, age_of
from assets.report.records import records, whole
from assets.report.suppression import SMALLEST, Key, Sum, suppress
from assets.report.teams import Team
from assets.report.text import Text


@dataclass(frozen=True, kw_only=True)
class SentCourses:
    """Counts of courses; None where they are those of fewer than five people.

    states, ages: all teams together; teams: sent and overdue by team, the most overdue first.
    """

    sent: int | None
    states: list[tuple[str, Text, int | None]]
    ages: list[tuple[Text, int | None]]
    teams: list[tuple[Team, int | None, int | None]]


def sent_courses(marts: Mapping[str, pd.DataFrame], teams: Sequence[Team]) -> SentCourses | None:
    """Count courses sent to those who are here; None where nothing was sent."""
    team_of = {p.agent_id: t.team_id for t in teams for p in t.people}
    people: defaultdict[Key, set[str]] = defaultdict(set)
    counts: Counter[Key] = Counter()
    found: set[str] = set()
    for row in records(marts, "path_deliveries"):
        agent = str(row["agent_id"])
        if agent not in team_of:
            continue
        team, late = team_of[agent], bool(row.get("overdue"))
        state = "overdue" if late else str(row["state"])
        found.add(state)
        keys: list[Key] = [
            "sent",
            ("state", state),
            ("team", team),
            ("late" if late else "rest", team),
        ]
        if late:
            keys.append(("age", age_of(whole(row.get("days_overdue")) or 1)))
        for key in keys:
            counts[key] += 1
            people[key].add(agent)
    if not counts:
        return None
    there = [t for t in teams if counts["team", t.team_id]]
    states = list(dict.fromkeys([*STATES, *sorted(found)]))
    sums = [
        Sum("sent", tuple(("state", state) for state in states)),
        Sum("sent", tuple(("team", t.team_id) for t in there)),
        Sum(("state", "overdue"), tuple(("age", age) for age in AGES)),
        Sum(("state", "overdue"), tuple(("late", t.team_id) for t in there)),
        *(Sum(("team", t.team_id), (("late", t.team_id), ("rest", t.team_id))) for t in there),
    ]
    shown = suppress(counts, sums, [key for key, who in people.items() if len(who) < SMALLEST])
    lines = [(t, shown.get(("team", t.team_id)), shown.get(("late", t.team_id))) for t in there]
    return SentCourses(
        sent=shown.get("sent"),
        states=[(s, STATES.get(s, Text(s, s)), shown.get(("state", s))) for s in states],
        ages=[(name, shown.get(("age", age))) for age, name in AGES.items()],
        teams=sorted(lines, key=lambda line: (-(line[2] or 0), line[0].name.en)),
    )
