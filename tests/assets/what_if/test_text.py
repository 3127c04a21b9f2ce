"""The text says what moves, in one language, within a terminal's width."""

import pytest

from assets.receipt.layout import WIDTH, width
from assets.receipt.words import Language
from assets.what_if.text import text_page


@pytest.fixture(params=[False, True], ids=["en", "zh"])
def language(request):
    return Language(chinese=request.param)


def test_it_holds_what_a_reader_asks_first(record):
    text = text_page(record, Language(chinese=False))
    first = text.splitlines()[:2]
    assert first[1] == (
        "3 of 31 people would stand elsewhere: 1 higher, 1 lower, 1 placed anew, 0 without a tier."
    )
    assert "dimensions.process.weight: 0.2 → 0.25" in text
    assert "Takes effect only with a run, not shown here: satisfied_from" in text
    assert "Independent asks for 57." in " ".join(text.split())
    assert "20 h → 25 h; 4 people with other courses" in text
    assert "60 % keep their tier" in text
    assert "least of all Executing: 30 %" in text
    assert "groups under 5 people left out: Shift" in " ".join(text.split())


def test_every_line_fits_and_cannot_steer_the_terminal(record, language):
    record["changes"] += [
        {"key": f"paths.key_{n}", "before": "x" * 200, "after": n, "effect": "shown"}
        for n in range(30)
    ]
    record["moved"] *= 10
    text = text_page(record, language)
    assert "\x1b" not in text
    assert max(width(line) for line in text.splitlines()) <= WIDTH
    assert len(text.splitlines()) < 90


def test_each_language_has_its_own_words(record, language):
    text = text_page(record, language)
    assert ("独立级" in text) == language.chinese
    assert ("Independent" in text) != language.chinese
    assert ("把握" in text) == language.chinese


def test_a_month_other_than_the_latest_is_named(record):
    lines = text_page(record, Language(chinese=False)).splitlines()
    later, earlier = (next(line for line in lines if one in line) for one in ("A001", "A002"))
    assert "[2026-01]" in earlier
    assert "[" not in later


def _unmoved(record):
    record["changes"], record["takes_effect_with_a_run"], record["without_effect"] = [], [], []
    record["people"] |= dict.fromkeys(("moved", "up", "down", "placed", "unplaced"), 0)
    record["paths"]["people_with_another_path"] = 0
    for one in record["dimensions"]:
        one["weight_after"] = one["weight_before"]


def test_nothing_changed_is_said_and_nothing_else(record):
    _unmoved(record)
    text = text_page(record, Language(chinese=False))
    assert "Nothing that a published result can show is changed." in text
    assert "Teams" not in text


@pytest.mark.parametrize("differs", ["people", "weights"])
def test_who_moves_is_shown_though_no_key_is_changed(record, differs):
    _unmoved(record)
    record["in_force"]["others"] = True
    if differs == "people":
        record["people"] |= {"moved": 3, "up": 1, "down": 1, "placed": 1}
    else:
        record["dimensions"][0]["weight_after"] = 0.25
    text = text_page(record, Language(chinese=False))
    assert "Nothing that a published result can show is changed." in text
    assert "Who moves, and why" in text
    assert "Earlier published months were under another configuration" in " ".join(text.split())


@pytest.mark.parametrize(
    ("in_force", "english", "chinese"),
    [
        ({"from": None, "shown": "always", "others": False}, "As if it had always", "视同一直生效"),
        ({"from": "2026-03-01", "shown": "from", "others": True},
         "In force from 2026-03 on; earlier months keep their configuration.", "自2026-03起生效"),
        ({"from": "2026-05-01", "shown": "always", "others": False},
         "It shall hold from 2026-05, after the newest published month: shown as if it had always",
         "晚于最新发布月份"),
    ],
)  # fmt: skip
def test_the_months_it_is_shown_in_are_told(record, in_force, english, chinese):
    record["in_force"] = in_force
    for language, words in ((False, english), (True, chinese)):
        text = text_page(record, Language(chinese=language))
        assert words.replace(" ", "") in "".join(text.split())
        assert max(width(line) for line in text.splitlines()) <= WIDTH


def test_what_no_figure_hangs_on_is_listed(record, language):
    assert "guards.indicator_share" in text_page(record, language)
    assert "nothing is published" in text_page(record, Language(chinese=False)).splitlines()[0]


def test_teams_nobody_moves_in_are_left_out(record):
    text = text_page(record, Language(chinese=False))
    assert "T1" in text
    assert "T2" not in text


def test_a_tier_lost_is_called_by_its_name(record):
    text = text_page(record, Language(chinese=False))
    assert "no tier → Executing" in text
