from datetime import date

import pandas as pd
import pytest

from assets.report.names import Names
from assets.report.text import Text
from assets.report.weights import TERMS, weight_lines, weight_months

PERIODS = [date(2025, month, 1) for month in range(1, 13)] + [date(2026, 1, 1), date(2026, 2, 1)]


@pytest.fixture
def marts():
    rows = [
        {
            "period": period, "dimension": "process", "base_weight": 0.2, "weight": 0.2 + 0.01 * n,
            "lower_bound": 0.1, "upper_bound": 0.4, "importance": 0.3, "demand": None,
            "step": 0.01 if n else 0.0, "prior_step": 0.0, "importance_step": 0.015 if n else 0.0,
            "demand_step": 0.0, "limit_step": -0.005 if n else 0.0,
            "reason": "up", "reason_zh": "上调",
        }
        for n, period in enumerate(PERIODS)
    ]  # fmt: skip
    return {"dimension_weights": pd.DataFrame(rows)}


@pytest.fixture
def line(marts, names_of):
    return names_of(marts)


@pytest.fixture
def names():
    return Names(tiers={}, dimensions={"process": Text("Process", "流程")}, indicators={})


@pytest.fixture
def names_of(names):
    def build(marts, period=PERIODS[-1]):
        return weight_lines(marts, names, period)[0]

    return build


def test_a_year_and_its_first_month_are_drawn(marts, names):
    drawn = weight_months(marts, names, PERIODS[-1])
    assert [one["month"] for one in drawn["months"]] == [p.isoformat() for p in PERIODS[1:]]
    assert drawn["months"][0]["weight"] == pytest.approx(0.21)
    assert len(drawn["steps"]) == 12 * len(TERMS)


def test_the_terms_of_a_year_add_up_to_what_the_weight_moved(marts, names):
    drawn = weight_months(marts, names, PERIODS[-1])
    moved = 100 * (drawn["months"][-1]["weight"] - drawn["months"][0]["weight"])
    assert sum(one["points"] for one in drawn["steps"]) == pytest.approx(moved)


def test_what_moved_a_weight_is_told_by_term_and_adds_up(line):
    assert line.moved.en == "+12.0 points in 12 months: importance +18.0, limits −6.0."
    assert line.moved.zh == "12个月内变动+12.0个百分点：重要性+18.0、限制−6.0。"


def test_a_weight_that_stood_still_has_no_such_words(marts, names_of):
    still = marts["dimension_weights"].assign(step=0.0, importance_step=0.0, limit_step=0.0)
    assert names_of({"dimension_weights": still}).moved is None


def test_later_months_are_not_shown(marts, names, names_of):
    assert len(weight_months(marts, names, PERIODS[2])["months"]) == 3
    assert names_of(marts, PERIODS[2]).row["weight"] == pytest.approx(0.22)
