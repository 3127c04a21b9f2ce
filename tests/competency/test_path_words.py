import pytest

from competency import path_words


def test_a_gap_is_named_with_goal_and_expectation(framework):
    words = path_words.closes_gap(framework, "growth", 8.25, 2.0, 3)
    assert words.en == (
        "Value growth is 8.2 points short of Independent; this course is expected to add 2.0."
    )
    assert words.zh == "价值成长距独立级差8.2分，预计该课程可提升2.0分。"
    assert "target of 70" in path_words.closes_gap(framework, "growth", 8.0, 2.0, None).en


@pytest.mark.parametrize("code", ["no_course", "no_seat", "no_time"])
def test_every_reason_is_there_in_both_languages(framework, code):
    for words in (
        path_words.no_item(framework, "growth", code),
        path_words.no_mandatory("T", code),
    ):
        assert words.en.endswith(".")
        assert words.zh.endswith("。")
