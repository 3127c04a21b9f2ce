import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from competency.shrinkage import between_variance, shrink

# Efron and Morris (1975), table 1: batting averages after 45 at bats, 1970 season.
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
SEASON = np.array(
    [
        0.346,
        0.298,
        0.276,
        0.222,
        0.273,
        0.270,
        0.263,
        0.210,
        0.269,
        0.230,
        0.264,
        0.256,
        0.303,
        0.264,
        0.226,
        0.285,
        0.316,
        0.200,
    ]
)


def test_efron_morris_baseball_to_the_printed_digits():
    raw = HITS / 45
    mean = raw.mean()
    result = shrink(raw, np.full(18, mean * (1 - mean) / 45))
    assert round(result.mean, 4) == 0.2654
    assert result.reliability.round(3).tolist() == [0.212] * 18
    printed = [0.294, 0.289, 0.285, 0.280, 0.275, 0.275, 0.270, 0.266, 0.261, 0.261]
    printed += [0.256] * 5 + [0.252, 0.247, 0.242]
    assert result.value.round(3).tolist() == printed
    gain = ((raw - SEASON) ** 2).sum() / ((result.value - SEASON) ** 2).sum()
    assert gain > 3


@given(
    arrays(float, st.integers(4, 30), elements=st.floats(-50, 50)),
    st.floats(0.01, 100),
    st.randoms(use_true_random=False),
)
def test_shrunk_lies_between_raw_and_mean(values, scale, random):
    variances = np.array([scale * random.uniform(0.2, 5) for _ in values])
    result = shrink(values, variances)
    low, high = np.minimum(values, result.mean), np.maximum(values, result.mean)
    assert (result.value >= low - 1e-9).all()
    assert (result.value <= high + 1e-9).all()
    assert ((result.reliability > 0) & (result.reliability <= 1)).all()
    assert (result.std_error > 0).all()
    assert np.isfinite(result.std_error).all()


def test_more_evidence_is_believed_more():
    values = np.array([0.0, 1.0, 2.0, 3.0, 10.0, 10.0])
    result = shrink(values, np.array([1.0, 1.0, 1.0, 1.0, 1.0, 25.0]))
    assert result.value[4] > result.value[5]
    assert result.std_error[4] < result.std_error[5]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_too_few_to_borrow_from_come_back_unchanged(count):
    values = np.arange(count, dtype=float)
    result = shrink(values, np.full(count, 4.0))
    assert result.value.tolist() == values.tolist()
    assert result.std_error.tolist() == [2.0] * count
    assert np.isnan(result.reliability).all()


def test_between_variance_is_found_again():
    rng = np.random.default_rng(3)
    variances = rng.uniform(0.5, 2, 4000)
    values = rng.normal(0, 1.5, 4000) + rng.normal(0, np.sqrt(variances))
    assert between_variance(values, variances) == pytest.approx(2.25, rel=0.08)


def test_intervals_cover_the_truth():
    rng = np.random.default_rng(4)
    inside = 0
    for _ in range(200):
        truth = rng.normal(10, 1, 20)
        variances = rng.uniform(0.3, 3, 20)
        result = shrink(rng.normal(truth, np.sqrt(variances)), variances)
        inside += (np.abs(result.value - truth) < 1.645 * result.std_error).sum()
    assert 0.87 < inside / 4000 < 0.94
