import pytest

from competency import path_why_not
from competency.path_gaps import CODES, code_of

#: What is told more closely than by a code, and everything that is told.
CLOSER = ("session_week", "too_long", "micro", "session_full", "session_cover")
WHYS = (*CODES, *CLOSER)
OBSTACLES = (
    "no_seat", "no_cover", "no_mentor", "no_time", "full_path", "full_week", "clash", "mix",
    "prerequisite", "needs_it", *CLOSER,
)  # fmt: skip


@pytest.mark.parametrize("why", WHYS)
def test_every_reason_is_there_in_both_languages(framework, why):
    for words, subject, subject_zh in (
        (path_why_not.no_item(framework, "growth", why), "value growth", "价值成长"),
        (path_why_not.not_planned(framework, "T", why), "T has to be taken", "《T》须学习"),
    ):
        assert subject in words.en
        assert subject_zh in words.zh
        assert words.en.endswith(".")
        assert words.zh.endswith("。")
        assert "  " not in words.en


def test_no_two_reasons_sound_the_same(framework):
    said = [path_why_not.no_item(framework, "growth", why) for why in WHYS]
    assert len({words.en for words in said}) == len({words.zh for words in said}) == len(WHYS)


def test_an_unknown_reason_has_no_words(framework):
    with pytest.raises(KeyError):
        path_why_not.no_item(framework, "growth", "bad_luck")


def test_what_is_told_more_closely_is_published_under_a_code():
    assert {code_of(why) for why in CLOSER} == {"full_week", "no_seat", "no_cover"}
    assert [code_of(why) for why in CODES] == list(CODES)


@pytest.mark.parametrize(
    "why", ["no_mentor", "human_decision", "excluded", "postponed", "wave", "red_card"]
)
def test_the_one_course_that_a_reason_is_about_is_named(framework, why):
    named = path_why_not.no_item(framework, "growth", why, "行业")
    assert "行业" in named.en
    assert "《行业》" in named.zh
    assert "行业" not in path_why_not.no_item(framework, "growth", why).en


@pytest.mark.parametrize("why", OBSTACLES)
@pytest.mark.parametrize(
    ("less", "en", "zh"),
    [
        (0.128, "T would do 0.13 weighted points less, and ", "《T》加权收益少0.13分，且"),
        (-0.128, "T would do 0.13 weighted points more, but ", "《T》加权收益多0.13分，但"),
        (0.001, "T would do as much, but ", "《T》收益相当，但"),
    ],
)
def test_a_runner_up_says_what_it_would_do_and_what_is_in_its_way(framework, why, less, en, zh):
    words = path_why_not.runner_up(framework, "growth", "T", less, why)
    assert words.en.startswith(en)
    assert words.zh.startswith(zh)
    assert len(words.en) > len(en)
    assert words.zh.endswith("。")


@pytest.mark.parametrize(
    ("title", "less", "why", "en", "zh"),
    [
        ("T", 0.128, "less_gain", "Next best is T: 0.13 weighted points less.", "少0.13分"),
        ("T", 0.0, "sent", "only for at least 0.10 weighted points more.", "至少多0.10分"),
        ("T", -0.2, "as_good", "T would do 0.20 weighted points more for this", "多0.20分"),
        (None, 0.0, "none", "not already on the path, works on value growth.", "价值成长"),
        (None, 0.0, "needed", "needs this one first", "先修"),
    ],
)
def test_a_runner_up_that_is_none_or_fits_says_so(framework, title, less, why, en, zh):
    words = path_why_not.runner_up(framework, "growth", title, less, why)
    assert en in words.en
    assert zh in words.zh
