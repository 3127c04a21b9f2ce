"""All figures of a validation from its comparisons, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from competency.validation.accuracy import (
    coverage_figures,
    error_figures,
    evidence_figures,
    hardness_figures,
)
from competency.validation.comparison import Comparison
from competency.validation.figure import Figure
from competency.validation.following import weight_figures
from competency.validation.policy_figures import PolicyTest, policy_figures
from competency.validation.scenarios import SCENARIOS
from competency.validation.standing import (
    accuracy_figures,
    jump_figures,
    move_figures,
    retest_figures,
)
from competency.validation.tolerances import promised
from competency.validation.weighing import Weighing

Runs = Mapping[str, Sequence[Sequence[Comparison]]]
"""By scenario and seed: the comparison, or the two of people drawn twice."""

Weighings = Mapping[str, Sequence[Weighing]]
"""By scenario and seed, of the centres whose weights are judged."""

PolicyTests = Mapping[str, Sequence[PolicyTest]]
"""By scenario, of all kinds of centre and seeds."""


def summarise(
    runs: Runs,
    dimensions: Sequence[str],
    weighings: Weighings | None = None,
    policy_tests: PolicyTests | None = None,
) -> list[Figure]:
    """Return every figure with its tolerance."""
    figures: list[Figure] = []
    for key in SCENARIOS:
        if runs.get(key):
            figures += _of_scenario(key, runs[key], dimensions)
        if weighings and weighings.get(key):
            figures += weight_figures(key, weighings[key])
        if policy_tests and policy_tests.get(key):
            figures += policy_figures(key, policy_tests[key])
    return promised(figures)


def _of_scenario(
    key: str, seeds: Sequence[Sequence[Comparison]], dimensions: Sequence[str]
) -> list[Figure]:
    first = [drawings[0] for drawings in seeds]
    # Both drawings of the same people are as good as each other.
    every = [one for drawings in seeds for one in drawings]
    figures = [
        *error_figures(key, every, dimensions),
        *coverage_figures(key, every, dimensions, drawings=len(every) // len(first)),
        *hardness_figures(key, every),
        *accuracy_figures(key, every),
        *evidence_figures(key, every),
    ]
    if SCENARIOS[key].drawn_twice:
        figures += retest_figures(key, [(pair[0], pair[1]) for pair in seeds])
    if SCENARIOS[key].settings.get("static"):
        figures += move_figures(key, every)
    if "jump_share" in SCENARIOS[key].settings:
        figures += jump_figures(key, first)
    return figures
