"""How good the plan is, as the organisation's page says it."""

import pandas as pd
import pytest

from assets.report.build import build_report
from assets.report.plan import read_plan
from report.made_up_paths import PLAN
from report.page_reader import read_page


def _page(marts, run, folder, **change):
    plan = pd.DataFrame([PLAN | change])
    return read_page(build_report({**marts, "path_plan": plan}, run, folder))


def test_the_figures_of_the_plan(index):
    (section,) = index.find("section", id="plan")
    figures = [strong.text() for fact in section.find("li") for strong in fact.find("strong")]
    assert figures[:4] == ["103.2", "77", "fewer than 5少于 5", "standard标准"]
    assert "over 2.85 points more (2.8 % of what this closes)." in section.text()
    assert "The clock cut the search short." in section.text()


def test_the_bar_is_what_is_closed_within_the_most_that_could_be(index):
    (closed,) = index.find("rect", class_="reached", data_value="*")
    share = 100 * 103.25 / (103.25 + 97.85 - 95.0)
    assert float(closed.get("width").rstrip("%")) == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize(
    ("change", "says", "not_said"),
    [
        pytest.param({"stopped": False}, "The search ran to its end.", "The clock", id="ended"),
        pytest.param({"bound": None}, "was not looked into", "points more", id="none"),
        pytest.param({"bound": 95.0}, "could be worth more.", "points more", id="proven"),
        pytest.param({"closed": 0.0, "value": 0.0}, "over 97.85 points more.", "closed by this",
                     id="empty"),
    ],
)  # fmt: skip
def test_other_plans(marts, run, tmp_path, change, says, not_said):
    words = _page(marts, run, tmp_path, **change).find("section", id="plan")[0].text()
    assert says in words
    assert not_said not in words


def test_no_course_late_and_a_few_look_the_same(marts, run, tmp_path):
    pages = [
        _page(marts, run, tmp_path / str(n), mandatory_missed=n).find("section", id="plan")[0]
        for n in (0, 3)
    ]
    assert pages[0].text() == pages[1].text()
    assert [len(page.find("li", class_="alert")) for page in pages] == [0, 0]


def test_an_older_result_has_no_plan(marts, run, tmp_path):
    index = build_report({k: v for k, v in marts.items() if k != "path_plan"}, run, tmp_path)
    assert "This result says nothing about its plan." in read_page(index).text()
    assert read_plan({}) is None
