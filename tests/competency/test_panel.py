import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.frames import conform
from competency.grid import grid_of
from competency.panel import gather, rolling


def measured(rows):
    """Frame measured_agents from (agent, month, indicator, n, raw, estimate, variance)."""
    columns = ["agent_id", "period", "indicator", "n", "raw", "estimate", "variance"]
    frame = pd.DataFrame(rows, columns=columns).assign(shared_variance=0.01)
    frame["period"] = pd.to_datetime(frame["period"])
    return conform(frame, "measured_agents")


def test_more_is_better_in_every_indicator(framework, make):
    grid = grid_of(make.roster(["A", "B"], ["2026-01", "2026-02"]))
    rows = [
        ("B", "2026-02", "reopened", 20, 0.1, -2.2, 0.5),
        ("A", "2026-01", "qa_process", 4, 0.8, 0.82, 0.01),
    ]
    panel = gather(framework, measured(rows), grid)
    assert [item.key for item in panel.items] == ["qa_process", "reopened"]
    assert panel.sign.tolist() == [1, -1]
    assert panel.value[0, 0, 0] == 0.82
    assert panel.value[1, 1, 1] == 2.2
    assert panel.n[1, 1].tolist() == [0, 20]
    assert panel.variance[1, 1, 1] == 0.5
    assert panel.raw[0, 0, 0] == 0.8
    assert panel.shared[0, 0, 0] == 0.01
    # No evidence is unknown, never zero.
    assert np.isnan(panel.value).sum() == 6


def test_rows_outside_the_grid_are_left_out(framework, make):
    grid = grid_of(make.roster(["A"], ["2026-01"]))
    rows = [
        ("A", "2026-02", "reopened", 20, 0.1, -2.2, 0.5),
        ("Z", "2026-01", "reopened", 20, 0.1, -2.2, 0.5),
    ]
    panel = gather(framework, measured(rows), grid)
    assert panel.n.sum() == 0


def test_nothing_measured_has_no_indicators(framework, make):
    grid = grid_of(make.roster(["A"], ["2026-01"]))
    assert gather(framework, measured([]), grid).value.shape == (1, 1, 0)


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=9),
    st.integers(1, 12),
)
def test_windows_are_sums_of_the_last_months(values, window):
    table = np.array([values], float)
    wanted = [sum(values[max(0, at + 1 - window) : at + 1]) for at in range(len(values))]
    assert rolling(table, window)[0].tolist() == pytest.approx(wanted)
