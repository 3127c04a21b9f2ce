import numpy as np
import pytest

from competency.path_exact import solve_whole
from competency.path_master import Pool, generate
from competency.path_model import Block
from competency.path_polish import Standing, improve
from competency.path_pricing import price
from competency.path_references import (
    GAP1,
    JOB,
    MKNAP1,
    assignment_problems,
    knapsack_problems,
)


def worth(blocks, plans):
    return sum(map(Block.worth, blocks, plans))


@pytest.mark.parametrize("number", range(5))
def test_published_assignment_optima_are_reached_exactly(number):
    blocks, limit = assignment_problems()[number]
    plans, bound = solve_whole(blocks, limit, 20_000)
    assert worth(blocks, plans) - 15 * JOB == pytest.approx(GAP1[number], abs=1e-6)
    assert bound - 15 * JOB == pytest.approx(GAP1[number], abs=1e-3 * GAP1[number])
    assert sorted(np.concatenate(plans).tolist()) == list(range(15))  # every job once


@pytest.mark.parametrize("number", range(7))
def test_published_knapsack_optima_are_reached_exactly(number):
    blocks, limit = knapsack_problems()[number]
    plans, _ = solve_whole(blocks, limit, 20_000)
    assert worth(blocks, plans) == pytest.approx(MKNAP1[number], abs=1e-6)
    assert (blocks[0].rows[:, plans[0]].sum(axis=1) <= blocks[0].most).all()


@pytest.mark.parametrize("number", range(7))
def test_pricing_reaches_or_bounds_the_published_knapsack_optima(number):
    found = price(knapsack_problems()[number][0][0])
    assert found.net <= MKNAP1[number] + 1e-6
    assert found.bound >= MKNAP1[number] - 1e-6
    assert found.net >= 0.95 * MKNAP1[number]


@pytest.mark.parametrize("number", range(5))
def test_column_generation_bounds_the_published_optima_and_its_plan_is_feasible(number):
    blocks, limit = assignment_problems()[number]
    pool, everyone = Pool(blocks, limit, np.zeros(5, dtype=np.int64)), np.arange(5)
    found = generate(pool, everyone, limit, np.full(15, JOB), lambda: True, 0.5, rounds=60)
    best = GAP1[number] + 15 * JOB
    assert best - 1e-6 <= found.bound <= best * 1.01
    standing = Standing(blocks, limit, [np.zeros(0, dtype=np.int64)] * 5)
    improve(standing, everyone, np.zeros(15), lambda: True)
    assert standing.value() <= best + 1e-6
    assert (standing.room >= 0).all()
