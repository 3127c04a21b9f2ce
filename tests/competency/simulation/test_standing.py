import numpy as np

from competency.simulation.standing import _z_scores


def test_extremes_are_held_and_equal_agents_stand_equal():
    spread = np.concatenate([np.zeros(50), [100.0]])
    assert _z_scores(spread).max() == 3
    assert _z_scores(np.full(4, 0.8)).tolist() == [0, 0, 0, 0]
    assert _z_scores(np.array([np.nan, 1.0])).tolist() == [0, 0]
