import numpy as np
import pytest

from competency.resampling import interval, resamples


def test_every_draw_draws_as_many_agents_as_there_are():
    drawn = np.concatenate(list(resamples(7, 250, seed=1)))
    assert drawn.shape == (250, 7)
    assert (drawn.sum(axis=1) == 7).all()
    assert drawn.mean(axis=0) == pytest.approx(np.ones(7), abs=0.3)


def test_draws_repeat_with_their_seed():
    one, same, other = (np.concatenate(list(resamples(9, 120, seed))) for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


def test_nobody_is_drawn_from_nobody():
    assert [part.shape for part in resamples(0, 120, seed=1)] == [(100, 0), (20, 0)]


def test_interval_is_the_middle_of_the_draws_that_have_a_figure():
    found = interval(50.0, np.append(np.arange(101.0), np.nan))
    assert (found.value, found.lower, found.upper) == (50, 5, 95)
    assert np.isnan(interval(1.0, np.array([np.nan])).upper)
