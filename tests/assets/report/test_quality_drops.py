"""People whose quality dropped, on the team's page."""

from pathlib import Path

import pandas as pd

from assets.report.build import build_report
from report.made_up_run import make_marts, make_run
from report.page_reader import read_page


def shifts(agent, recent):
    return {
        "agent_id": agent, "team_id": "T1", "flagged_week": pd.Timestamp("2026-03-02"),
        "since": pd.Timestamp("2026-02-09"), "source": "reviews", "size": 2.4, "lower": -0.3,
        "upper": 4.1, "evidence": 1.7, "n_evidence": 31, "is_recent": recent,
    }  # fmt: skip


def test_recent_drops_stand_on_the_own_teams_page_and_on_no_other(tmp_path: Path) -> None:
    marts = make_marts()
    agents = marts["agents"]
    here = agents[agents["status"] != "left"].groupby("team_id")["agent_id"].apply(list)
    one, other = (list(ids) for ids in here.iloc[:2])
    rows = [shifts(one[0], True), shifts(other[0], False)]
    index = build_report({**marts, "agent_shifts": pd.DataFrame(rows)}, make_run(), tmp_path)
    found = {}
    for path in index.parent.glob("teams/*/index.html"):
        lines = read_page(path).find("tr", data_drop="*")
        if lines:
            found[path.parent.name] = [line.get("data-drop") for line in lines]
            text = lines[0].text()
            assert "marks of human reviews" in text
            assert "2.4 (0.0 to 4.1)" in text
            assert "人工质检评分" in text
    assert list(found.values()) == [[one[0]]]


def test_without_drops_the_page_has_no_such_section(tmp_path: Path) -> None:
    index = build_report(make_marts(), make_run(), tmp_path)
    assert not [
        path for path in index.parent.glob("teams/*/index.html")
        if read_page(path).find("section", id="drops")
    ]  # fmt: skip
