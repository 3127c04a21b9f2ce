"""Figures of the weights: how near importance is to the truth, how weights move, what they keep."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from competency.columns import Floats
from competency.validation.figure import Figure, averaged, mean
from competency.validation.weighing import Weighing

SETTLED = 6
"""Months of outcomes before importance is judged, and after a change of business."""


def weight_figures(scenario: str, centres: Sequence[Weighing]) -> list[Figure]:
    """Errors beside those of weights that stay, honesty of intervals, and moves of the weights.

    Where ability does not matter there is no true importance; the errors are then left out.
    """
    figures: list[Figure] = []
    if not any(np.isnan(one.truth).all() for one in centres):
        figures += [*_errors(scenario, centres), _covered(scenario, centres)]
    count = float(sum(len(one.months) - 1 for one in centres))
    estimated = [mean(one.estimated[1:].astype(np.float64)) for one in centres]
    return [
        *figures,
        averaged(scenario, "importance_estimated", estimated, cases=count),
        _largest(scenario, "largest_step", [np.abs(one.steps) for one in centres]),
        _largest(
            scenario,
            "step_over_limit",
            [np.abs(one.steps) - one.step_limit[1:, None] for one in centres],
        ),
        _largest(scenario, "outside_bounds", [outside(one) for one in centres]),
    ]


def outside(one: Weighing) -> Floats:
    """Return how far weights lie beyond a bound, and sums beside 1, as a flat array."""
    beyond = np.maximum(one.lower_bound - one.weight, one.weight - one.upper_bound)
    return np.concatenate([beyond.ravel(), np.abs(one.weight.sum(axis=1) - 1)])


def _errors(scenario: str, centres: Sequence[Weighing]) -> list[Figure]:
    """Before the change on average once settled; after it at the end of the sixth month."""
    before = [slice(SETTLED, one.change) for one in centres]
    after = [slice(one.change + SETTLED - 1, one.change + SETTLED) for one in centres]
    return [
        averaged(
            scenario,
            key,
            [mean(one.error[when]) for one, when in zip(centres, times, strict=True)],
            [mean(one.base_error[when]) for one, when in zip(centres, times, strict=True)],
            cases=float(
                sum(len(one.error[when]) for one, when in zip(centres, times, strict=True))
            ),
        )
        for key, times in (("importance_before", before), ("importance_after", after))
    ]


def _covered(scenario: str, centres: Sequence[Weighing]) -> Figure:
    """Share of 90 % intervals that hold the truth, once settled, before and after a change."""
    shares, count = [], 0
    for one in centres:
        place = np.arange(len(one.months))
        settled = (place >= SETTLED) & ((place < one.change) | (place >= one.change + SETTLED))
        rows = settled & one.estimated
        held = (one.lower <= one.truth + 1e-9) & (one.truth <= one.upper + 1e-9)
        shares.append(mean(held[rows].ravel().astype(np.float64)))
        count += int(rows.sum())
    return averaged(scenario, "importance_coverage", shares, cases=float(count))


def _largest(scenario: str, key: str, values: Sequence[Floats]) -> Figure:
    """The largest of all centres: a limit that one centre breaks is broken."""
    by_seed = tuple(float(one.max()) if one.size else float("nan") for one in values)
    months = float(sum(len(one) for one in values))
    return Figure(scenario, key, max(by_seed), cases=months, by_seed=by_seed)
