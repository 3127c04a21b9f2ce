"""Reviews of today on the page: the plan in order, the gain beside chance, coverage, reviewers."""

import pytest

from assets.report.build import build_report
from assets.report.sampling_page import sampling_content
from report.made_up_run import make_run
from report.made_up_sampling import make_sampling
from report.page_reader import read_page


@pytest.fixture(scope="module")
def page(marts, tmp_path_factory):
    out = tmp_path_factory.mktemp("sampling")
    build_report({**marts, **make_sampling()}, make_run(), out)
    return read_page(out / "analysis" / "sampling.html")


def test_the_plan_is_in_the_order_to_do_it_and_escaped(page):
    text = page.text()
    assert text.index("=I1") < text.index("I2") < text.index("I3")
    assert "<b>bill</b>" in text
    assert "Narrows" in text
    assert "缩小区间" in text
    assert "1 of them have no reviewer" in text


def test_bars_are_what_the_plan_narrows_and_marks_what_chance_does(page):
    bars = {
        bar.get("data-gain"): float(bar.get("data-value"))
        for bar in page.find("rect", data_gain="*")
    }
    assert bars == {
        "Widest quarter of the agents": 1.0, "All agents": 0.6, "A000": 1.0, "A001": 0.2
    }  # fmt: skip
    marks = [float(line.get("data-mark")) for line in page.find("line", data_mark="*")]
    assert marks[:4] == pytest.approx([0.25, 0.2, 0.25, 0.1])
    assert "4.0 ×" in page.text()


def test_weeks_add_up_the_teams_and_say_what_can_be_reached():
    told = sampling_content(make_sampling())
    by_stratum = {
        words.en: [(line.reviewed, line.contacts) for line in lines]
        for words, lines in told["weeks"]
    }
    assert by_stratum == {
        "All contacts": [(9, 150)] * 3, "New hires' contacts": [(1, 10)] * 3, "Risky contacts": []
    }  # fmt: skip
    assert [(line.reviewed, line.contacts) for line in told["teams"]] == [(15, 150), (12, 300)]
    assert (told["groups_before"], told["groups_after"]) == (2, 1)


def test_too_little_capacity_is_said_with_what_can_be_reached(page):
    assert "The capacity is not enough: 9.0 reviews a day, 15.0 are needed" in page.text()
    assert "可达到 6.0 %" in page.text()


def test_without_any_mart_the_page_says_so(trees):
    text = trees["sampling"].text()
    for words in (
        "No contacts to draw from.",
        "cannot be told",
        "Nobody reviewed of late",
        "没有可抽取的服务记录",
    ):
        assert words in text
