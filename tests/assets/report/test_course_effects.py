"""Courses' effects: the plain comparison beside each, checks in words, only what is claimed."""

import pandas as pd
import pytest

from assets.report.build import build_report
from assets.report.course_effects import effect_lines, effect_notes
from assets.report.course_minutes import minutes_and_effects
from assets.report.names import read_names
from assets.report.numbers import signed
from report.page_reader import chart_data, read_page


@pytest.fixture(scope="module")
def names(marts):
    return read_names(marts)


@pytest.fixture(scope="module")
def lines(marts, names):
    return effect_lines(marts, names)


def test_measured_come_before_doubtful_before_assumed(lines):
    assert [one.course_id for one in lines] == ["C01", "C03", "C04", "C02", "C05"]
    assert [one.state for one in lines] == ["measured"] * 3 + ["doubtful", "assumed"]


def test_what_the_catalogue_does_not_list_is_left_out(courses, marts):
    effects = marts["course_effects"]
    assert not effects["listed"].all()
    drawn = [r.get("data-course") for r in courses.find("tr", data_course="*", data_state="*")]
    assert sorted(drawn) == sorted(effects[effects["listed"]]["course_id"])


def test_before_and_after_stands_beside_what_is_measured(courses, lines, marts):
    plain = marts["course_effects"].query("listed and method != 'prior'")["naive_uplift"]
    drawn = chart_data(courses, "course-effects")["effects"]
    naive = [one["naive"] for one in drawn if one["naive"] is not None]
    assert sorted(naive) == pytest.approx(sorted(plain))
    assert [one.before_after for one in lines if one.state == "assumed"] == [None]


def test_fewer_than_five_people_are_no_effect_and_no_count(marts, names):
    few = marts["course_effects"].assign(n_compared=4, n_trained=4)
    lines = effect_lines({**marts, "course_effects": few}, names)
    for line in lines:
        assert (line.people, line.before_after) == (None, None)
        assert line.state == "assumed"
        assert (line.row["uplift"] is None) == (line.row["method"] != "prior")


def test_one_number_of_people_a_course(marts, names):
    """Two numbers that differ by fewer than five would tell of those few."""
    rows = marts["course_effects"].query("listed and method != 'prior'").iloc[:1]
    rows = pd.concat([
        rows.assign(course_id="C01", dimension="process", n_trained=1240, n_compared=1236),
        rows.assign(course_id="C01", dimension="growth", n_trained=1240, n_compared=1234),
        rows.assign(course_id="C01", dimension="knowledge", n_trained=1240, n_compared=1,
                    method="prior"),
        rows.assign(course_id="C02", n_trained=9, n_compared=4),
        rows.assign(course_id="C03", n_trained=4, n_compared=0, method="prior"),
        rows.assign(course_id="C04", n_trained=0, n_compared=0, method="prior"),
    ])  # fmt: skip
    lines = effect_lines({**marts, "course_effects": rows}, names)
    told = {(one.course_id, one.people) for one in lines}
    assert told == {("C01", 1234), ("C02", 9), ("C03", None), ("C04", None)}


def test_nobody_and_one_to_four_look_the_same(marts, run, tmp_path):
    effects = marts["course_effects"]
    prior = effects["listed"] & (effects["method"] == "prior")
    pages = []
    for number in (0, 3):
        changed = effects.assign(n_trained=effects["n_trained"].mask(prior, number))
        index = build_report({**marts, "course_effects": changed}, run, tmp_path / str(number))
        page = read_page(index.parent / "courses.html")
        (row,) = page.find("tr", data_course="*", data_state="assumed")
        pages.append(row.text())
    assert pages[0] == pages[1]
    assert "fewer than 5" in pages[0]


def test_numbers_of_people_have_a_separator(marts, run, tmp_path):
    effects = marts["course_effects"]
    measured = effects["method"] != "prior"
    effects = effects.assign(
        n_trained=effects["n_trained"].mask(measured, 1240),
        n_compared=effects["n_compared"].mask(measured, 1234),
    )
    index = build_report({**marts, "course_effects": effects}, run, tmp_path)
    words = read_page(index.parent / "courses.html").text()
    assert "Measured on 1,234 people or more." in words
    assert "1,240" not in words


def test_a_figure_is_rounded_once(marts, names):
    effects = marts["course_effects"].assign(uplift=1.450212)
    catalogue = pd.DataFrame({"course_id": ["C01"], "title": ["One"], "duration_minutes": [60.0]})
    marts = {**marts, "course_effects": effects, "courses": catalogue}
    lines = effect_lines(marts, names)
    minutes = minutes_and_effects(marts, lines)
    assert minutes
    assert {signed(one["uplift"]) for one in minutes} == {signed(1.450212)} == {"+1.5"}


def test_checks_are_told_in_words_and_figures(lines):
    told = {one.course_id: one for one in lines}
    assert "already changing" in told["C02"].check.en
    assert "已有变化" in told["C02"].check.zh
    assert told["C02"].scores.en == "Placebo +3.4, pre-trend +0.8"
    assert told["C01"].check.en == "Nothing unusual before it."
    assert "Too few" in told["C04"].check.en
    assert told["C04"].scores is None
    assert told["C05"].check is None


def test_notes_say_how_far_the_plain_figure_misleads(lines, names, courses):
    notes = effect_notes(lines, names)
    sound = [one for one in lines if one.state == "measured"]
    assert len(sound) == 3
    naive = sum(one.before_after for one in sound) / 3
    uplift = sum(one.row["uplift"] for one in sound) / 3
    assert f"says +{naive:.1f} points on average" in notes[0].en
    assert f"own effect averages +{uplift:.1f}." in notes[0].en
    assert "is the course's" not in notes[0].en
    assert "±2.8" in notes[1].zh
    # Only where those who ask for courses rise faster anyway.
    assert len(notes) == 3
    assert notes[2].en.endswith("that is taken out.")
    for note in notes:
        assert note.en in courses.text()


def test_nothing_measured_leaves_nothing_to_note(marts, names):
    assumed = marts["course_effects"].query("method == 'prior'")
    lines = effect_lines({**marts, "course_effects": assumed}, names)
    assert effect_notes(lines, names) == []
    none = pd.DataFrame(columns=assumed.columns)
    assert effect_lines({**marts, "course_effects": none}, names) == []
