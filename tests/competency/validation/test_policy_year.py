"""A followed year keeps every rule, and policies differ by what they do and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from competency.loading import load_framework
from competency.plan_checks import check_plans
from competency.validation.policy_centre import KINDS, WEEKS, draw_centre, scale
from competency.validation.policy_year import (
    follow,
    paths,
    uniform_by_effect,
    uniform_curriculum,
    weakest_dimension_first,
)

POLICIES = (paths, uniform_curriculum, uniform_by_effect, weakest_dimension_first)


@pytest.fixture(scope="module")
def framework():
    return load_framework().resolved()


@pytest.fixture(scope="module")
def centre(framework):
    return draw_centre(framework, KINDS["seats_scarce"], 12, 3)


@pytest.fixture(scope="module")
def by_paths(framework, centre):
    return follow(framework, centre, paths)


@pytest.mark.parametrize("policy", POLICIES)
def test_every_plan_of_the_year_is_sound(framework, centre, by_paths, policy):
    broken, taken = [], np.zeros(len(centre.sessions))
    place = {one.key: number for number, one in enumerate(centre.sessions)}
    planned = []

    def watched(problem):
        plans = policy(problem)
        broken.extend(check_plans(problem, plans))
        for one in problem.sessions:
            taken[place[one.key]] = one.seats
        planned.append(sum(len(plan) for plan in plans))
        return plans

    follow(framework, centre, watched, None if policy is paths else by_paths.minutes)
    assert broken == []
    assert len(planned) == 12
    assert sum(planned) > 50
    # Seats bind: somewhere they run out, and never below none.
    assert taken.min() == 0


def test_a_plan_beyond_the_seats_is_noticed(framework, centre):
    """The check above is worth something: whoever takes what is open breaks rules."""
    broken = []

    def greedy(problem):
        plans = [np.flatnonzero(problem.offers.session >= 0)] * len(problem.agents)
        broken.extend(one.rule for one in check_plans(problem, plans))
        return [np.zeros(0, dtype=np.int64)] * len(problem.agents)

    follow(framework, centre, greedy)
    assert {"seats", "twice", "minutes"} <= set(broken)


def by_month(minutes):
    """Minutes of all together by the end of each month."""
    return np.cumsum(minutes.sum(axis=0))[np.cumsum(WEEKS) - 1]


def test_a_head_start_is_held_back(framework, centre):
    """A policy that would spend all its time at once waits for what may be spent by then."""
    asked = []

    def hasty(problem):
        plans = uniform_curriculum(problem)
        offers = problem.offers
        asked.append(sum(offers.minutes[plan, : WEEKS[0]].sum() for plan in plans))
        return plans

    little = np.full((len(centre.team), sum(WEEKS)), 15.0)
    year = follow(framework, centre, hasty, little)
    assert asked[0] > 1.5 * by_month(little)[0]
    assert by_month(year.minutes)[0] <= by_month(little)[0]
    assert by_month(year.minutes)[0] > 0.8 * by_month(little)[0]


@pytest.mark.parametrize("policy", POLICIES[1:])
def test_the_hours_are_the_same(framework, centre, by_paths, policy):
    """As many as paths take, by month, but for what others cannot use; never more."""
    year = follow(framework, centre, policy, by_paths.minutes)
    total = by_paths.minutes.sum()
    more = by_month(year.minutes) - by_month(by_paths.minutes)
    assert more.max() <= 0.005 * total
    assert year.minutes.sum() == pytest.approx(total, rel=0.08)
    half = follow(framework, centre, policy, 0.5 * by_paths.minutes)
    assert half.minutes.sum() < 0.6 * total


def test_without_a_true_effect_no_policy_differs_from_another(framework, centre):
    useless = replace(centre, effect=np.zeros_like(centre.effect))
    nothing = follow(framework, useless, None)
    for policy in POLICIES:
        year = follow(framework, useless, policy)
        assert year.minutes.sum() > 0
        np.testing.assert_array_equal(year.score, nothing.score)
        np.testing.assert_array_equal(year.published, nothing.published)


def test_with_effects_training_shows_in_truth_and_then_in_tiers(framework, centre, by_paths):
    nothing = follow(framework, centre, None)
    np.testing.assert_array_equal(nothing.score[:, 0], by_paths.score[:, 0])
    assert nothing.minutes.sum() == 0
    gained = by_paths.score - nothing.score
    assert gained.min() >= -1e-9
    assert (np.diff(gained, axis=1) >= -1e-9).all()
    assert gained[:, -1].mean() > 5
    assert by_paths.published[:, -1].sum() > nothing.published[:, -1].sum()


def test_nobody_learns_more_than_the_courses_still_open_to_him_do(framework, centre, by_paths):
    slope, _ = scale(framework)
    nothing = follow(framework, centre, None)
    points = (by_paths.score - nothing.score)[:, -1]
    most = slope * np.where(centre.held[:, :, None], 0, centre.effect[None]).sum(axis=1)
    assert (points <= most + 1e-9).all()


def test_a_rerun_is_the_same_year(framework, centre, by_paths):
    again = follow(framework, centre, paths)
    np.testing.assert_array_equal(again.score, by_paths.score)
    np.testing.assert_array_equal(again.minutes, by_paths.minutes)


def test_the_product_never_sees_the_truth(framework, centre, by_paths):
    """With other truth behind the same evidence and estimates, the first plans are the same."""
    other = replace(centre, ability=centre.ability + 1.0, effect=centre.effect[::-1])
    year = follow(framework, other, paths)
    first = slice(0, 4)
    np.testing.assert_array_equal(year.minutes[:, first], by_paths.minutes[:, first])
    assert (year.score[:, 0] != by_paths.score[:, 0]).all()
