"""Training by mode and provider on the page: words keep to intervals, small groups are hidden."""

import pandas as pd
import pytest

from assets.report.build import build_report
from assets.report.names import Names
from assets.report.training_kinds import lectures, training_kinds
from report.page_reader import chart_data, read_page

NAMES = Names(tiers={}, dimensions={}, indicators={})


def _row(grouping, name, effect=0.1, **changes):
    return {
        "grouping": grouping, "name": name, "outcome": "handle_minutes", "unit": "minutes",
        "n_compared": 30, "n_people": 20, "effect": effect, "lower": effect - 0.05,
        "upper": effect + 0.05, "check_state": "clear", "difference": 0.2, "verdict": "differs",
        "completions": 30, "share_minutes": 0.5, "target": None, "mix_state": "no_target",
        "n_learners": 40,
    } | changes  # fmt: skip


ROWS = [
    _row("format", "theory"),
    _row("format", "simulation", -0.1, difference=-0.2),
    _row("format", "role_play", -0.4, n_people=4),
    _row("source", "internal", share_minutes=0.85, target=0.6, mix_state="over"),
    _row("source", "external", share_minutes=0.15, target=0.3, mix_state="under"),
    _row("source", "unknown", share_minutes=None, difference=None, verdict="not_compared"),
    _row("provider", "<b>Acme</b>", 0.0, verdict="not_told_apart"),
    _row("provider", "内部讲师"),
    _row("provider", "内部讲师乙", difference=None, verdict="alone"),
]


def _marts(rows):
    return {"training_kinds": pd.DataFrame(rows)}


@pytest.fixture
def page(marts, run, tmp_path):
    build_report({**marts, **_marts(ROWS)}, run, tmp_path)
    return read_page(tmp_path / "return.html")


def test_each_grouping_has_its_picture_and_small_groups_are_in_none(page):
    rows = page.find("tr", data_grouping="format")
    assert {row.get("data-kind") for row in rows} == {"theory", "simulation"}
    assert [row["kind"] for row in chart_data(page, "training-kinds")["rows"]] == [
        "simulation", "theory",
    ]  # fmt: skip
    assert "worse than the others" in rows[0].text()
    assert "better than the others" in rows[1].text()


def test_sources_stand_beside_what_is_asked_for(page):
    words = page.text()
    assert "more than asked" in words
    assert "less than asked" in words
    assert "No course names a provider" not in words


def test_providers_names_are_escaped(page, tmp_path):
    (row,) = page.find("tr", data_kind="<b>Acme</b>")
    assert "cannot be told from the others" in row.text()
    assert "<b>Acme</b>" not in (tmp_path / "return.html").read_text("utf-8")


def test_providers_that_are_the_sources_are_not_told_twice():
    rows = [row for row in ROWS if row["name"] != "内部讲师乙"]
    assert [one.key for one in training_kinds(_marts(rows), NAMES)] == ["format", "source"]


@pytest.mark.parametrize(
    ("effect", "check", "words"),
    [
        (0.1, "clear", ": longer."),
        (-0.1, "clear", ": shorter."),
        (0.01, "clear", "neither longer nor shorter"),
        (0.1, "doubtful", "not to be relied on"),
    ],
)
def test_lectures_lengthen_handle_time_only_where_the_interval_says_so(effect, check, words):
    told = training_kinds(_marts([_row("format", "theory", effect, check_state=check)]), NAMES)
    assert words in lectures(told).en


def test_where_theory_was_not_compared_nothing_is_said_of_lectures():
    rows = [_row("format", "theory", effect=0.1, n_people=4), ROWS[1]]
    assert lectures(training_kinds(_marts(rows), NAMES)) is None


def test_without_providers_or_without_the_mart_the_page_says_so(marts, run, tmp_path):
    build_report({**marts, **_marts(ROWS[:3])}, run, tmp_path / "some")
    assert "No course names a provider" in read_page(tmp_path / "some" / "return.html").text()
    build_report(marts, run, tmp_path / "none")
    assert "No course says how it is taught" in read_page(tmp_path / "none" / "return.html").text()
