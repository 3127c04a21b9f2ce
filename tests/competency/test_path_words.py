import datetime as dt

import pytest

from competency import path_why_not, path_words
from competency.course_uplifts import Uplift

DUE = dt.date(2026, 4, 30)


def test_a_gap_is_named_with_goal_expectation_and_evidence(framework):
    words = path_words.closes_gap(framework, "growth", 8.25, Uplift(2.0, 1.2, 2.8, 14), 3)
    assert words.en == (
        "Value growth is 8.2 points short of Independent; this course is expected to add 2.0 "
        "(likely 1.2 to 2.8, from 14 people who took it)."
    )
    assert words.zh == (
        "价值成长距独立级差8.2分，预计该课程可提升2.0分（很可能在1.2至2.8之间，依据14名学员）。"
    )
    assert "target of 70" in path_words.closes_gap(framework, "growth", 8.0, Uplift(2), None).en


@pytest.mark.parametrize(
    ("uplift", "words"),
    [
        (Uplift(2.0), "assumed"),
        (Uplift(2.0, 1.0, 3.0, 0), "assumed"),
        (Uplift(2.0, None, None, 9), "assumed"),
        (Uplift(2.0, 1.0, 3.0, 1), "from 1 person who"),
        (Uplift(2.0, -1.0, 3.0, 2), "likely -1.0 to 3.0, from 2 people"),
    ],
)
def test_evidence_is_what_there_is(uplift, words):
    assert words in path_words.evidence(uplift).en


SENTENCES = [
    path_words.mandatory(True),
    path_words.mandatory(False),
    path_words.retake(2, 3),
    path_words.new_product("Lamp", DUE, True),
    path_words.new_product("Lamp", DUE, False),
    path_words.wave("W1"),
    path_words.too_late(path_words.mandatory(False), DUE),
    path_words.prerequisite("Basics"),
    path_words.enrolled(True),
    path_words.enrolled(False),
    path_words.lacks("not_before"),
    path_words.unknown_action("praise"),
    path_words.closed(None),
    path_words.costs(0.5),
    path_why_not.NEEDED,
    path_why_not.no_other("value growth", "价值成长"),
    *(one for one in vars(path_words).values() if isinstance(one, path_words.Words)),
]


@pytest.mark.parametrize("words", SENTENCES, ids=lambda words: words.en[:20])
def test_every_sentence_is_one_in_its_own_language(words):
    assert words.en[0].isupper() or words.en[0] == "'"
    assert words.en.endswith(".")
    assert words.en.isascii()
    assert words.zh.endswith("。")
    assert any("一" <= sign <= "鿿" for sign in words.zh)


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (path_words.retake(2, 3), "2 of 3 attempts", "已用2次，共3次"),
        (path_words.new_product("Lamp", DUE, False), "by 2026-04-30", "应于2026-04-30前"),
        (path_words.new_product("Lamp", DUE, True), "was due 2026-04-30", "原应于2026-04-30前"),
        (path_words.too_late(path_words.wave("W"), DUE), "Due 2026-04-30", "应于2026-04-30前"),
        (path_words.pinned("李", "客户要求"), "Decided by 李: 客户要求", "李决定：客户要求"),
        (path_words.costs(0.254), "0.25 weighted points less", "0.25分"),
    ],
)
def test_figures_stand_in_both(words, en, zh):
    assert en in words.en
    assert zh in words.zh


def test_a_certificate_is_named_with_its_tier(framework):
    name = framework.ladder.tiers[3].name
    assert path_words.certificate(framework, 4, False).en == f"{name.en} needs its certificate."
    assert path_words.certificate(framework, 4, True).zh == f"{name.zh}所需证书即将到期。"


def test_thin_evidence_lists_dimensions(framework):
    words = path_words.thin(framework, ["process", "growth"])
    assert words.en.endswith("in process mastery, value growth.")
    assert "流程掌握、价值成长" in words.zh
