"""Managers' decisions: each in its state, the dear ones in words."""

import pytest


@pytest.fixture(scope="module")
def section(teams):
    return teams["Billing"].find("section", id="decisions")[0]


@pytest.fixture(scope="module")
def rows(section):
    return {r.get("data-agent"): r for r in section.find("tr", data_agent="*")}


def test_only_the_teams_people(rows, teams):
    assert set(rows) == {"A000", "A001", "A002", "A003", "A004"}
    other = teams["技术支持二组"].find("section", id="decisions")[0]
    assert [r.get("data-agent") for r in other.find("tr", data_agent="*")] == ["A013"]


@pytest.mark.parametrize(
    ("agent", "says"),
    [
        pytest.param("A000", "No 产品知识进阶", id="exclude"),
        pytest.param("A001", "Calming angry customers for certain", id="pin"),
        pytest.param("A002", "Calming angry customers instead of Hard cases", id="replace"),
        pytest.param("A003", "not before Tue 9 Dec", id="postpone"),
        pytest.param("A001", "holds until Sun 18 Jan 2026", id="until"),
        pytest.param("A000", "Followed", id="applied"),
        pytest.param("A002", "Not possible", id="not-possible"),
        pytest.param("A003", "Replaced by a later one", id="superseded"),
        pytest.param("A004", "No longer holds", id="expired"),
        pytest.param("A002", "Planted: not_possible.", id="note"),
        pytest.param("A000", "<em>Head</em> of service", id="who"),
        pytest.param("A000", "=HYPERLINK(1) moves to another product.", id="why"),
    ],
)
def test_what_is_said_of_a_decision(rows, agent, says):
    assert says in rows[agent].text()


def test_the_dear_one_is_first_and_says_what_it_costs(rows, section):
    dear = {agent for agent, r in rows.items() if "⚠" in r.text()}
    assert dear == {"A000"}
    assert "costs 3.2 points" in rows["A000"].text()
    assert next(iter(rows)) == "A000"
    assert "1 decision with a high cost" in section.text()


def test_what_is_over_is_folded_away(rows):
    folded = {a for a, r in rows.items() if any(n.tag == "details" for n in r.above())}
    assert folded == {"A003", "A004"}


def test_the_strip_counts_them_all(section):
    drawn = {n.get("data-kind"): int(n.get("data-value")) for n in section.find(data_of="T1")}
    assert drawn == {"applied": 2, "not_possible": 1, "superseded": 1, "expired": 1}


def test_a_team_without_decisions_says_so(teams):
    assert "No manager has changed a path of this team." in teams["Night shift"].text()
