"""The curve of Kaplan and Meier, against the remission times that every textbook prints."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.survival import kaplan_meier

#: Weeks of remission on 6-MP (Freireich et al. 1963; Kalbfleisch and Prentice 2002, table 1.1).
WEEKS = np.array(
    [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], float
)
RELAPSED = np.isin(np.arange(21), [0, 1, 2, 4, 6, 9, 10, 14, 15])


def test_remission_times_give_the_printed_curve():
    found = kaplan_meier(WEEKS, RELAPSED)
    assert found.time.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    printed = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert found.survival == pytest.approx(printed, abs=6e-4)
    errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert found.std_error == pytest.approx(errors, abs=6e-5)
    assert found.median()[0] == 23


def test_who_comes_in_late_is_at_risk_only_from_then():
    time, event = np.array([2.0, 5.0, 6.0]), np.array([True, True, True])
    found = kaplan_meier(time, event, entry=np.array([0.0, 3.0, 0.0]))
    assert found.at_risk.tolist() == [2, 2, 1]
    assert found.survival.tolist() == [0.5, 0.25, 0.0]
    assert np.isnan(found.lower[-1])


def test_nobody_and_no_event_make_an_empty_curve():
    nobody = kaplan_meier(np.zeros(0), np.zeros(0, bool))
    none = kaplan_meier(np.array([3.0]), np.array([False]))
    assert len(nobody.time) == len(none.time) == 0
    assert np.isnan(none.median()).all()


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.booleans(), st.integers(0, 6)), min_size=1, max_size=30
    )
)
def test_a_curve_falls_within_its_interval(people):
    time, event, entry = (np.array(column) for column in zip(*people, strict=True))
    found = kaplan_meier(time.astype(float), event, entry.astype(float))
    assert (np.diff(np.r_[1.0, found.survival]) <= 0).all()
    known = ~np.isnan(found.lower)
    assert (found.lower[known] <= found.survival[known] + 1e-12).all()
    assert (found.survival[known] <= found.upper[known] + 1e-12).all()
