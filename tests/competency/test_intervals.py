import pytest
from scipy import stats

from competency.intervals import Z90


def test_nine_in_ten_lie_within():
    assert stats.norm.cdf(Z90) - stats.norm.cdf(-Z90) == pytest.approx(0.9)
