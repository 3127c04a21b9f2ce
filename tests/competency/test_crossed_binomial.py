from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, special, stats

from competency.crossed import Cells, Factor
from competency.crossed_binomial import fit_binomial, laplace


def made_up(seed, groups=20, size=25, spread=0.8, routing=1.5):
    """Two kinds of cases, the harder going to the better; with the truth."""
    rng = np.random.default_rng(seed)
    able = rng.normal(0, spread, groups)
    hard = np.maximum(rng.binomial(size, special.expit(routing * able)), 1)
    n = np.stack([np.maximum(size - hard, 1), hard], axis=1).astype(float).ravel()
    group, kind = np.repeat(np.arange(groups), 2), np.tile([0, 1], groups)
    total = rng.binomial(n.astype(int), special.expit(0.6 + able[group] - 1.2 * kind))
    total = total.astype(float)
    return Cells(group, n, total, total, (Factor("kind", kind, 2, 1.0),)), able


def fitted(cells):
    return fit_binomial(cells, 1e-9)


def test_laplace_is_that_of_each_group_by_plain_search():
    cells, _ = made_up(1, groups=6)
    beta, spread = np.array([0.2, 0.3, -0.5]), 0.7
    value = 0.0
    for group in range(6):
        mine = cells.group == group
        offset = cells.linear(beta)[mine]
        n, total = cells.n[mine], cells.total[mine]

        def joint(b, n=n, total=total, offset=offset):
            chance = special.expit(offset + b)
            seen = stats.binom.logpmf(total, n, chance).sum()
            return seen + stats.norm.logpdf(b, 0, np.sqrt(spread))

        best = optimize.minimize_scalar(lambda b, f=joint: -f(b), tol=1e-12).x
        chance = special.expit(offset + best)
        bend = (n * chance * (1 - chance)).sum() + 1 / spread
        value += joint(best) + 0.5 * np.log(2 * np.pi / bend)
    assert laplace(cells, beta, spread) == pytest.approx(value, abs=1e-7)


def test_laplace_is_close_to_the_integral():
    n, total = np.array([40.0]), np.array([31.0])
    cells = Cells(np.zeros(1, int), n, total, total)
    exact = integrate.quad(
        lambda b: stats.binom.pmf(31, 40, special.expit(0.4 + b)) * stats.norm.pdf(b, 0, 0.8), -6, 6
    )[0]
    assert laplace(cells, np.array([0.4]), 0.64) == pytest.approx(np.log(exact), abs=0.01)


@pytest.mark.parametrize("seed", range(3))
def test_the_fit_is_where_the_penalised_likelihood_is_highest(seed):
    cells, _ = made_up(seed)
    fit = fitted(cells)

    def height(beta, spread):
        return laplace(cells, beta, spread) - 0.5 * (beta[1:] ** 2).sum()

    top = height(fit.effect, fit.group_variance)
    for change in (0.95, 1.05):
        assert height(fit.effect, fit.group_variance * change) < top
    for place in range(3):
        for change in (-0.02, 0.02):
            assert height(fit.effect + change * np.eye(3)[place], fit.group_variance) < top


@settings(max_examples=15)
@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_order_names_and_parts_do_not_matter(seed, shuffle):
    cells, _ = made_up(seed)
    people = np.random.default_rng(seed).permutation(20)
    order = list(range(80))
    shuffle.shuffle(order)
    kind = cells.factors[0]
    # Every cell in two parts, shuffled, people renamed, the levels swapped.
    half = [(n // 2, n - n // 2) for n in cells.n]
    yes = [min(total, first) for total, (first, _) in zip(cells.total, half, strict=True)]
    n = np.concatenate([[one for one, _ in half], [other for _, other in half]])
    total = np.concatenate([yes, cells.total - yes])
    mixed = Cells(
        people[np.tile(cells.group, 2)][order],
        n[order],
        total[order],
        total[order],
        (replace(kind, level=1 - np.tile(kind.level, 2)[order]),),
    )
    before, after = fitted(cells), fitted(mixed)
    np.testing.assert_allclose(after.effect, before.effect[[0, 2, 1]], atol=1e-6)
    np.testing.assert_allclose(after.group_effect[people], before.group_effect, atol=1e-6)
    np.testing.assert_allclose(after.effect_variance, before.effect_variance[[0, 2, 1]], atol=1e-6)
    assert after.group_variance == pytest.approx(before.group_variance, abs=1e-6)


@settings(max_examples=15)
@given(st.integers(0, 1000))
def test_counting_failures_for_successes_turns_the_signs(seed):
    cells, _ = made_up(seed)
    before, after = fitted(cells), fitted(replace(cells, total=cells.n - cells.total))
    np.testing.assert_allclose(after.effect, -before.effect, atol=1e-6)
    np.testing.assert_allclose(after.group_effect, -before.group_effect, atol=1e-6)
    assert after.group_variance == pytest.approx(before.group_variance, abs=1e-6)


@pytest.mark.parametrize("said", [0.0, 1.0], ids=["nobody", "everybody"])
def test_where_all_said_the_same_the_logit_stays_finite(said):
    n = np.full(20, 50.0)
    factor = Factor("kind", np.arange(20) % 2, 2, 1.0)
    fit = fit_binomial(Cells(np.arange(20), n, n * said, n * said, (factor,)))
    # Half a case of a thousand.
    assert fit.effect[0] == pytest.approx((2 * said - 1) * special.logit(1 - 0.5 / 1000), abs=0.1)
    np.testing.assert_allclose(fit.effect[1:], 0, atol=1e-6)
    assert np.isfinite(fit.criterion)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from([0.02, 0.5, 0.95]), st.booleans())
def test_a_handful_of_cells_never_breaks_it(seed, rate, many):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 20))
    n = rng.integers(1, 60 if many else 3, size).astype(float)
    total = rng.binomial(n.astype(int), rate).astype(float)
    factors = (
        Factor("fixed", rng.integers(0, 3, size), 3, 1.0),
        Factor("free", rng.integers(0, 3, size), 3),
    )
    group = np.unique(rng.integers(0, 6, size), return_inverse=True)[1]
    fit = fit_binomial(Cells(group, n, total, total, factors), 3e-3)
    assert np.isfinite(fit.effect).all()
    assert (fit.effect_variance > 0).all()
    assert np.abs(fit.effect).max() < 15


def test_totals_that_are_no_shares_end_all_the_same():
    cells = Cells(np.zeros(2, int), np.full(2, 5.0), np.array([9.0, -2.0]), np.zeros(2))
    fit_binomial(cells)


def test_difficulty_is_told_apart_from_who_gets_the_hard_cases():
    within, pooled = [], []
    for seed in range(12):
        cells, _ = made_up(seed, groups=60, size=300)
        effect = fit_binomial(cells, 1e-6).effect
        within.append(effect[2] - effect[1])
        kind = cells.factors[0].level
        rate = np.bincount(kind, cells.total) / np.bincount(kind, cells.n)
        pooled.append(special.logit(rate[1]) - special.logit(rate[0]))
    assert np.mean(within) == pytest.approx(-1.2, abs=0.06)
    # By plain averages hard cases look far easier, since the able get them.
    assert np.mean(pooled) > -0.75


def test_the_variance_between_people_is_recovered():
    found = [
        fit_binomial(made_up(seed, groups=150, routing=0)[0], 1e-6).group_variance
        for seed in range(8)
    ]
    assert np.mean(found) == pytest.approx(0.64, rel=0.12)


def test_a_free_factor_finds_its_variance_and_none_where_there_is_none():
    moving, still = [], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        group, level = np.repeat(np.arange(60), 8), rng.integers(0, 12, 480)
        able = rng.normal(0, 0.6, 60)[group]
        n = np.full(480, 25.0)
        for spread, found in ((0.5, moving), (0.0, still)):
            eta = able + rng.normal(0, spread, 12)[level]
            total = rng.binomial(25, special.expit(eta)).astype(float)
            fit = fit_binomial(Cells(group, n, total, total, (Factor("f", level, 12),)), 3e-3)
            found.append(fit.factor_variance[0])
    assert np.mean(moving) == pytest.approx(0.25, rel=0.4)
    assert max(still) < 0.02
