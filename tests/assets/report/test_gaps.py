"""Gaps without an item: each with its reason, once; what is no gap does not look like one."""

import pandas as pd
import pytest

from assets.report.build import build_report
from assets.report.gaps import CODES
from report.made_up_paths import GAP_CODES
from report.page_reader import read_page


@pytest.fixture(scope="module")
def gaps(marts):
    return marts["path_gaps"]


def _section(page, name):
    return page.find("section", id=name)[0]


def test_every_gap_and_required_course_has_one_row(teams, gaps):
    rows = [r for p in teams.values() for s in p.find("section", id="gaps")
            for r in s.find("tr", data_agent="*")]  # fmt: skip
    shown = gaps[~gaps["code"].isin(["thin_evidence", "on_leave", "no_gap"])]
    assert sorted(r.get("data-agent") for r in rows) == sorted(shown["agent_id"])


def test_the_widest_gap_is_first_and_a_required_course_before_it(teams):
    rows = _section(teams["Billing"], "gaps").find("tr", data_agent="*")
    assert [r.get("data-agent") for r in rows] == ["A003", "A011", "A005"]
    assert "Returns and refunds, step by step" in rows[0].text()
    assert "the test was failed 3 times" in rows[0].text()
    widths = [
        float(g.get("data-gap")) for g in _section(teams["Billing"], "gaps").find(class_="gap")
    ]
    assert widths == [15.0, 9.0]


def test_a_gap_no_course_helps_is_folded_away(marts, run, tmp_path):
    """What a manager could clear stays in sight: also a required course that is not open."""
    gaps = marts["path_gaps"]
    gaps = gaps.assign(
        code=gaps["code"].where(~gaps["agent_id"].isin(["A003", "A011"]), "no_course")
    )
    build_report({**marts, "path_gaps": gaps}, run, tmp_path)
    (page,) = (tmp_path / "teams").glob("T1-*/index.html")
    rows = _section(read_page(page), "gaps").find("tr", data_agent="*")
    folded = {r.get("data-agent") for r in rows if any(n.tag == "details" for n in r.above())}
    assert folded == {"A011"}
    assert {r.get("data-agent") for r in rows} - folded == {"A003", "A005"}


def test_how_often_each_reason_stands_is_counted(teams):
    (tally,) = _section(teams["Billing"], "gaps").find(class_="chips tallied")
    for code, number in (("human_decision", 1), (GAP_CODES[0], 1), (GAP_CODES[1], 1)):
        assert f"{CODES[code].en}{CODES[code].zh} {number}" in tally.text()


def test_thin_evidence_is_said_where_evidence_is_missing_and_not_again(teams, gaps):
    thin = set(gaps.loc[gaps["code"] == "thin_evidence", "agent_id"])
    assert thin
    listed = set()
    for page in teams.values():
        for section in page.find("section", id="evidence"):
            listed |= {r.get("data-agent") for r in section.find("tr", data_agent="*")}
        assert "Too little evidence to see any gap" not in page.text()
    assert thin <= listed


def test_someone_with_a_tier_and_thin_evidence_is_among_the_missing(marts, run, tmp_path):
    """A008 has a tier and a record of every ability; only the gap row says a gap can't be seen."""

    def listed(extra) -> set[str]:
        gaps = marts["path_gaps"]
        if extra:
            row = gaps[gaps["code"] == "thin_evidence"].iloc[:1].assign(agent_id="A008")
            gaps = pd.concat([gaps, row])
        out = tmp_path / str(extra)
        build_report({**marts, "path_gaps": gaps}, run, out)
        (page,) = (out / "teams").glob("T1-*/index.html")
        section = _section(read_page(page), "evidence")
        return {r.get("data-agent") for r in section.find("tr", data_agent="*")}

    assert listed(True) - listed(False) == {"A008"}


def test_who_is_on_leave_or_has_no_gap_is_a_line_not_a_row(teams):
    notes = [n.text() for n in _section(teams["Billing"], "gaps").find("p", class_="note")]
    assert any("On leave" in n and "=cmd|' /C calc'!A0" in n for n in notes)
    assert any("No gap to the next tier" in n and "Zoë" in n for n in notes)


def test_a_code_without_words_stands_for_itself(marts, run, tmp_path):
    gaps = marts["path_gaps"].assign(code="something_new", reason=None, reason_zh=None)
    build_report({**marts, "path_gaps": gaps}, run, tmp_path)
    assert "something_new" in read_page(tmp_path / "teams" / "T2" / "index.html").text()
