"""The page says what the figures say, fits a terminal and cannot be steered by a file's name."""

import dataclasses

import pytest

from assets.backtest.build import Proposed, build_backtest
from assets.backtest.page import page
from assets.backtest.reading import read_published
from assets.receipt.layout import width
from assets.receipt.words import Language

NAME = "my\x1b[2J\u202e.yml"


@pytest.fixture
def backtest(out, marts):
    base = marts["dimension_weights"].assign(weight=marts["dimension_weights"]["base_weight"])
    proposed = Proposed(
        name=NAME,
        composites=marts["agent_composites"].assign(composite=50.0),
        ladder=marts["agent_ladder"],
        weights=base,
        run_only=("satisfied_from", "indicators.\x1b.enabled"),
    )
    return build_backtest(read_published(out, 6), proposed)


@pytest.mark.parametrize("chinese", [False, True])
def test_it_fits_a_terminal_and_holds_no_control_character(backtest, chinese):
    lines = page(backtest, Language(chinese)).split("\n")
    assert max(width(line) for line in lines) <= 100
    assert all(line.isprintable() for line in lines)
    assert len(lines) <= 40


def test_figures_are_those_of_the_json(backtest):
    text = page(backtest, Language(chinese=False))
    assert "Backtest of Jul 2025 to Dec 2025" in text
    found = {one["outcome"]: one for one in backtest["foretelling"]}["recommendation"]
    assert f"{found['correlations']['published']['value']:.3f} (" in text
    assert f"{found['differences']['base']['value']:.3f} (" in text
    assert f"≈ {found['ceiling']:.2f}" in text
    assert "only with a run, so not looked at: satisfied_from, indicators" in text
    assert "40 people, 20.0 person-years: as published 1 up, 1 down" in text
    row = next(line for line in text.split("\n") if line.startswith("Customer relationship"))
    assert row.split() == [
        "Customer", "relationship", "15", "%", "15", "%", "27", "%", "15", "%", "27", "%", "2", "%",
        "15", "%",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lower", "upper", "says", "says_zh"),
    [
        pytest.param(0.01, 0.03, "better than equal weights", "优于等权重", id="better"),
        pytest.param(-0.03, -0.01, "worse than equal weights", "不如等权重", id="worse"),
        pytest.param(-0.01, 0.03, "cannot be told apart from equal", "与等权重无法区分", id="same"),
    ],
)
def test_the_verdict_is_that_of_the_interval_of_all_outcomes(backtest, lower, upper, says, says_zh):
    together = backtest["foretelling"][-1]
    estimate = {**together["differences"]["equal"], "lower": lower, "upper": upper}
    together["differences"] = {"equal": estimate}
    together["correlations"] = {
        key: together["correlations"][key] for key in ("published", "equal")
    }
    for one in backtest["foretelling"]:
        one["correlations"] = {key: one["correlations"][key] for key in ("published", "equal")}
    assert says in page(backtest, Language(chinese=False))
    assert says_zh in page(backtest, Language(chinese=True))


def test_reasons_stand_where_figures_are_missing(backtest):
    text = page(backtest, Language(chinese=False))
    assert "repeat contacts: the exports do not show it." in text
    assert "yml: everybody has the same composite." in text
    assert "cannot be told apart" in text or "better than base" in text
    assert "导出数据中没有该结果" in page(backtest, Language(chinese=True))


def test_one_month_alone_still_makes_a_page(out):
    published = read_published(out, 6)
    alone = dataclasses.replace(
        published,
        months=published.months[-1:],
        ladder=published.ladder[published.ladder["period"] == published.ladder["period"].max()],
        scores=published.scores[published.scores["period"] == published.scores["period"].max()],
        weights=published.weights[published.weights["period"] == published.weights["period"].max()],
    )
    text = page(build_backtest(alone), Language(chinese=False))
    assert "no composite of the month before is published" in text
    assert "apart" not in text
