"""Appeals in words: open ones first, what was decided by whom and why."""

from datetime import date

import pandas as pd
import pytest

from assets.report.agent_appeals import agent_appeals
from assets.report.histories import load_histories
from assets.report.names import read_names
from report.agent_marts import add_agent_marts

NOW = date(2025, 11, 1)


@pytest.fixture
def told(marts):
    def tell(appeals=None, agent="A000"):
        full = add_agent_marts(marts)
        if appeals is not None:
            full["appeals"] = appeals(full["appeals"])
        return agent_appeals(agent, load_histories(full, NOW), read_names(full), {"C:1": "Calm"})

    return tell


def test_open_ones_first_then_what_was_decided(told):
    waiting, decided = told()
    assert (waiting.about.en, waiting.about.zh, waiting.outcome) == ("The tier", "等级", None)
    assert (waiting.opened_on, waiting.decided_by) == (date(2025, 11, 3), None)
    assert decided.about.en.startswith("Score: ")
    assert decided.about.en != "Score: process"
    assert (decided.outcome.en, decided.outcome.zh) == ("upheld in part", "部分成立")
    assert (decided.decided_by, decided.decided_on) == ("Mei <i>Lin</i>", date(2025, 10, 9))
    assert decided.reason == "Two reviews were taken out."


@pytest.mark.parametrize(
    ("about", "subject", "en", "zh"),
    [
        ("score", None, "The overall score", "综合得分"),
        ("path_item", "C:1", "Course: Calm", "课程：Calm"),
        ("path_item", "gone", "Course: gone", "课程：gone"),
        ("indicator", "gone", "Measure: gone", "指标：gone"),
    ],
)
def test_what_it_is_about_is_named(told, about, subject, en, zh):
    one, *_ = told(lambda some: some.iloc[1:].assign(about=about, subject=subject))
    assert one.about == (en, zh)


def test_nobody_elses_and_none_where_there_are_none(told):
    assert told(agent="A001") == []
    assert told(lambda _: pd.DataFrame()) == []
