"""Figures of weights are what they say, and every promise can be broken."""

from dataclasses import replace

import numpy as np
import pytest

from competency.simulation.settings import DIMENSIONS
from competency.validation.following import outside, weight_figures
from competency.validation.summary import summarise


def figure(key, centres, scenario="shift"):
    return next(one for one in weight_figures(scenario, centres) if one.key == key)


def test_errors_are_total_variation_before_and_six_months_after(made_up_weighing):
    one = made_up_weighing(error=0.04)
    late = one.importance.copy()
    late[17] += np.array([0.1, 0, 0, 0, 0, -0.1])
    late[[5, 16, 18]] = 1.0
    one = replace(one, importance=late)
    before, after = (figure(key, [one]) for key in ("importance_before", "importance_after"))
    assert before.ours == pytest.approx(0.04)
    assert after.ours == pytest.approx(0.14)
    assert before.cases == 6
    assert after.cases == 1
    assert before.raw == pytest.approx(0.5 * np.abs(one.base - 1 / 6).sum())


def test_seeds_count_the_same_and_the_largest_step_is_of_all(made_up_weighing):
    centres = [made_up_weighing(error=0.02, step=0.01), made_up_weighing(error=0.04, step=0.015)]
    assert figure("importance_before", centres).ours == pytest.approx(0.03)
    assert figure("largest_step", centres).ours == pytest.approx(0.015)
    assert figure("step_over_limit", centres).ours == pytest.approx(-0.005)


def test_intervals_that_hold_the_truth_are_counted_where_something_was_estimated(made_up_weighing):
    assert figure("importance_coverage", [made_up_weighing(error=0.04)]).ours == 1.0
    assert figure("importance_coverage", [made_up_weighing(error=0.06)]).ours == pytest.approx(
        4 / 6
    )
    thin = replace(made_up_weighing(), estimated=np.arange(24) == 8)
    assert figure("importance_coverage", [thin]).cases == 1
    assert figure("importance_estimated", [thin]).ours == pytest.approx(1 / 23)


def test_where_ability_does_not_matter_there_is_no_error(made_up_weighing):
    keys = [one.key for one in weight_figures("noise", [made_up_weighing(drivers=False)])]
    assert keys == ["importance_estimated", "largest_step", "step_over_limit", "outside_bounds"]


def test_weights_beyond_a_bound_or_not_adding_to_one_are_outside(made_up_weighing):
    one = made_up_weighing()
    assert outside(one).max() == pytest.approx(0, abs=1e-12)
    low = one.weight.copy()
    low[3, 5], low[3, 4] = 0.04, 0.21
    assert outside(replace(one, weight=low)).max() == pytest.approx(0.01)
    more = one.weight.copy()
    more[3, 2] += 0.001
    assert outside(replace(one, weight=more)).max() == pytest.approx(0.001)


@pytest.mark.parametrize(
    ("scenario", "key", "good", "bad"),
    [
        ("shift", "importance_before", {"error": 0.05}, {"error": 0.07}),
        ("shift", "importance_after", {"error": 0.11}, {"error": 0.13}),
        ("shift", "step_over_limit", {"step": 0.02}, {"step": 0.02 + 1e-6}),
        ("noise", "largest_step", {"step": 0.019}, {"step": 0.021}),
        ("noise", "step_over_limit", {"step": 0.02}, {"step": 0.03}),
        ("shift", "outside_bounds", {"step": 0.1}, {"step": 0.11}),
    ],
)
def test_promises_are_kept_and_broken(scenario, key, good, bad, made_up_weighing):
    for settings, ok in ((good, True), (bad, False)):
        figures = summarise({}, DIMENSIONS, {scenario: [made_up_weighing(**settings)]})
        assert next(one for one in figures if one.key == key).ok is ok
