"""The page says what the figures say, adds up as printed, fits a terminal and cannot steer it."""

import datetime as dt
import re

import pytest

from assets.receipt.build import build_receipt
from assets.receipt.layout import width
from assets.receipt.page import page
from assets.receipt.reading import read_agent
from assets.receipt.words import Language


@pytest.fixture
def printed(out):
    def of(agent, *, chinese=False):
        return page(build_receipt(read_agent(out, agent, None)), Language(chinese))

    return of


@pytest.mark.parametrize("agent", ["A1", "A2", "A3", "A4", "A5"])
@pytest.mark.parametrize("chinese", [False, True])
def test_it_fits_a_page_and_holds_no_control_character(printed, agent, chinese):
    text = printed(agent, chinese=chinese)
    lines = text.split("\n")
    assert len(lines) <= 60
    assert max(width(line) for line in lines) <= 100
    assert all(line.isprintable() for line in lines)


def test_contributions_add_up_as_printed(printed):
    for agent in ("A1", "A2", "A3"):
        *parts, composite = [float(one) for one in re.findall(r"= (\d+\.\d\d)", printed(agent))]
        assert len(parts) == 6
        assert round(sum(parts), 2) == composite


def test_it_names_the_ladder_the_rule_and_what_is_in_the_way(printed):
    text = printed("A1")
    assert re.search(r"^Tier +2 Executing: held", text, re.MULTILINE)
    assert "Independent asks" in text
    assert "Independent needs" in text
    assert "60 %" in text
    assert "milder reviewers" not in text
    assert re.search(r"71\.0 % +74\.0 % +\+3\.0 stricter reviewers", text)


def test_a_dimension_without_evidence_shows_what_its_neighbours_make_likely(printed):
    assert "likely 58.0 ±19.7" in printed("A3")
    assert "no evidence of its own" in printed("A3")


def test_a_measure_that_counts_by_legal_review_is_named(out):
    receipt = build_receipt(read_agent(out, "A1", None))
    assert "legal review" not in page(receipt, Language(False))
    (item, *_) = (one for dim in receipt["dimensions"] for one in dim["indicators"])
    item["legal_class"] = "special_category"
    assert f"by legal review: {item['name_en']}: special category" in page(receipt, Language(False))
    assert f"经法务审核计入：{item['name_zh']}" in page(receipt, Language(True))


def test_a_degraded_run_is_told_at_the_head(out):
    receipt = build_receipt(read_agent(out, "A1", None))
    assert not any(line.startswith("!") for line in page(receipt, Language(False)).splitlines())
    receipt["run"]["mode"] = {"state": "degraded", "plans": ["frozen"], "notices": []}
    lines = page(receipt, Language(True)).splitlines()
    assert [one for one in lines[:5] if one.startswith("! 等级与课程安排已冻结")]


def test_somebody_without_evidence_gets_a_receipt_that_says_so(printed):
    assert "none: no evidence" in printed("A4")
    assert "To be placed" in printed("A4")
    assert "No month of this agent has been scored" in printed("A5")


def test_gaps_of_one_cause_stand_together(printed):
    assert "Process mastery 5.0, Mediation and emotion 2.0 points short" in printed("A1")


def test_chinese_page_is_chinese(printed):
    text = printed("A1", chinese=True)
    assert "等级" in text
    assert "执行级" in text
    assert "Executing" not in text


def test_what_was_published_otherwise_is_told(out, printed):
    def first_month(agent, chinese=False):
        receipt = build_receipt(read_agent(out, agent, dt.date(2025, 10, 1)))
        text = page(receipt, Language(chinese))
        return re.sub(r"\s+", " ", text), receipt["restated"]

    text, restated = first_month("A1")
    assert "Independent as published on 2025-10-31 stands; it would be no tier today" in text
    assert "composite 61.2 as published on 2025-10-31, 44.0 now (records that came in late" in text
    assert {one["measure"] for one in restated} == {"tier", "composite", "score:process"}
    assert "独立级不变" in first_month("A1", chinese=True)[0]
    text, _ = first_month("A2")
    assert "published on 2025-10-31 as no tier (another configuration)" in text
    assert "On record" not in printed("A1")  # another month
