import numpy as np
import pytest

from competency.adjustment import Cells, adjust


def cells(agent, level, n, total, squares=None):
    n, total = np.asarray(n, float), np.asarray(total, float)
    agent = np.asarray(agent, np.int64)
    return Cells(
        agent,
        np.zeros(len(n), np.int64),
        n,
        total,
        total if squares is None else np.asarray(squares, float),
        n,
        ((np.asarray(level, np.int64), max(level, default=0) + 1),),
    )


def test_difficulty_comes_from_within_agents_not_from_who_gets_what():
    # The strong agent (+0.2) gets the hard cases (-0.3). Pooled, hard looks only 0.1 worse.
    given = cells([0, 0, 1, 1], [0, 1, 0, 1], [9000, 1000, 1000, 9000], [6300, 400, 900, 5400])
    effect = adjust(given, given.agent).effect
    assert effect[0] - effect[1] == pytest.approx(0.3, abs=0.005)


def test_effects_average_to_nothing_over_all_evidence():
    given = cells([0, 0, 1, 1], [0, 1, 0, 2], [30, 20, 25, 5], [20, 10, 15, 1])
    effect = adjust(given, given.agent).effect
    assert (given.n * effect).sum() == pytest.approx(0, abs=1e-9)


def test_same_as_least_squares_on_single_values():
    rng = np.random.default_rng(1)
    agent, level = rng.integers(0, 5, 4000), rng.integers(0, 3, 4000)
    value = rng.normal(agent + 0.5 * level, 1.0)
    pairs = [(a, x) for a in range(5) for x in range(3)]
    chosen = [value[(agent == a) & (level == x)] for a, x in pairs]
    given = cells(
        [a for a, _ in pairs],
        [x for _, x in pairs],
        [len(one) for one in chosen],
        [one.sum() for one in chosen],
        [(one**2).sum() for one in chosen],
    )
    result = adjust(given, given.agent)
    design = np.column_stack([*(agent == a for a in range(5)), level == 1, level == 2])
    beta, squares, *_ = np.linalg.lstsq(design.astype(float), value)
    assert result.effect[1] - result.effect[0] == pytest.approx(beta[5], abs=0.01)
    assert result.effect[2] - result.effect[0] == pytest.approx(beta[6], abs=0.01)
    assert result.variance == pytest.approx(squares[0] / (4000 - 7), rel=0.01)


@pytest.mark.parametrize(
    ("agent", "level", "n"),
    [
        pytest.param([], [], [], id="no cells"),
        pytest.param([0], [0], [5], id="one cell"),
        pytest.param([0, 1], [0, 1], [5, 5], id="levels not to be told from agents"),
    ],
)
def test_thin_cases_give_no_effect_and_no_error(agent, level, n):
    given = cells(agent, level, n, [3.0] * len(n))
    result = adjust(given, given.agent)
    assert np.abs(result.effect).sum() == pytest.approx(0, abs=1e-9)
    assert result.variance >= 0
