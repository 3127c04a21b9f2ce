import datetime as dt

import pandas as pd
import pytest

from competency.catalogue import read_catalogue


def catalogue(framework, *rows):
    columns = ["course_id", "title", "dimensions", "duration_minutes", "prerequisites", "min_tier"]
    return read_catalogue(framework, pd.DataFrame(rows, columns=columns))


def test_columns_are_read_and_gaps_filled(framework):
    found = catalogue(
        framework,
        ("C1", None, "process|产品知识|cooking", None, None, None),
        ("C2", "Deep", "mediation", 44.5, " C1 | C1 ", "independent"),
    ).courses
    assert found["C1"].dimensions == ("process", "knowledge")
    assert (found["C1"].title, found["C1"].minutes, found["C1"].min_tier) == ("C1", 60, 1)
    assert (found["C2"].minutes, found["C2"].min_tier) == (45, 3)
    assert found["C2"].prerequisites == ("C1",)


def test_prerequisites_come_first(framework):
    found = catalogue(
        framework,
        ("A", "a", "process", 10, "B|C", 1),
        ("B", "b", "process", 10, "C", 1),
        ("C", "c", "process", 10, None, 1),
    )
    assert list(found.courses) == ["C", "B", "A"]
    assert found.problems == ()


def test_a_course_that_needs_itself_is_a_circle(framework):
    found = catalogue(framework, ("A", "a", "process", 10, "A", 1))
    assert (found.courses, found.left_out) == ({}, {"A"})
    assert "A -> A" in found.problems[0].en
    assert "A -> A" in found.problems[0].zh


def test_circles_are_named_and_left_out_with_what_needs_them(framework):
    found = catalogue(
        framework,
        ("A", "a", "process", 10, "B", 1),
        ("B", "b", "process", 10, "A", 1),
        ("C", "c", "process", 10, "A", 1),
        ("D", "d", "process", 10, None, 1),
        ("X", "x", "process", 10, "Y", 1),
        ("Y", "y", "process", 10, "X", 1),
    )
    assert list(found.courses) == ["D"]
    circles = [one.en for one in found.problems if "circle" in one.en]
    assert len(circles) == 2
    assert "A" in circles[0]
    assert "B" in circles[0]
    assert "Left out: course C needs A, which is left out." in {one.en for one in found.problems}


def test_unknown_prerequisite_is_named(framework):
    found = catalogue(framework, ("A", "a", "process", 10, "Z", 1))
    assert [one.en for one in found.problems] == [
        "Course A needs Z, which is not in the catalogue."
    ]
    assert "Z" in found.problems[0].zh
    assert list(found.courses) == ["A"]


def test_empty_catalogue(framework):
    assert catalogue(framework).courses == {}


@pytest.mark.parametrize(
    ("column", "cell", "name", "value"),
    [
        ("card", "red", "red_card", True),
        ("card", "yellow", "red_card", False),
        ("card", None, "red_card", False),
        ("mentoring", "service", "mentoring", "service"),
        ("product", " Lamp ", "product", "Lamp"),
        ("format", "案例研讨", "format", "案例研讨"),
        ("launched_at", pd.Timestamp("2026-03-30 20:00"), "launched", dt.datetime(2026, 3, 30, 20)),
        ("launched_at", pd.NaT, "launched", None),
        ("active", False, "active", False),
        ("active", None, "active", True),
        ("valid_days", 0, "valid_days", None),
    ],
)
def test_what_planning_needs_of_a_course(framework, column, cell, name, value):
    frame = pd.DataFrame({"course_id": ["C1"], column: [cell]})
    found = read_catalogue(framework, frame).courses["C1"]
    assert getattr(found, name) == value
