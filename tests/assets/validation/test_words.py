"""Everything that can be found has a name in both languages."""

import pytest

from assets.validation.words import (
    FIGURE_NAMES,
    PARTS,
    SCENARIO_NAMES,
    SCENARIO_STORIES,
    bounds,
    value,
)
from competency.simulation.settings import DIMENSIONS
from competency.validation.figure import Figure
from competency.validation.scenarios import SCENARIOS
from competency.validation.summary import summarise


def test_every_scenario_figure_and_part_has_words(
    made_up_comparison, made_up_weighing, made_up_policy_tests
):
    assert list(SCENARIO_NAMES) == list(SCENARIO_STORIES) == list(SCENARIOS)
    runs = {
        key: [[made_up_comparison()] * (2 if scenario.drawn_twice else 1)]
        for key, scenario in SCENARIOS.items()
        if scenario.recalibration is None and not scenario.policies
    }
    weighings = {
        key: [made_up_weighing()]
        for key, scenario in SCENARIOS.items()
        if scenario.recalibration is not None
    }
    figures = summarise(runs, DIMENSIONS, weighings, {"policies": made_up_policy_tests()})
    assert {figure.key for figure in figures} == set(FIGURE_NAMES)
    assert {figure.part for figure in figures} - {""} == set(PARTS)
    for text in [*FIGURE_NAMES.values(), *PARTS.values(), *SCENARIO_STORIES.values()]:
        assert text.en != text.zh


@pytest.mark.parametrize(
    ("key", "number", "shown"),
    [
        ("hardness", -0.0304, "−0.030"),
        ("hardness", -0.0001, "0.000"),
        ("jump_months", 3.0, "3"),
        ("jump_months", 3.5, "3.500"),
        ("coverage", float("nan"), "–"),
        ("tiers_out_of_order", 0.0, "0"),
    ],
)
def test_values_read_well(key, number, shown):
    assert value(key, number) == shown


def test_bounds_are_told_as_they_are():
    assert bounds(Figure("jumps", "jump_months", 3.0, high=6.0)) == "≤ 6"
    assert bounds(Figure("static", "retest_same", 0.8, low=0.75)) == "≥ 75.0 %"
    assert bounds(Figure("static", "retest_correlation", 0.8)) == ""
