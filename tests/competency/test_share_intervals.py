import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from competency.share_intervals import stand, wilson

#: Newcombe (1998, Stat. Med. 17:857), table I, method 3.
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718), (29, 29, 0.8830, 1.0000),
]  # fmt: skip
#: Benjamini and Hochberg (1995), section 3.2: fifteen p-values, of which four stand at 5 %.
PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
    0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip


@pytest.mark.parametrize(("yes", "n", "low", "high"), NEWCOMBE)
def test_published_intervals(yes, n, low, high):
    lower, upper = wilson(np.array([yes]), np.array([n]))
    assert lower[0] == pytest.approx(low, abs=5e-5)
    assert upper[0] == pytest.approx(high, abs=5e-5)


@given(st.integers(1, 10_000), st.data())
def test_the_interval_is_scipys_and_holds_the_share(n, data):
    yes = data.draw(st.integers(0, n))
    lower, upper = wilson(np.array([yes]), np.array([n]))
    told = binomtest(yes, n).proportion_ci(method="wilson")
    assert lower[0] == pytest.approx(told.low, abs=1e-9)
    assert upper[0] == pytest.approx(told.high, abs=1e-9)
    assert lower[0] <= yes / n + 1e-12
    assert yes / n <= upper[0] + 1e-12


def test_without_trials_nothing_is_known():
    assert all(np.isnan(one[0]) for one in wilson(np.array([0.0]), np.array([0.0])))


def test_published_findings_stand():
    assert stand(np.array(PUBLISHED)).tolist() == [True] * 4 + [False] * 11
    assert stand(np.array([])).tolist() == []
    assert stand(np.array([np.nan])).tolist() == [False]


def test_untested_findings_do_not_count():
    mixed = np.full(30, np.nan)
    mixed[::2] = PUBLISHED
    assert stand(mixed).sum() == 4
