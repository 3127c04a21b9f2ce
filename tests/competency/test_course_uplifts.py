import numpy as np
import pandas as pd
import pytest

from competency.catalogue import read_catalogue
from competency.course_uplifts import Uplift, read_uplifts

CATALOGUE = pd.DataFrame({"course_id": ["C1", "C2"], "dimensions": ["process|growth", "process"]})
ROW = {
    "course_id": "C1",
    "dimension": "process",
    "uplift": 3.0,
    "lower": 1.0,
    "upper": 5.0,
    "n_trained": 12,
    "listed": True,
}


def uplifts(framework, *rows):
    effects = pd.DataFrame([{**ROW, **row} for row in rows], columns=list(ROW))
    return read_uplifts(framework, read_catalogue(framework, CATALOGUE), effects)


def test_every_listed_dimension_has_an_uplift_estimated_or_assumed(framework):
    found = uplifts(framework, {})
    assumed = Uplift(framework.effects.prior_uplift)
    assert found == {
        ("C1", "process"): Uplift(3.0, 1.0, 5.0, 12),
        ("C1", "growth"): assumed,
        ("C2", "process"): assumed,
    }


@pytest.mark.parametrize(
    ("row", "uplift"),
    [
        pytest.param({"uplift": np.nan}, Uplift(2.0), id="no estimate"),
        pytest.param({"listed": False}, Uplift(2.0), id="not listed in the catalogue"),
        pytest.param({"dimension": None}, Uplift(2.0), id="no dimension"),
        pytest.param({"dimension": "knowledge"}, Uplift(2.0), id="other dimension"),
        pytest.param({"course_id": "C9"}, Uplift(2.0), id="unknown course"),
        pytest.param(
            {"lower": np.nan, "upper": np.nan}, Uplift(3.0, None, None, 12), id="no interval"
        ),
        pytest.param({"n_trained": np.nan}, Uplift(3.0, 1.0, 5.0, 0), id="nobody trained"),
        pytest.param({"uplift": -1.0}, Uplift(-1.0, 1.0, 5.0, 12), id="does harm"),
    ],
)
def test_what_counts_of_a_row(framework, row, uplift):
    found = uplifts(framework, row)
    assert found["C1", "process"] == uplift
    assert len(found) == 3


def test_old_effects_without_the_new_columns_count(framework):
    effects = pd.DataFrame({"course_id": ["C2"], "dimension": ["process"], "uplift": [1.5]})
    found = read_uplifts(framework, read_catalogue(framework, CATALOGUE), effects)
    assert found["C2", "process"] == Uplift(1.5)
