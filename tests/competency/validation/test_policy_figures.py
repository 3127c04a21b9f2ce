"""Months, shares and gaps as one would count them by hand; ratios that can tell no difference."""

from dataclasses import replace

import numpy as np
import pytest

from competency.loading import load_framework
from competency.validation.policy_centre import KINDS
from competency.validation.policy_figures import (
    COMPARED,
    Outcome,
    PolicyTest,
    compare_policies,
    months_to_next,
    outcome,
    policy_figures,
    reached,
    restricted_mean,
    same_share,
    true_tiers,
)
from competency.validation.policy_year import Year


@pytest.fixture(scope="module")
def framework():
    return load_framework().resolved()


def test_the_restricted_mean_is_the_area_under_the_curve_of_those_not_there():
    months = np.array([1.0, 3.0, 3.0, 8.0, np.inf])
    assert restricted_mean(months) == (1 + 3 + 3 + 8 + 12) / 5
    # In month k those count who were not there before it.
    there = np.concatenate([[0.0], reached(months)[:-1]])
    assert restricted_mean(months) == pytest.approx((1 - there).sum())
    assert restricted_mean(months, horizon=2) == (1 + 2 + 2 + 2 + 2) / 5


def test_months_count_from_the_first_time_above_the_tier_of_the_start():
    tiers = np.array([[1, 1, 3, 3], [2, 3, 2, 2], [3, 2, 3, 3]])
    assert months_to_next(tiers).tolist() == [2, 1, np.inf]
    assert reached(months_to_next(tiers))[:3].tolist() == pytest.approx([1 / 3, 2 / 3, 2 / 3])


def test_as_many_people_are_there_sooner_later_or_never():
    soon, late = np.array([1.0, 2.0, 2.0, 9.0]), np.array([3.0, 4.0, 8.0, np.inf])
    # Three of four of each: the ninth month of the fourth person does not count.
    assert same_share(soon, late) == (2.0, 8.0)
    assert same_share(late, soon) == (8.0, 2.0)
    assert same_share(soon, soon) == (9.0, 9.0)
    # Groups may differ in size; half of each.
    assert same_share(np.array([5.0, np.inf]), soon) == (5.0, 2.0)
    assert np.isnan(same_share(soon, np.full(4, np.inf))).all()
    assert np.isnan(same_share(np.zeros(0), soon)).all()


def test_true_tiers_take_the_composite_and_every_floor_below(framework):
    assert true_tiers(framework, np.array([[44.9] * 6, [45.0] * 6, [57.0] * 6])).tolist() == [
        1, 2, 3,
    ]  # fmt: skip
    # A composite of 70 with a base layer of 45: the floor of the third tier is not met.
    lopsided = np.array([[45.0, 45.0, 85.0, 85.0, 80.0, 80.0]])
    assert true_tiers(framework, lopsided).tolist() == [2]


def test_an_outcome_is_of_those_who_have_a_next_tier(framework):
    score = np.repeat(np.array([[[50.0] * 6], [[99.0] * 6]]), 13, axis=1)
    score[0, 4:] = 60.0
    published = np.array([[0] * 13, [5] * 13])
    found = outcome(framework, Year(score, published, np.full((2, 52), 30.0)))
    assert found.months.tolist() == [4]
    assert len(found.published_months) == 0
    assert (found.independent, found.hours, found.gap) == (1.0, 26.0, 0.0)


def made_up(months, gap=2.0, hours=10.0):
    return Outcome(np.array(months), np.array(months), 0.5, hours, gap)


def test_figures_are_of_paths_against_each_other_policy():
    test = PolicyTest(
        "seats_plenty",
        {
            "paths": made_up([3.0, 6.0], gap=1.0, hours=10.0),
            "uniform": made_up([6.0, 12.0], gap=2.0, hours=20.0),
            "uniform_by_effect": made_up([3.0, 6.0]),
            "weakest_first": made_up([6.0, np.inf]),
            "no_training": made_up([np.inf, np.inf], gap=5.0, hours=0.0),
        },
    )
    found = {(one.key, one.part): one for one in policy_figures("policies", [test, test])}
    assert found["next_tier_ratio", "uniform"].ours == 0.5
    assert found["next_tier_ratio", "uniform_by_effect"].ours == 1.0
    assert found["next_tier_months", "weakest_first"].raw == 9
    assert (found["same_share", "uniform"].ours, found["same_share", "uniform"].raw) == (6, 12)
    # Half of them on paths after three months, by weakest dimension first after six.
    share = found["same_share", "weakest_first"]
    assert (share.ours, share.raw) == (3, 6)
    assert np.isnan(found["same_share", "no_training"].ours)
    assert found["gap_an_hour", "uniform"].ours == pytest.approx(0.4)
    assert found["gap_an_hour", "uniform"].raw == pytest.approx(0.15)
    assert np.isnan(found["gap_an_hour", "no_training"].raw)
    assert found["ratio_by_kind", "seats_plenty"].by_seed == (0.5, 0.5)
    assert found["training_hours", "no_training"].raw == 0
    assert found["next_tier_ratio", "uniform"].cases == 4


def test_a_small_centre_is_compared_and_useless_courses_would_show(framework):
    one = compare_policies(framework, KINDS["own_catalogue"], 10, 5)
    assert list(one.outcomes) == ["paths", *COMPARED]
    paths, nothing = one.outcomes["paths"], one.outcomes["no_training"]
    assert restricted_mean(paths.months) < restricted_mean(nothing.months)
    for name in COMPARED[:-1]:
        assert one.outcomes[name].hours == pytest.approx(paths.hours, rel=0.15)
    dull = PolicyTest(one.kind, {name: replace(nothing) for name in one.outcomes})
    ratios = [f.ours for f in policy_figures("policies", [dull]) if f.key == "next_tier_ratio"]
    assert ratios == [1.0] * len(COMPARED)
