"""Moves, reversals, lags and agreement as people would count them by hand."""

import numpy as np
import pytest

from competency.validation.standing import (
    ability_by_tier,
    accuracy_figures,
    aligned,
    jump_figures,
    lags,
    move_figures,
    moves,
    out_of_order,
    retest_figures,
)

NONE = np.nan


def by_key(figures):
    return {(figure.key, figure.part): figure for figure in figures}


def test_moves_begin_with_the_first_placement():
    tiers = np.array([[NONE, 2, 2, 3, 4, 3], [NONE] * 6, [1, 1, 1, 1, 1, 1]])
    assert moves(tiers) == (3, 1, 9 / 12)


def test_only_the_settled_whose_ability_stays_are_counted(made_up_comparison):
    tiers = np.tile([2.0, 3.0, 2.0, 2.0, 2.0, 2.0, 2.0], (3, 1))
    one = made_up_comparison(
        agents=3,
        months=7,
        tier=tiers,
        composite_tier=tiers[:, [0] * 7],
        settled=np.array([True, False, True]),
        jump=np.array([0.0, 0.0, 0.75]),
    )
    found = by_key(move_figures("jumps", [one]))
    assert found["changes", "published"].ours == pytest.approx(4)
    assert found["reversals", "published"].ours == pytest.approx(2)
    assert found["changes", "published"].cases == pytest.approx(0.5)
    assert found["changes", "composite_alone"].ours == 0


def test_lags_count_the_month_of_the_jump_as_the_first(made_up_comparison):
    truth = np.array([[0.0, 0.0, 0.7, 0.7, 0.7]] * 4 + [[0.0] * 5])
    tiers = np.array(
        [
            [3, 3, 3, 4, 4],  # second month
            [3, 3, 2, 2, 3],  # the wrong way, then back: never
            [NONE, 3, NONE, NONE, 5],  # third month, two tiers at once
            [NONE, NONE, 4, 4, 4],  # not placed before: not counted
            [3, 3, 4, 4, 4],  # the truth did not cross a cut: not counted
        ]
    )
    one = made_up_comparison(
        agents=5,
        months=5,
        truth=truth,
        tier=tiers,
        jump=np.array([0.7, 0.7, 0.7, 0.7, 0.01]),
        jump_month=2,
    )
    assert lags(one, tiers).tolist() == [2, np.inf, 3]
    found = by_key(jump_figures("jumps", [one]))
    assert found["jump_months", "published"].ours == 3
    assert found["jump_followed", "published"].ours == pytest.approx(2 / 3)
    assert found["jump_months", "published"].cases == 3


def test_two_drawings_are_matched_by_agent(made_up_comparison):
    one = made_up_comparison(agents=60, noise=0.3)
    other = made_up_comparison(agents=60, noise=0.3, draw=1)
    assert aligned(one, other, np.arange(60)).tolist() == list(range(60))
    found = by_key(retest_figures("static", [(one, other)]))
    assert 0.5 < found["retest_same", "published"].ours < 1
    assert found["retest_same", "published"].ours > found["retest_same", "published"].raw
    assert found["retest_within_one", "published"].ours >= found["retest_same", "published"].ours
    same = by_key(retest_figures("static", [(one, one)]))
    assert same["retest_same", "published"].ours == 1
    assert same["retest_correlation", ""].ours == pytest.approx(1)


def test_true_ability_that_falls_with_the_tier_is_found(made_up_comparison):
    truth = np.repeat([-1.0, 0.0, -0.5, 2.0], [5, 5, 5, 4])
    tiers = np.repeat([1.0, 2.0, 3.0, 4.0], [5, 5, 5, 4])
    assert [tier for tier, *_ in ability_by_tier(tiers, truth)] == [1, 2, 3], "four are too few"
    assert out_of_order(tiers, truth) == 1
    found = by_key(accuracy_figures("ordinary", [made_up_comparison(agents=400)]))
    assert found["tiers_out_of_order", ""].ours == 0
    exact, near = found["tier_exact", "published"], found["tier_within_one", "published"]
    assert exact.ours < near.ours
