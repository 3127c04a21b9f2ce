import numpy as np
import pytest

from competency.naive_effects import naive_effects
from competency.training_events import Events


def test_a_bad_month_looks_like_an_effect():
    rng = np.random.default_rng(1)
    value = rng.normal(size=2000) + rng.normal(size=(6, 2000))
    sent = np.flatnonzero(value[1] < np.quantile(value[1], 0.3))
    events = Events(("C",), sent, np.zeros(len(sent), int), np.full(len(sent), 2))
    found = naive_effects(value, events)
    # Half of what a month shows is luck: those sent come back by as much as they were unlucky.
    assert found.before_after[0] == pytest.approx(-value[1, sent].mean() / 2, abs=0.08)
    assert found.difference[0] > found.before_after[0]


def test_what_happens_to_everybody_is_taken_off_by_the_difference_alone():
    value = np.tile(np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])[:, None], (1, 20))
    events = Events(("C", "D"), np.arange(5), np.zeros(5, int), np.full(5, 2))
    found = naive_effects(value, events)
    assert found.before_after[0] == pytest.approx(1.0)
    assert found.difference[0] == pytest.approx(0.0)
    assert np.isnan(found.before_after[1])


def test_without_a_month_before_or_after_nobody_is_compared():
    value = np.full((4, 2), np.nan)
    value[2:] = 1.0
    events = Events(("C",), np.array([0, 1]), np.zeros(2, int), np.array([2, 3]))
    assert np.isnan(naive_effects(value, events).before_after[0])
