"""The page says what the figures say, adds up as printed, fits a terminal and cannot steer it."""

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
