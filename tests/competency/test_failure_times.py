"""Accelerated failure times: a published fit, and a known ratio found again."""

import numpy as np
import pytest

from competency.failure_times import DISTRIBUTIONS, best_failure_times, fit_failure_times
from competency.intervals import Z90
from tests.competency.test_survival import RELAPSED, WEEKS

#: Weeks of remission on placebo of the same trial; all relapsed.
PLACEBO = np.array([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], float)


def test_remission_times_give_the_known_weibull_fit():
    """R's survreg: intercept 3.516 on 6-MP, 1.267 less on placebo, log(scale) -0.312."""
    weeks = np.r_[PLACEBO, WEEKS]
    seen = np.r_[np.ones(21, bool), RELAPSED]
    group = np.repeat([0, 1], 21)
    # An exact time is a very short interval.
    lower = np.where(seen, weeks - 1e-4, weeks)
    upper = np.where(seen, weeks + 1e-4, np.inf)
    found = fit_failure_times(lower, upper, np.zeros(42), group, "weibull")
    assert found.effect[0] == pytest.approx(1.267, abs=6e-4)
    assert found.location + found.effect[0] == pytest.approx(3.516, abs=6e-4)
    assert np.log(found.scale) == pytest.approx(-0.312, abs=6e-4)


def _cohorts(seed, ratio=0.6, people=60):
    """Two cohorts looked at monthly, some watched from later on, some not seen to the end."""
    rng = np.random.default_rng(seed)
    group = np.repeat([0, 1], people)
    time = np.where(group, ratio, 1) * np.exp(np.log(7) + 0.5 * rng.standard_normal(2 * people))
    ends = rng.integers(3, 18, 2 * people)
    entry = np.where(rng.random(2 * people) < 0.2, rng.integers(0, 4, 2 * people), 0).astype(float)
    upper = np.ceil(time)
    lower = upper - 1
    unseen = upper > ends
    lower, upper = np.where(unseen, ends, lower), np.where(unseen, np.inf, upper)
    kept = (lower >= entry) & ((lower > 0) | ~unseen)
    return lower[kept], upper[kept], entry[kept], group[kept]


def test_time_shorter_by_forty_per_cent_is_found_within_its_interval():
    found = [best_failure_times(*_cohorts(seed)) for seed in range(30)]
    off = np.array([one.effect[0] - np.log(0.6) for one in found])
    error = np.array([one.error[0] for one in found])
    assert abs(off.mean()) < 3 * error.mean() / np.sqrt(30)
    # 27 are expected; fewer than 22 in one of two hundred such tests.
    assert (np.abs(off) < Z90 * error).sum() >= 22
    # Nobody who looks at this many takes them for no shorter.
    assert (np.array([one.effect[0] for one in found]) + Z90 * error < 0).mean() > 0.9


def test_cohorts_that_take_as_long_are_not_told_apart():
    found = [best_failure_times(*_cohorts(seed, ratio=1.0)) for seed in range(12)]
    covered = [abs(one.effect[0]) < Z90 * one.error[0] for one in found]
    assert sum(covered) >= 8


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_other_units_change_only_the_location(distribution):
    lower, upper, entry, group = _cohorts(5)
    months = fit_failure_times(lower, upper, entry, group, distribution)
    days = fit_failure_times(30 * lower, 30 * upper, 30 * entry, group, distribution)
    assert days.effect == pytest.approx(months.effect, abs=2e-3)
    assert days.location - months.location == pytest.approx(np.log(30), abs=2e-3)


def test_without_events_or_a_baseline_there_is_no_fit():
    never = np.full(4, np.inf)
    ones, zeros = np.ones(4), np.zeros(4)
    assert best_failure_times(ones, never, zeros, np.array([0, 0, 1, 1])) is None
    assert best_failure_times(ones, 2 * ones, zeros, np.array([1, 1, 1, 1])) is None
