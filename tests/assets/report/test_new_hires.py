"""New hires on the team's page: the gate first, then the weeks, then what comes next."""

import pytest

from assets.report.names import read_names
from assets.report.new_hires import new_hires
from assets.report.people import load_people
from assets.report.records import last_period
from report.made_up_run import AS_OF


@pytest.fixture(scope="module")
def found(marts):
    assert read_names(marts).tiers
    return new_hires(marts, load_people(marts, last_period(marts, AS_OF)))


def test_those_not_cleared_come_first_and_leavers_are_gone(found):
    assert [x.person.agent_id for x in found.lines] == ["A040", "A039", "A038"]


def test_the_gate_and_the_weeks_in_words(found):
    unknown, failed, done = found.lines
    assert (unknown.written.words.en, unknown.cleared) == ("not in the data", None)
    assert (failed.simulation.words.zh, failed.simulation.attempts) == ("未通过", 3)
    assert done.written.attempts is None
    assert [w.words.en for w in done.weeks] == ["done", "done", "late"]
    assert found.weeks[1].en == "Week 2: Basic contacts alone"


def test_weeks_without_the_configuration_have_numbers(marts):
    found = new_hires({"new_hires": marts["new_hires"]}, [])
    assert [w.zh for w in found.weeks] == ["第1周", "第2周", "第3周"]


def test_only_teams_with_new_hires_have_the_part(teams):
    assert len(teams["Night shift"].find("tr", data_cleared="*")) == 3
    assert not teams["Billing"].find(id="hires")
