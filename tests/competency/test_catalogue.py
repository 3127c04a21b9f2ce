import pandas as pd

from competency.catalogue import read_catalogue


def catalogue(framework, *rows):
    columns = ["course_id", "title", "dimensions", "duration_minutes", "prerequisites", "min_tier"]
    return read_catalogue(framework, pd.DataFrame(rows, columns=columns))


def test_columns_are_read_and_gaps_filled(framework):
    found = catalogue(
        framework,
        ("C1", None, "process|产品知识|cooking", None, None, None),
        ("C2", "Deep", "mediation", 44.5, " C1 | C2 ", "independent"),
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
    circles = [one for one in found.problems if "circle" in one]
    assert len(circles) == 2
    assert "A" in circles[0]
    assert "B" in circles[0]
    assert "course C needs A, which is left out" in found.problems


def test_unknown_prerequisite_is_named(framework):
    found = catalogue(framework, ("A", "a", "process", 10, "Z", 1))
    assert found.problems == ("course A needs Z, which is not in the catalogue",)
    assert list(found.courses) == ["A"]


def test_empty_catalogue(framework):
    assert catalogue(framework).courses == {}
