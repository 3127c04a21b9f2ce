"""Promises hold for what exists, are never loosened but by chance, and a miss is a miss."""

import pytest

from assets.validation.words import FIGURE_NAMES
from competency.validation.figure import Figure, averaged
from competency.validation.scenarios import SCENARIOS
from competency.validation.tolerances import TOLERANCES, promised


def test_every_promise_is_about_something_and_says_why():
    for one in TOLERANCES:
        assert one.figure in FIGURE_NAMES
        assert set(one.scenarios) <= set(SCENARIOS)
        assert (one.low, one.high) != (None, None)
        assert all(one.why)


@pytest.mark.parametrize(
    ("figure", "ok"),
    [
        (Figure("ordinary", "rmse_ratio", 0.55), True),
        (Figure("ordinary", "rmse_ratio", 0.551), False),
        (Figure("ordinary", "rmse_ratio", float("nan")), False),
        (Figure("one_team", "rmse_ratio", 0.9), True),
        (Figure("ordinary", "coverage", 0.869, cases=400), False),
        (Figure("ordinary", "coverage_fifth", 0.85, part="1", cases=80), True),
        (Figure("ordinary", "coverage_fifth", 0.85, part="1", cases=8_000), False),
        (Figure("handful", "coverage", 0.80, cases=20), True),
        (Figure("handful", "coverage", 1.0, cases=20), True),
        (Figure("static", "retest_same", 0.74, part="published"), False),
        (Figure("static", "retest_same", 0.5, part="composite_alone"), None),
        (Figure("jumps", "jump_months", float("inf"), part="composite_alone"), False),
        (Figure("jumps", "reversals", 0.02, part="published"), True),
        (Figure("ordinary", "composite_rmse", 9.0), None),
        (Figure("policies", "next_tier_ratio", 0.95, part="uniform"), True),
        (Figure("policies", "next_tier_ratio", 0.96, part="uniform"), False),
        (Figure("policies", "next_tier_ratio", 1.1, part="weakest_first"), None),
    ],
)
def test_verdicts(figure, ok):
    assert promised([figure])[0].ok is ok


def test_a_seed_without_the_figure_is_left_out_of_the_mean():
    figure = averaged("ordinary", "hardness", [0.1, float("nan"), 0.3])
    assert figure.ours == pytest.approx(0.2)
    assert figure.std_error == pytest.approx(0.1)
