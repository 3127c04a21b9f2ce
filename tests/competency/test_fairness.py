import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.fairness import SMALLEST_GROUP, fairness, hedges_g, left_out


def people(before, after, tiers=None):
    count = len(before)
    old, new = tiers or ([3] * count, [3] * count)
    return pd.DataFrame(
        {
            "composite_before": before,
            "composite_after": after,
            "tier_before": old,
            "tier_after": new,
        }
    )


def drawn(seed, shift=0.0, groups=(40, 60)):
    rng = np.random.default_rng(seed)
    level = rng.normal(60, 8, sum(groups))
    site = ["N"] * groups[0] + ["S"] * groups[1]
    return people(level, level + np.where(np.array(site) == "N", shift, 0.0)), site


@given(
    st.lists(st.floats(0, 100), min_size=2, max_size=30),
    st.lists(st.floats(0, 100), min_size=2, max_size=30),
)
def test_the_difference_turns_round_with_the_groups(one, other):
    there, back = hedges_g(np.array(one), np.array(other)), hedges_g(np.array(other), np.array(one))
    if np.isnan(there.value):
        assert np.isnan(back.value)
        return
    assert there.value == pytest.approx(-back.value, abs=1e-9)
    assert there.lower == pytest.approx(-back.upper, abs=1e-9)
    assert there.lower < there.value < there.upper


def test_nine_intervals_in_ten_hold_the_true_difference():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(800):
        found = hedges_g(rng.normal(0.5, 1, 15), rng.normal(0, 1, 25))
        held += found.lower <= 0.5 <= found.upper
    assert 0.87 <= held / 800 <= 0.93


def test_a_change_that_falls_on_one_group_shows():
    table, site = drawn(2, shift=-3)
    found = fairness(table, {"site": site})
    north = found.set_index("group").loc["N"]
    assert north["agents"] == 40
    assert north["change"] == pytest.approx(-3)
    assert north["change_upper"] < 0
    assert north["after"] < north["before"]


def test_no_change_leaves_no_difference():
    table, site = drawn(3)
    found = fairness(table, {"site": site})
    assert (found["change"] == 0).all()
    pd.testing.assert_series_equal(found["before"], found["after"], check_names=False)


def test_moves_are_shares_of_the_group():
    tiers = ([3] * 20 + [0], [4] * 5 + [2] * 2 + [3] * 13 + [3])
    level = [*np.linspace(50, 60, 20), 55.0]
    found = fairness(people(level, level, tiers), {"site": ["N"] * 10 + ["S"] * 11})
    north = found.set_index("group").loc["N"]
    assert (north["promoted"], north["demoted"]) == (0.5, 0.2)
    # Somebody who had no tier before has not risen from one.
    assert found.set_index("group").loc["S", "promoted"] == 0


def test_small_groups_are_left_out_and_their_attribute_is_named():
    count = SMALLEST_GROUP
    table = people([50.0 + n for n in range(4 * count)], [50.0 + n for n in range(4 * count)])
    site = ["N"] * (2 * count) + ["S"] * (count + 1) + ["tiny"] * (count - 1)
    found = fairness(table, {"site": site})
    assert found["group"].tolist() == ["N", "S"]
    assert left_out(table, {"site": site}) == ["site"]
    assert left_out(table, {"site": ["N"] * (2 * count) + ["S"] * (2 * count)}) == []
    # A group that faces too few others would tell about these.
    assert fairness(table, {"site": ["N"] * (4 * count - 2) + ["S"] * 2}).empty


def test_unknown_groups_and_composites_do_not_count():
    table, site = drawn(4)
    table.loc[:9, "composite_after"] = np.nan
    found = fairness(table, {"site": [*site[:-10], *[None] * 10]})
    assert found.set_index("group")["agents"].to_dict() == {"N": 30, "S": 50}


def test_one_group_says_nothing():
    table, site = drawn(5)
    assert fairness(table, {"language": ["zh"] * len(site)}).empty
