import numpy as np
import pandas as pd
import pytest

from competency.errors import MissingColumnsError
from competency.grid import grid_of


def test_months_have_no_gaps_and_agents_are_in_order(make):
    roster = make.roster(["B", "A"], ["2025-11", "2026-02"])
    grid = grid_of(roster)
    assert grid.agents.tolist() == ["A", "B"]
    assert grid.shape == (2, 4)
    assert grid.active.tolist() == [[True, False, False, True]] * 2


def test_inactive_and_unknown_rows_are_not_active(make):
    roster = make.roster(["A", "B", "C"], ["2026-01", "2026-02"])
    roster["is_active"] = [True, False, True, None, True, True]
    roster["period"] = roster["period"].where(roster["agent_id"] != "C")
    grid = grid_of(roster)
    assert grid.agents.tolist() == ["A", "B"]
    assert grid.active.tolist() == [[True, False], [True, False]]


def test_no_roster_is_an_empty_grid(make):
    grid = grid_of(make.roster(["A"], ["2026-01"]).head(0))
    assert grid.shape == (0, 0)
    assert grid.places(make.roster(["A"], ["2026-01"]))[2].tolist() == [False]


def test_places_tell_what_lies_outside(make):
    grid = grid_of(make.roster(["A", "B"], ["2026-01", "2026-02"]))
    rows = pd.DataFrame(
        {
            "agent_id": ["B", "A", "A", "Z", "A"],
            "period": pd.to_datetime(
                ["2026-02-01", "2025-12-01", "2026-03-01", "2026-01-01", None]
            ),
        }
    )
    agent, month, inside = grid.places(rows)
    assert inside.tolist() == [True, False, False, False, False]
    assert (agent[0], month[0]) == (1, 1)


def test_the_order_of_rows_does_not_matter(make):
    roster = make.roster(["A", "B", "C"], ["2026-01", "2026-02", "2026-03"])
    roster.loc[4, "is_active"] = False
    once, again = grid_of(roster), grid_of(roster.sample(frac=1, random_state=1))
    np.testing.assert_array_equal(once.active, again.active)


def test_missing_columns_are_named():
    with pytest.raises(MissingColumnsError, match="agent_months"):
        grid_of(pd.DataFrame({"agent_id": []}))
