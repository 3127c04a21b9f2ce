"""The mode in the words of every output."""

from assets.report.mode import PLANS, read_mode
from assets.run_mode import PLANS as KEYS


def test_every_plan_has_words_in_both_languages():
    assert set(PLANS) == set(KEYS)
    assert all(words.en and words.zh and words.en != words.zh for words in PLANS.values())


def test_plans_come_with_the_one_that_weighs_most_first():
    mode = read_mode({"mode": {"state": "degraded", "plans": ["last_snapshot", "frozen"]}})
    assert mode.plans == [PLANS["frozen"], PLANS["last_snapshot"]]
    assert mode.heading.en == "Tiers and assignments are frozen"
    assert mode.brief == [mode.heading, *mode.plans]


def test_without_a_freeze_what_was_missing_is_the_heading():
    mode = read_mode({"mode": {"state": "degraded", "plans": ["without_source"]}})
    assert mode.heading.en == "Some data was missing in this run"


def test_a_full_run_may_have_something_worth_knowing():
    notice = {"code": "other_columns", "text": "new: x", "text_zh": "新增：x"}
    mode = read_mode({"mode": {"state": "full", "plans": [], "notices": [notice]}})
    assert (mode.degraded, mode.plans, mode.brief) == (False, [], [])
    assert mode.heading.zh == "本次运行说明"
    assert mode.notices[0].text.en == "new: x"


def test_a_run_of_an_earlier_version_has_no_plans():
    assert read_mode({}).plans == []
