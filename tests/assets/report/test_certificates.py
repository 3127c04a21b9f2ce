"""Certificates: a team's own that end, and counts that hide small groups."""

import pandas as pd
import pytest

from assets.report.certificates import ending, held, mentor_states
from assets.report.people import load_people
from assets.report.records import last_period
from report.made_up_run import AS_OF


def certificate(agent, course="C01", state="valid", days=100, *, mentor=False):
    return {
        "agent_id": agent, "course_id": course, "state": state, "days_left": days,
        "expires_on": None if days is None else pd.Timestamp(AS_OF) + pd.Timedelta(days=days),
        "is_mentor_certificate": mentor,
    }  # fmt: skip


@pytest.fixture(scope="module")
def people(marts):
    return load_people(marts, last_period(marts, AS_OF))


def frames(*rows):
    return {"certificates": pd.DataFrame(rows)}


def test_what_ended_longest_ago_stands_on_top_and_other_teams_are_not_named(people):
    rows = [
        certificate("A000", state="expiring", days=3),
        certificate("A001", state="expired", days=-40),
        certificate("A002"),
        certificate("elsewhere", state="expired", days=-90),
    ]
    lines = ending(frames(*rows), people[:41], {"C01": "Calm"})
    assert [(line.person.agent_id, line.words.zh) for line in lines] == [
        ("A001", "需更新"),
        ("A000", "即将到期"),
    ]


def test_a_group_of_four_is_hidden_and_no_picture_tells_it(people):
    agents = [person.agent_id for person in people]
    rows = [certificate(agent) for agent in agents[:20]]
    rows += [certificate(agent, state="expired", days=-1) for agent in agents[20:24]]
    (line,) = held(frames(*rows), people, {})
    assert line.counts["expired"] is None
    # All who lack it less those who never took it would have been the four.
    assert line.counts["none"] is None
    assert line.bar is not None
    (line,) = held(frames(*rows[:3]), people, {})
    assert line.bar is None


def test_larger_groups_are_counted_and_drawn(people):
    agents = [person.agent_id for person in people]
    rows = [certificate(agent) for agent in agents[:20]]
    rows += [certificate(agent, state="expired", days=-1) for agent in agents[20:30]]
    (line,) = held(frames(*rows), people, {"C01": "Calm"})
    assert (line.counts["valid"], line.counts["expired"]) == (20, 10)
    assert line.counts["none"] == len(agents) - 30
    assert line.bar is not None


def test_fewer_than_five_people_have_no_counts(people):
    assert held(frames(certificate("A000")), people[:4], {}) == []


def test_a_mentors_best_certificate_counts_and_without_such_courses_nobody_lacks_one():
    rows = [
        certificate("M", state="expired", days=-1, mentor=True),
        certificate("M", "C02", days=None, mentor=True),
    ]
    assert mentor_states(frames(*rows)) == {"M": "valid"}
    assert mentor_states(frames(certificate("M"))) is None


def test_a_result_without_certificates_says_nothing(people):
    assert ending({}, people, {}) == []
    assert held({}, people, {}) == []
