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
    words = index.find("section", id="plan")[0].text()
    for said in ("103.2", "77", "2", "standard", "标准", "more than 3.00 % above",
                 "The clock cut the search short."):  # fmt: skip
        assert said in words


def test_the_bar_is_the_value_within_the_bound(index):
    (value,) = index.find("rect", class_="reached", data_value="*")
    assert float(value.get("width").rstrip("%")) == pytest.approx(100 * 95.0 / 97.85, abs=0.01)


@pytest.mark.parametrize(
    ("change", "says", "not_said"),
    [
        pytest.param({"stopped": False}, "The search ran to its end.", "The clock", id="ended"),
        pytest.param({"bound": None, "gap": None}, "was not looked into", "above this", id="none"),
        pytest.param({"bound": 95.0, "gap": 0.0}, "No other plan could be worth more.", "above",
                     id="proven"),
        pytest.param({"value": 0.0, "bound": 0.0, "gap": 0.0}, "103.2", "what this plan is worth",
                     id="empty"),
    ],
)  # fmt: skip
def test_other_plans(marts, run, tmp_path, change, says, not_said):
    words = _page(marts, run, tmp_path, **change).find("section", id="plan")[0].text()
    assert says in words
    assert not_said not in words


def test_an_older_result_has_no_plan(marts, run, tmp_path):
    index = build_report({k: v for k, v in marts.items() if k != "path_plan"}, run, tmp_path)
    assert "This result says nothing about its plan." in read_page(index).text()
    assert read_plan({}) is None
