"""Beside the tier: staff group, months behind the clock, and the flag of a critical failure."""

import pytest

from report.made_up_run import PERIODS


@pytest.fixture(scope="module")
def rows(teams):
    return {
        r.get("data-agent"): r.text()
        for page in teams.values()
        for section in page.find("section", id="standing")
        for r in section.find("tr", data_agent="*")
    }


@pytest.fixture(scope="module")
def now(marts):
    ladder = marts["agent_ladder"]
    return ladder[ladder["period"] == PERIODS[-1]].set_index("agent_id")


def test_a_critical_failure_is_a_flag_beside_the_score(rows, now):
    assert (now["critical_failures"] > 0).any()
    for agent, words in rows.items():
        assert ("1 critical failure" in words) == (now.loc[agent, "critical_failures"] > 0)


def test_months_behind_the_clock_are_said_when_there_are_any(rows, now):
    for agent, words in rows.items():
        late = now.loc[agent, "behind_clock_months"]
        assert ("behind the clock" in words) == (late > 0)


def test_the_staff_group_stands_by_the_name(rows, now):
    groups = {"new": "新员工", "in_service": "在职员工", "backbone": "骨干员工"}
    for agent, words in rows.items():
        group = now.loc[agent, "seniority"]
        assert [zh for zh in groups.values() if zh in words] == (
            [groups[group]] if group in groups else []
        )
