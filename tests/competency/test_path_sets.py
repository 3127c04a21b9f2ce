import numpy as np
import pytest

from competency.path_sets import enumerate_sets


def test_too_many_sets_are_not_listed():
    assert (
        enumerate_sets(np.zeros((0, 25)), np.zeros(0), np.eye(25), np.ones(25), np.ones(25)) is None
    )
    few = enumerate_sets(
        np.zeros((0, 25)), np.zeros(0), np.eye(25), np.ones(25), np.ones(25), np.ones(25), 1.0
    )
    assert len(few.mask) == 26  # all, or all but one


@pytest.mark.parametrize("seed", range(20))
def test_sets_left_out_are_worse_than_told(seed):
    rng = np.random.default_rng(seed)
    courses, rules = 10, 3
    rows, most = rng.normal(0.3, 1.0, (rules, courses)).round(1), np.full(rules, 2.0)
    reduced = rng.normal(0, 1, courses).round(1)
    gap, limit = np.ones(2), int(rng.integers(5, 200))
    closing = rng.uniform(0, 0.5, (courses, 2))
    table = enumerate_sets(rows, most, closing, gap, gap, reduced, 8.0, limit)
    inside = (np.arange(2**courses)[:, None] >> np.arange(courses) & 1).astype(float)
    allowed = (inside @ rows.T <= most + 1e-9).all(axis=1)
    lost = np.maximum(reduced, 0).sum() - inside @ reduced
    assert len(table.mask) <= limit
    listed = {tuple(sorted(table.members(at))) for at in range(len(table.mask))}
    some = [tuple(np.flatnonzero(one)) for one in inside[allowed & (lost < table.loss - 1e-9)]]
    assert some
    assert listed.issuperset(some)
    assert listed <= {tuple(np.flatnonzero(one)) for one in inside[allowed & (lost <= 8.0 + 1e-9)]}
    assert table.loss <= 8.0
