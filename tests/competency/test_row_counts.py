import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.row_counts import longest_usual_pause, unusual_days

WEEK = np.array([100, 98, 105, 101, 96, 60, 58])


def _weeks(number, factor=1):
    return np.tile(WEEK * factor, number)


@pytest.mark.parametrize("factor", [1, 20])
@pytest.mark.parametrize(("share", "few"), [(0.0, True), (0.3, True), (2.0, False)])
def test_a_day_cut_short_or_doubled_is_found_and_no_other(factor, share, few):
    rows = _weeks(10, factor)
    rows[-4] = round(rows[-4] * share)
    found = unusual_days(rows, judged=28)
    assert [day.index for day in found] == [66]
    assert (found[0].deviation < 0) == few
    assert found[0].usual == pytest.approx(101 * factor, abs=0.1)


def test_a_holiday_among_the_weeks_before_changes_nothing():
    """The case a mean and a standard deviation miss: the holiday widens their band."""
    rows = _weeks(12)
    rows[-35:-28] = 0
    rows[-4] = 20
    assert [day.index for day in unusual_days(rows, judged=28)] == [80]


def test_days_off_are_neither_judged_nor_held_against():
    rows = _weeks(10)
    off = np.zeros(70, bool)
    rows[-3], off[-3] = 0, True
    off[[3, 4, 10, 11]] = True
    assert unusual_days(rows, judged=28, off=off) == []
    assert len(unusual_days(rows, judged=28)) == 1


@pytest.mark.parametrize("days", [0, 1, 6, 7, 27])
def test_little_history_has_no_verdict(days):
    rows = _weeks(4)[:days]
    rows[-1:] = 0
    assert unusual_days(rows, judged=28) == []


def test_rare_rows_have_no_verdict():
    rows = np.tile([0, 0, 3, 0, 0, 0, 0], 10)
    rows[-1] = 40
    assert unusual_days(rows, judged=28) == []


def test_counts_that_vary_by_chance_are_not_told():
    rng = np.random.default_rng(5)
    told = days = 0
    for mean in (6, 20, 300):
        for _ in range(20):
            wobble = np.exp(0.05 * rng.standard_normal(84))
            told += len(
                unusual_days(rng.poisson(np.tile(WEEK / 100, 12) * mean * wobble), judged=28)
            )
            days += 28
    assert told / days < 0.001


@given(st.lists(st.integers(0, 10**6), max_size=120), st.integers(0, 60))
def test_any_counts_have_finite_deviations_within_the_judged_days(rows, judged):
    for day in unusual_days(np.array(rows, dtype=np.int64), judged=judged):
        assert len(rows) - judged <= day.index < len(rows)
        assert np.isfinite(day.deviation)
        assert day.rows == rows[day.index]


def test_a_pause_may_be_half_again_the_longest():
    working = np.array([day for day in range(100) if day % 7 < 5])
    assert longest_usual_pause(working) == 5  # a weekend is a pause of three days
    assert longest_usual_pause(np.arange(20)) is None
    assert longest_usual_pause(np.arange(21)) == 2
