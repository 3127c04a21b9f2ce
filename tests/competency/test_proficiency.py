"""Cohorts of new hires: who is compared with whom, and what is too few to say."""

import numpy as np
import pandas as pd
import pytest

from competency.frames import empty
from competency.loading import load_framework
from competency.proficiency import compare_cohorts, draw_curves


@pytest.fixture(scope="module")
def framework():
    return load_framework()


def _people(cohort, hired, upper, lower=None, entered=0.0, measure="told"):
    upper = np.asarray(upper, float)
    return pd.DataFrame(
        {
            "agent_id": [f"{cohort}{i}" for i in range(len(upper))],
            "measure": measure,
            "hire_date": pd.Timestamp(hired),
            "cohort": cohort,
            "entered_months": entered,
            "lower_months": np.where(np.isnan(upper), 5.0, upper - 1) if lower is None else lower,
            "upper_months": upper,
        }
    )


SLOW = _people("2024-H1", "2024-03-01", [5, 6, 7, 8, 9, 10, 11, np.nan])
FAST = _people("2024-H2", "2024-09-01", [3, 3, 4, 4, 5, 6, 7, np.nan])
FEW = _people("2025-H1", "2025-02-01", [2, 3, 3])


def test_later_cohorts_are_compared_with_the_first_that_has_enough(framework):
    found = compare_cohorts(framework, pd.concat([SLOW, FAST, FEW])).set_index("cohort")
    assert list(found.index) == ["baseline", "later", "2024-H2"]
    assert found.loc["baseline", "state"] == "baseline"
    assert found.loc["baseline", "median_months"] == 8
    assert found.loc["later", "n_people"] == 11
    assert found.loc["2024-H2", "time_ratio"] == pytest.approx(0.58, abs=0.08)
    assert found.loc["2024-H2", "ratio_upper"] < 1


def test_a_stated_day_makes_all_before_it_the_baseline(framework):
    rules = framework.returns.proficiency.model_copy(
        update={"baseline_until": pd.Timestamp("2024-12-31").date()}
    )
    returns = framework.returns.model_copy(update={"proficiency": rules})
    stated = framework.model_copy(update={"returns": returns})
    later = _people("2025-H1", "2025-02-01", [2, 3, 3, 4, 5])
    found = compare_cohorts(stated, pd.concat([SLOW, FAST, later])).set_index("cohort")
    assert found.loc["baseline", "n_people"] == 16
    assert found.loc["2025-H1", "state"] == "estimated"
    assert found.loc["2024-H2", "role"] == "earlier"


def test_a_cohort_watched_only_from_later_on_is_no_baseline(framework):
    old = _people("2023-H1", "2023-03-01", [9, 10, 11, 12, 13, 14], entered=7.0)
    found = compare_cohorts(framework, pd.concat([old, SLOW, FAST])).set_index("cohort")
    assert found.loc["2023-H1", "role"] == "earlier"
    assert found.loc["baseline", "n_people"] == len(SLOW)


def test_few_events_give_no_ratio_and_few_people_no_curve(framework):
    waiting = _people("2024-H2", "2024-09-01", [3, np.nan, np.nan, np.nan, np.nan, np.nan])
    frame = pd.concat([SLOW, waiting, FEW.assign(cohort="2023-H1", hire_date="2023-02-01")])
    found = compare_cohorts(framework, frame).set_index("cohort")
    assert found.loc["2024-H2", "state"] == "thin"
    assert found["time_ratio"].isna().all()
    assert set(draw_curves(framework, frame)["cohort"]) == {"baseline", "later", "2024-H2"}


def test_who_was_proficient_when_first_seen_does_not_count(framework):
    there = _people("2020-H1", "2020-02-01", [60.0] * 9, lower=0.0, entered=60.0)
    assert not len(compare_cohorts(framework, there))
    assert "2020-H1" not in set(compare_cohorts(framework, pd.concat([SLOW, there]))["cohort"])


def test_nobody_at_all_gives_empty_frames(framework):
    nobody = SLOW.iloc[:0]
    assert draw_curves(framework, nobody).dtypes.equals(empty("proficiency_curves").dtypes)
    assert compare_cohorts(framework, nobody).dtypes.equals(empty("proficiency_cohorts").dtypes)
