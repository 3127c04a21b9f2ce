"""Courses' effects: the plain comparison beside each, checks in words, only what is claimed."""

import pandas as pd
import pytest

from assets.report.course_effects import effect_lines, effect_notes
from assets.report.names import read_names
from report.page_reader import chart_data


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
        assert (line.n_trained, line.n_compared, line.before_after) == (None, None, None)
        assert line.state == "assumed"
        assert (line.row["uplift"] is None) == (line.row["method"] != "prior")


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
    naive = (7.9 + 9.3 + 5.5 + 3.0) / 4
    uplift = (4.1 + 6.0 + 1.2 - 0.4) / 4
    assert f"says +{naive:.1f} points; +{uplift:.1f} of it" in notes[0].en
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
