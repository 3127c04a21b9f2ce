from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.crossed import Cells, Factor
from competency.crossed_gaussian import fit_gaussian


def made_up(seed, groups=12, raters=4, per_cell=3, severity=0.5, spread=1.0):
    """Cells of a centre where everybody meets a few raters; with the truth."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), 3)
    rater = rng.integers(0, raters, len(group))
    rater[:raters] = np.arange(raters)
    able, severe = rng.normal(0, spread, groups), rng.normal(0, severity, raters)
    value = 5 + able[group] + severe[rater] + rng.normal(0, 1, (per_cell, len(group)))
    n = np.full(len(group), float(per_cell))
    cells = Cells(group, n, value.sum(0), (value**2).sum(0), (Factor("rater", rater, raters),))
    return cells, able, severe


def reml(values, group, level, group_variance, level_variance, residual):
    """-2 log REML likelihood with every value and its covariance written out."""
    same_group = (group[:, None] == group).astype(float)
    same_level = (level[:, None] == level).astype(float)
    covariance = group_variance * same_group + level_variance * same_level
    covariance += residual * np.eye(len(values))
    inverse = np.linalg.inv(covariance)
    ones = np.ones(len(values))
    known = ones @ inverse @ ones
    off = values - (ones @ inverse @ values) / known
    return (
        (len(values) - 1) * np.log(2 * np.pi)
        + np.linalg.slogdet(covariance)[1]
        + np.log(known)
        + off @ inverse @ off
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_criterion_is_the_likelihood_written_out_and_its_least(seed):
    rng = np.random.default_rng(seed)
    group, level = np.repeat(np.arange(8), 5), rng.integers(0, 4, 40)
    values = 3 + rng.normal(0, 1, 8)[group] + rng.normal(0, 0.7, 4)[level] + rng.normal(size=40)
    fit = fit_gaussian(Cells(group, np.ones(40), values, values**2, (Factor("r", level, 4),)))
    best = (fit.group_variance, fit.factor_variance[0], fit.residual_variance)
    assert reml(values, group, level, *best) == pytest.approx(fit.criterion, abs=1e-6)
    for place in range(3):
        for change in (0.9, 1.1):
            moved = [one * change if at == place else one for at, one in enumerate(best)]
            assert reml(values, group, level, *moved) > fit.criterion


def same(one, other, tolerance=1e-6):
    """Two fits agree, effects and variances."""
    for name in ("effect", "effect_variance", "group_effect"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=tolerance)
    assert one.residual_variance == pytest.approx(other.residual_variance, rel=1e-5)
    assert one.group_variance == pytest.approx(other.group_variance, rel=1e-3, abs=1e-5)
    assert one.criterion == pytest.approx(other.criterion, abs=1e-6)


@settings(max_examples=15)
@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_the_order_of_cells_does_not_matter(seed, shuffle):
    cells, *_ = made_up(seed)
    order = list(range(len(cells.n)))
    shuffle.shuffle(order)
    rater = cells.factors[0]
    mixed = Cells(
        cells.group[order],
        cells.n[order],
        cells.total[order],
        cells.total_sq[order],
        (replace(rater, level=rater.level[order]),),
    )
    same(fit_gaussian(cells), fit_gaussian(mixed))


@settings(max_examples=15)
@given(st.integers(0, 1000))
def test_other_names_for_people_and_levels_permute_the_results(seed):
    cells, *_ = made_up(seed)
    rng = np.random.default_rng(seed)
    people, levels = rng.permutation(12), rng.permutation(4)
    rater = cells.factors[0]
    renamed = replace(
        cells,
        group=people[cells.group],
        factors=(replace(rater, level=levels[rater.level]),),
    )
    before, after = fit_gaussian(cells), fit_gaussian(renamed)
    np.testing.assert_allclose(after.group_effect[people], before.group_effect, atol=1e-5)
    np.testing.assert_allclose(after.effect[1:][levels], before.effect[1:], atol=1e-5)


@settings(max_examples=15)
@given(st.integers(0, 1000), st.floats(-1000, 1000))
def test_a_constant_on_all_values_moves_the_intercept_alone(seed, constant):
    cells, *_ = made_up(seed)
    squares = cells.total_sq + 2 * constant * cells.total + cells.n * constant**2
    moved = replace(cells, total=cells.total + cells.n * constant, total_sq=squares)
    before, after = fit_gaussian(cells), fit_gaussian(moved)
    assert after.effect[0] - before.effect[0] == pytest.approx(constant, abs=1e-4)
    np.testing.assert_allclose(after.effect[1:], before.effect[1:], atol=1e-4)
    np.testing.assert_allclose(after.group_effect, before.group_effect, atol=1e-4)


@settings(max_examples=15)
@given(st.integers(0, 1000), st.floats(0.1, 0.9))
def test_a_cell_in_two_parts_changes_nothing(seed, share):
    cells, *_ = made_up(seed)
    part = np.full(len(cells.n), share)
    rater = cells.factors[0]
    halves = Cells(
        np.tile(cells.group, 2),
        *(
            np.concatenate([values * part, values * (1 - part)])
            for values in (cells.n, cells.total, cells.total_sq)
        ),
        (replace(rater, level=np.tile(rater.level, 2)),),
    )
    same(fit_gaussian(cells), fit_gaussian(halves))


@pytest.mark.parametrize("share", [0.2, 0.8])
def test_a_fixed_prior_holds_its_variance(share):
    cells, *_ = made_up(1)
    held = replace(cells, factors=(replace(cells.factors[0], variance=share),))
    fit = fit_gaussian(held)
    assert fit.factor_variance[0] == pytest.approx(share * fit.residual_variance)


def test_one_value_and_equal_values_have_the_smallest_variance():
    one = fit_gaussian(Cells(np.zeros(1, int), np.ones(1), np.array([0.5]), np.array([0.25])), 0.01)
    assert (one.effect[0], one.residual_variance) == (0.5, 0.01)
    equal = np.full(4, 0.5)
    many = fit_gaussian(Cells(np.arange(4), np.ones(4), equal, equal**2), 0.01)
    assert many.residual_variance == pytest.approx(0.01)
    np.testing.assert_allclose(many.group_effect, 0, atol=1e-9)


def test_variances_are_recovered():
    found = []
    for seed in range(10):
        cells, *_ = made_up(seed, groups=150, raters=40, per_cell=5)
        fit = fit_gaussian(cells, tolerance=1e-9)
        found.append((fit.group_variance, fit.factor_variance[0], fit.residual_variance))
    assert np.mean(found, axis=0) == pytest.approx([1.0, 0.25, 1.0], rel=0.15)


def test_the_error_of_a_rater_is_as_large_as_said():
    z = []
    for seed in range(30):
        cells, _, severe = made_up(seed, groups=30, raters=6)
        fit = fit_gaussian(cells, tolerance=1e-6)
        share = np.bincount(cells.factors[0].level, cells.n) / cells.n.sum()
        off = (fit.effect[1:] - share @ fit.effect[1:]) - (severe - share @ severe)
        z.extend(off / np.sqrt(fit.contrast_variance[1:]))
    assert np.std(z) == pytest.approx(1, abs=0.15)
