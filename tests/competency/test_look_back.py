import pandas as pd
import pytest

from competency.look_back import recent_sum


def counts(*rows):
    frame = pd.DataFrame(rows, columns=["agent_id", "period", "n"])
    return frame.assign(period=pd.to_datetime(frame["period"]))


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        pytest.param(0, [0, 0, 0, 0], id="no month"),
        pytest.param(1, [2, 0, 3, 0], id="the month itself"),
        pytest.param(2, [2, 2, 3, 3], id="one before"),
        pytest.param(12, [7, 7, 10, 10], id="also before the first row"),
    ],
)
def test_adds_up_the_last_months_of_each_agent(make, months, expected):
    beliefs = make.beliefs({"A": [50] * 4})
    frame = counts(
        ("A", "2025-11-01", 5),
        ("A", "2026-01-01", 1),
        ("A", "2026-01-01", 1),
        ("A", "2026-03-01", 3),
        ("A", "2026-05-01", 100),
        ("B", "2026-03-01", 50),
    )
    assert recent_sum(beliefs, frame, "n", months).tolist() == expected


def test_nothing_counted_is_zero(make):
    beliefs = make.beliefs({"A": [50], "B": [50]})
    assert recent_sum(beliefs, counts(), "n", 3).tolist() == [0, 0]
    assert recent_sum(make.beliefs({}), counts(("A", "2026-01-01", 1)), "n", 3).tolist() == []
