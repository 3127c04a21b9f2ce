"""Suggested mentors on pages: own people by name, others by team, small counts hidden."""

import pandas as pd
import pytest

from assets.report.pairings import pair_counts, pair_lines
from assets.report.people import load_people
from assets.report.records import last_period
from assets.report.text import Text
from report.made_up_run import AS_OF


def suggestion(agent, mentor, role="business"):
    return {
        "agent_id": agent, "mentor_role": role, "mentor_id": mentor,
        "state": "suggested" if mentor else "no_capacity", "reason": "86 against 20",
        "reason_zh": "86分", "dimension": "process",
    }  # fmt: skip


@pytest.fixture(scope="module")
def people(marts):
    return load_people(marts, last_period(marts, AS_OF))


def frames(*rows):
    return {"mentor_pairs": pd.DataFrame(rows)}


def test_a_mentor_of_another_team_is_not_named(people):
    teams = {}
    for person in people:
        teams.setdefault(person.team_id, []).append(person)
    first, second = list(teams.values())[:2]
    rows = [
        suggestion(first[0].agent_id, first[1].agent_id),
        suggestion(first[0].agent_id, second[0].agent_id, "service"),
        suggestion(first[2].agent_id, None),
        suggestion(second[1].agent_id, first[0].agent_id),
    ]
    lines = {
        (line.person.agent_id, line.role.en): line
        for line in pair_lines(frames(*rows), first, people, {"process": Text("Process", "流程")})
    }
    assert len(lines) == 3
    own = lines[first[0].agent_id, "business mentor"].mentor
    other = lines[first[0].agent_id, "service mentor"].mentor
    assert own.en == first[1].name
    assert lines[first[0].agent_id, "business mentor"].reason.en == "86 against 20"
    # A score of somebody of another team is not told.
    assert lines[first[0].agent_id, "service mentor"].reason.zh == "最需提升流程"
    assert second[0].name not in other.en + other.zh
    assert other.en == f"a mentor of {second[0].team_name}"
    assert lines[first[2].agent_id, "business mentor"].mentor is None


def test_counts_below_five_are_hidden(people):
    ids = [person.agent_id for person in people]
    rows = [suggestion(agent, ids[-1]) for agent in ids[:6]]
    assert [told for _, told in pair_counts(frames(*rows), people)] == ["6 / 6"]
    rows += [suggestion(agent, None) for agent in ids[6:8]]
    assert [told for _, told in pair_counts(frames(*rows), people)] == ["∗"]
    assert pair_counts({}, people) == []
