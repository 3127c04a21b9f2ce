"""The open page on people names nobody; the team's page names its own only."""

import re

import pandas as pd
import pytest

from assets.report.build import build_report
from report.made_up_run import make_run
from report.page_reader import read_page
from report.test_certificates import certificate


@pytest.fixture(scope="module")
def folder(marts, tmp_path_factory):
    agents = marts["agents"].loc[marts["agents"]["status"] == "active", "agent_id"]
    rows = [certificate(agent) for agent in agents[:20]]
    rows += [certificate(agent, "<b>x", "expired", -5) for agent in agents[10:30]]
    index = build_report(
        {**marts, "certificates": pd.DataFrame(rows)}, make_run(), tmp_path_factory.mktemp("people")
    )
    return index.parent


def test_the_open_page_names_nobody_and_leads_back(folder, marts):
    page = read_page(folder / "people.html")
    words = page.text()
    for agent in marts["agents"].itertuples():
        assert agent.name not in words
        assert not re.search(rf"\b{agent.agent_id}\b", words)
    assert page.find("a", href="index.html")
    assert read_page(folder / "index.html").find("a", href="people.html")
    assert len(page.find("figure", data_held="*")) == 2


def test_a_teams_page_names_its_own_people_only(folder, marts):
    teams = marts["agents"].set_index("agent_id")["team_name"]
    seen = 0
    for path in folder.glob("teams/*/people.html"):
        page = read_page(path)
        named = {node.get("data-certificate") for node in page.find(data_certificate="*")}
        assert len({teams[agent] for agent in named}) <= 1
        assert page.find("a", href="index.html")
        seen += len(named)
    assert seen == 20


def test_pages_without_certificates_say_so(marts, tmp_path):
    index = build_report(marts, make_run(), tmp_path)
    assert "Nobody has completed" in read_page(index.parent / "people.html").text()
    team = next(iter(index.parent.glob("teams/*/people.html")))
    assert "No certificate of the team" in read_page(team).text()
