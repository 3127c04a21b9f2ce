import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.weights import weigh_dimensions


@settings(max_examples=25)
@given(st.lists(st.dates(), max_size=8))
def test_weights_of_a_month_add_up_and_keep_their_bounds(framework, days):
    frame = weigh_dimensions(framework, pd.Series(pd.to_datetime(days)))
    assert len(frame) == 6 * len({(day.year, day.month) for day in days})
    assert frame.groupby("period")["weight"].sum().tolist() == pytest.approx(
        [1.0] * frame["period"].nunique()
    )
    assert frame["weight"].between(frame["lower_bound"], frame["upper_bound"]).all()
    assert frame[["importance", "demand"]].isna().all(axis=None)
    assert (frame["step"] == 0).all()
