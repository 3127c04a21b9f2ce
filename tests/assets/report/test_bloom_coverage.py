"""The matrix of abilities and levels: what counts, and what is a hole."""

import pandas as pd

from assets.report.bloom_coverage import LEVELS, bloom_coverage
from assets.report.names import Names
from assets.report.text import Text

NAMES = Names(tiers={}, dimensions={d: Text(d, d) for d in ("process", "growth")}, indicators={})


def courses(*rows):
    columns = ["course_id", "dimensions", "bloom_level", "active", "card"]
    return pd.DataFrame(rows, columns=columns)


def cell(found, dimension, level):
    (cells,) = [cells for key, _, cells in found.rows if key == dimension]
    (one,) = [c for c in cells if c.level == level]
    return one.courses, one.tests


def test_active_courses_without_a_red_card_count_in_every_ability_they_teach():
    found = bloom_coverage(
        {
            "courses": courses(
                ("C1", "process|growth", "Apply", True, "green"),
                ("C2", "process", "应用", True, None),
                ("C3", "process", "apply", False, None),
                ("C4", "process", "apply", True, "red"),
                ("C5", "process", "level 3", True, None),
            ),
            "assessments": pd.DataFrame(
                {"assessment_id": ["X"], "dimension": ["growth"], "bloom_level": ["create"]}
            ),
        },
        NAMES,
    )
    assert cell(found, "process", "apply") == (2, 0)
    assert cell(found, "growth", "apply") == (1, 0)
    assert cell(found, "growth", "create") == (0, 1)
    assert found.holes == 2 * len(LEVELS) - 3
    assert (found.unrated, found.has_tests) == (1, True)


def test_without_levels_there_is_no_matrix():
    plain = courses(("C1", "process", None, True, None))
    assert bloom_coverage({"courses": plain}, NAMES) is None
    assert bloom_coverage({"courses": plain.drop(columns="bloom_level")}, NAMES) is None
    assert bloom_coverage({}, NAMES) is None
