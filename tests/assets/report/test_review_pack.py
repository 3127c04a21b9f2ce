"""The weekly review of a team: own people only, findings escaped, nothing on open pages."""

from pathlib import Path

import pandas as pd
import pytest

from assets.report.build import build_report
from report.made_up_findings import NOTE, make_case, make_findings
from report.made_up_run import make_marts, make_run
from report.page_reader import read_page


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    marts = make_marts()
    agents = marts["agents"]
    here = agents[agents["status"] != "left"].groupby("team_id")["agent_id"].apply(list)
    team, ids = here.index[0], here.iloc[0]
    other = here.iloc[1][0]
    cases = [
        make_case("best", ids[0], "BEST", team, net_mark=0.2, mark=0.95),
        make_case("worst", ids[1], "WORST", team, csat=1, has_complaint=True),
        make_case("worst", other, "OTHERS", here.index[1]),
        make_case("flagged", ids[2], "FLAGGED", team, is_escalated=True),
    ]
    shift = {
        "agent_id": ids[2], "team_id": team, "flagged_week": pd.Timestamp("2025-11-03"),
        "since": pd.Timestamp("2025-10-20"), "source": "all", "size": 2.0, "lower": 0.5,
        "upper": 3.5, "evidence": 1.2, "n_evidence": 20, "is_recent": True,
    }  # fmt: skip
    gaps = [make_gap(ids[0], 3, "waiting"), make_gap(ids[1], 7, "planned"),
            make_gap(ids[2], 9, "acted"), make_gap(other, 9, "waiting")]  # fmt: skip
    more = {"case_extremes": pd.DataFrame(cases), "agent_shifts": pd.DataFrame([shift]),
            "gap_ageing": pd.DataFrame(gaps)}  # fmt: skip
    out = tmp_path_factory.mktemp("report")
    index = build_report({**marts, **more, **make_findings()}, make_run(), out)
    return index.parent, ids


def make_gap(agent, months, state):
    return {
        "agent_id": agent, "dimension": "process", "score": 51.0, "target_score": 70.0,
        "open_since": pd.Timestamp("2025-03-01"), "months_open": months, "state": state,
    }  # fmt: skip


def test_the_oldest_gaps_without_action_come_first_and_stay_in_the_team(report) -> None:
    folder, ids = report
    found = {}
    for path in folder.rglob("review.html"):
        rows = read_page(path).find("tr", data_gap="*")
        found[path.parent.name] = [(row.get("data-gap"), row.get("data-state")) for row in rows]
    mine = [(ids[1], "planned"), (ids[0], "waiting")]
    assert mine in found.values()
    assert sum(ids[0] in [who for who, _ in rows] for rows in found.values()) == 1
    assert all(ids[2] not in [who for who, _ in rows] for rows in found.values())


def _of(folder: Path, contact: str, page: str) -> list[Path]:
    found = [
        path for path in folder.rglob(page) if read_page(path).find("tr", data_case=contact)
    ]  # fmt: skip
    return sorted(found)


def test_cases_stand_in_their_own_teams_review_and_in_no_other(report) -> None:
    folder, _ = report
    best, worst, others = (_of(folder, one, "*.html") for one in ("BEST", "WORST", "OTHERS"))
    assert [path.name for path in best] == ["review.html"]
    assert best == worst
    assert [path.name for path in others] == ["review.html"]
    assert others != best
    row = read_page(worst[0]).find("tr", data_case="WORST")[0].text()
    for words in ("complaint", "answered 1 of 5", "weakest: empathy", "60 %"):
        assert words in row
    assert "weakest" not in read_page(best[0]).find("tr", data_case="BEST")[0].text()


def test_contacts_of_flagged_weeks_stand_on_the_team_page(report) -> None:
    folder, ids = report
    (path,) = _of(folder, "FLAGGED", "*.html")
    page = read_page(path)
    assert path.name == "index.html"
    assert page.find("details", data_cases=ids[2])
    assert page.find("a", href="review.html")
    assert read_page(path.with_name("review.html")).find("li", data_drop=ids[2])


def test_free_text_is_escaped_and_stays_inside_team_folders(report) -> None:
    folder, _ = report
    with_note = [path for path in folder.rglob("*.html") if "why F3" in path.read_text("utf-8")]
    assert with_note
    for path in with_note:
        assert path.parent.parent.name == "teams"
        assert NOTE not in path.read_text("utf-8")
    text = read_page(folder / "quality.html").text()
    assert "67 %" in text
    assert "1 judged: 1 fell, 0 rose" in text


def test_without_any_of_it_the_page_says_so(tmp_path: Path) -> None:
    index = build_report(make_marts(), make_run(), tmp_path)
    for path in index.parent.glob("teams/*/review.html"):
        text = read_page(path).text()
        assert "The exports have no findings" in text
        assert "No reviewed contact stands out" in text
    assert "The exports have no findings" in read_page(index.parent / "quality.html").text()
