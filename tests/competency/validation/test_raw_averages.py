"""The spreadsheet is given what it would compute, no more and no less."""

import numpy as np
import pandas as pd
import pytest

from competency.grid import Grid
from competency.loading import load_framework
from competency.panel import Panel
from competency.validation.raw_averages import (
    cut_at_shares,
    raw_composite,
    raw_dimensions,
    raw_indicators,
    told_weights,
)

FRAMEWORK = load_framework().resolved()


def panel(raw, n):
    """Two indicators of problem solving: more is better in the first, less in the second."""
    raw, n = np.array(raw, float), np.array(n, float)
    names = ("resolved_first_contact", "reopened")
    agents = pd.Index([f"A{number}" for number in range(len(raw))], dtype="string")
    blank = np.full(raw.shape, np.nan)
    return Panel(
        Grid(agents, np.arange(raw.shape[1]), np.ones(raw.shape[:2], bool)),
        tuple(FRAMEWORK.indicator(name) for name in names),
        np.array([1.0, -1.0]),
        n,
        raw,
        blank,
        blank,
        blank,
    )


def test_months_count_by_their_volume_and_less_is_better_where_it_is():
    seen = panel(
        [[[0.5, 0.1], [1.0, np.nan]], [[0.5, 0.3], [0.5, 0.3]]],
        [[[1, 4], [3, 0]], [[2, 2], [2, 2]]],
    )
    values = raw_indicators(seen, slice(None))
    # Means 0.875 and 0.5, 0.1 and 0.3, standardised over two people.
    np.testing.assert_allclose(values, [[1, 1], [-1, -1]])
    first = raw_indicators(seen, slice(0, 1))
    assert first[:, 0].tolist() == [0, 0], "nothing differs in the first month"


def test_what_nobody_knows_of_an_agent_is_left_out():
    seen = panel([[[0.9, np.nan]], [[0.5, 0.2]], [[0.1, 0.4]]], [[[9, 0]], [[9, 9]], [[9, 9]]])
    dimensions = raw_dimensions(FRAMEWORK, seen, slice(None))
    place = FRAMEWORK.dimension_keys.index("resolution")
    assert np.isnan(np.delete(dimensions, place, axis=1)).all()
    assert dimensions[0, place] == pytest.approx(raw_indicators(seen, slice(None))[0, 0])
    np.testing.assert_allclose(raw_composite(FRAMEWORK, dimensions), dimensions[:, place])
    assert np.isnan(raw_composite(FRAMEWORK, np.full((1, 6), np.nan))).all()


def test_tiers_are_cut_at_the_shares_it_is_told():
    tiers = np.repeat([1.0, 2.0, 3.0, 4.0, 5.0], [10, 20, 40, 20, 10])
    values = np.random.default_rng(0).permutation(100).astype(float)
    found = cut_at_shares(values, tiers)
    assert np.bincount(found.astype(int), minlength=6)[1:].tolist() == [10, 20, 40, 20, 10]
    assert found[values.argmax()] == 5


def test_an_oracle_leaves_each_agent_out_of_his_own_weights():
    rng = np.random.default_rng(0)
    values, truth = rng.standard_normal((30, 2)), rng.standard_normal(30)
    values[3, 1] = np.nan
    known = np.column_stack([np.ones(30), np.nan_to_num(values)])
    others = np.arange(30) != 7
    weights = np.linalg.lstsq(known[others], truth[others], rcond=None)[0]
    assert told_weights(values, truth)[7] == pytest.approx(known[7] @ weights)
    assert np.isnan(told_weights(values[:8], truth[:8])).all(), "too few people"
