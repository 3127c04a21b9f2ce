import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.crossed import Cells, Factor


def dense(cells):
    """The design of every cell, one row a cell."""
    design = np.zeros((len(cells.n), cells.width))
    design[:, 0] = 1
    for start, one in zip(cells.offsets, cells.factors, strict=False):
        design[np.arange(len(cells.n)), start + one.level] = 1
    return design


@st.composite
def some_cells(draw):
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    size = draw(st.integers(1, 30))
    factors = []
    for number in range(draw(st.integers(0, 3))):
        width = draw(st.integers(1, 4))
        factors.append(Factor(f"f{number}", rng.integers(0, width, size), width))
    group = np.unique(rng.integers(0, 6, size), return_inverse=True)[1]
    n = rng.integers(1, 9, size).astype(float)
    return Cells(group, n, rng.normal(size=size), n, tuple(factors)), rng


@settings(max_examples=40)
@given(some_cells())
def test_sums_over_cells_are_those_of_the_design_written_out(drawn):
    cells, rng = drawn
    x, weight = dense(cells), rng.random(len(cells.n))
    beta = rng.normal(size=cells.width)
    onto = np.eye(cells.groups)[cells.group]
    np.testing.assert_allclose(cells.linear(beta), x @ beta, atol=1e-12)
    np.testing.assert_allclose(cells.score(weight), x.T @ weight, atol=1e-12)
    np.testing.assert_allclose(cells.grouped(weight), onto.T @ (x * weight[:, None]), atol=1e-12)
    np.testing.assert_allclose(cells.crossed(weight), x.T @ (x * weight[:, None]), atol=1e-12)


@settings(max_examples=40)
@given(some_cells())
def test_contrasts_have_the_variance_of_the_differences(drawn):
    cells, rng = drawn
    root = rng.normal(size=(cells.width, cells.width))
    inverse = root @ root.T
    against = np.eye(cells.width)
    average = cells.n @ dense(cells) / cells.n.sum()
    against[0] = average
    for start, one in zip(cells.offsets, cells.factors, strict=False):
        own = slice(start, start + one.size)
        against[own, own] -= average[own]
    wanted = np.diag(against @ inverse @ against.T)
    np.testing.assert_allclose(cells.contrast_variance(inverse), wanted, rtol=1e-9, atol=1e-9)


def test_the_intercept_has_no_prior():
    factor = Factor("rater", np.array([0, 1]), 2)
    cells = Cells(np.array([0, 0]), np.ones(2), np.ones(2), np.ones(2), (factor,))
    assert cells.precision([0.25]).tolist() == [0, 4, 4]


def test_what_all_levels_share_is_no_doubt_about_their_difference():
    # Two levels, known but for a common shift that the intercept takes up.
    shift = np.array([1.0, -1.0, -1.0])
    factor = Factor("rater", np.array([0, 1]), 2)
    cells = Cells(np.array([0, 0]), np.ones(2), np.ones(2), np.ones(2), (factor,))
    assert cells.contrast_variance(np.outer(shift, shift)) == pytest.approx([0, 0, 0])
