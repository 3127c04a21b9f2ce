"""Reviewers' severity with drift, and machine reviews beside human ones."""

import pytest

from assets.report.charts.mark_pair import mark_scale
from assets.report.charts.svg import Scale
from assets.report.names import read_names
from assets.report.reviewers import MOST, reviewer_severity


def test_severity_is_of_reviews_only_the_largest_first(measures, marts):
    found = reviewer_severity(marts, read_names(marts))
    assert (len(found.lines), found.total) == (MOST, 20)
    rows = marts["reviewer_severity"]
    plain = rows[rows["since"].isna()].set_index(["indicator", "rater_id"])
    dots = measures.find("circle", data_reviewer="*")
    assert {d.get("data-indicator") for d in dots} <= {"process_accuracy", "mediation_rate"}
    sizes = [abs(float(d.get("data-value"))) for d in dots]
    assert sizes == sorted(sizes, reverse=True)
    for dot in dots:
        row = plain.loc[(dot.get("data-indicator"), dot.get("data-reviewer"))]
        assert float(dot.get("data-value")) == pytest.approx(100 * row["severity"], abs=5e-4)


def test_a_half_year_is_the_severity_with_its_drift(measures, marts):
    rows = marts["reviewer_severity"].set_index(["indicator", "rater_id"])
    for dot in measures.find("circle", data_reviewer="*"):
        assert dot.parent is not None
        marks = [float(p.get("data-part")) for p in dot.parent.find("line", data_part="*")]
        own = rows.loc[(dot.get("data-indicator"), dot.get("data-reviewer"))]
        drift = own[own["since"].notna()].sort_values("since")["severity"]
        plain = own[own["since"].isna()]["severity"].iloc[0]
        assert marks == pytest.approx([100 * (plain + d) for d in drift], abs=1e-3)


def test_agreement_shows_what_a_machine_scored(measures):
    dots = measures.find("circle", data_criterion="*")
    shown = {(d.get("data-criterion"), d.get("data-side")) for d in dots}
    assert shown == {
        ("empathy", "human"), ("empathy", "machine"), ("<i>opening</i>", "human"),
        ("<i>opening</i>", "machine"), ("closing", "machine"),
    }  # fmt: skip


def test_one_mark_alone_still_has_a_scale():
    assert mark_scale([0.8]) == Scale(0.8, 0.9)
