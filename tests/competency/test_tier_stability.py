import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.tier_stability import tier_stability
from competency.validation.standing import moves

TIERS = st.lists(st.sampled_from([None, 1, 2, 3]), min_size=6, max_size=6)


def ladder(*histories):
    """One history an agent, a tier a month or None."""
    rows = [
        (f"A{number}", pd.Timestamp(2026, 1 + place, 1), tier)
        for number, history in enumerate(histories)
        for place, tier in enumerate(history)
    ]
    frame = pd.DataFrame(rows, columns=["agent_id", "period", "tier"])
    return frame.assign(tier=frame["tier"].astype("Int64"))


def test_moves_of_the_last_months_by_hand():
    found = tier_stability(ladder([2, 3, 3, 2, 2], [1, 1, 1, 2, 3], [4, 4, 4, 4, 4]), 2)
    assert (found.agents, found.promotions, found.demotions) == (3, 2, 1)
    assert found.agent_years == pytest.approx(6 / 12)
    assert found.changes.value == pytest.approx(6)
    # The first agent's fall takes back a rise before these months; the second only rises.
    assert found.reversals.value == pytest.approx(2)
    assert found.unmoved.value == pytest.approx(1 / 3)
    assert found.changes.lower <= 6 <= found.changes.upper


def test_rows_in_any_order_count_alike():
    frame = ladder([2, 3, 3, 2, 2], [1, 1, None, 2, 3])
    assert tier_stability(frame.sample(frac=1, random_state=3), 4) == tier_stability(frame, 4)


def test_nobody_placed_has_no_figures_and_a_reason():
    for frame in (ladder([None, None]), ladder([2]), ladder()):
        found = tier_stability(frame, 6)
        assert (found.agents, found.agent_years, found.promotions) == (0, 0, 0)
        assert found.changes.state == "too_few_agents"
        assert np.isnan(found.changes.value)


def test_standing_still_is_surely_still():
    found = tier_stability(ladder(*[[2, 2, 2]] * 5), 6)
    assert (found.changes.value, found.changes.upper, found.unmoved.lower) == (0, 0, 1)


@given(st.lists(TIERS, min_size=1, max_size=8))
def test_over_all_months_it_counts_as_the_validation_does(histories):
    found = tier_stability(ladder(*histories), 12, draws=5)
    table = np.array([[np.nan if one is None else one for one in row] for row in histories])
    changes, reversals, years = moves(table)
    assert found.promotions + found.demotions == changes
    assert found.agent_years == pytest.approx(years)
    if years:
        assert found.reversals.value == pytest.approx(reversals / years)
