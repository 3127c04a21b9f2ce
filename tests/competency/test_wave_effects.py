import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.training_waves import draw_wave, redraw_groups
from competency.wave_effects import NEVER, after_start, estimate_wave, team_evidence


def wave(seed, effect, starts, agents=80, span=10, draws=0, by_team=False):
    """People (or teams of 10) drawn into groups; the training adds `effect` after its month."""
    rng = np.random.default_rng(seed)
    starts = np.array(starts)
    team = np.arange(agents) // 10
    able = rng.normal(size=agents) + 0.4 * rng.normal(size=agents // 10)[team]
    size = agents // 10 if by_team else agents
    score = able if not by_team else np.bincount(team, able) / 10
    units = pd.DataFrame({"unit_id": [f"U{n:03d}" for n in range(size)], "score": score})
    drawn = draw_wave(units, len(starts), seed).assignment
    group = drawn["group"].to_numpy()
    mine = starts[group[team] if by_team else group]
    month = np.arange(span)[:, None]
    # In the month a group begins in, some have come and some have not.
    on = ((month > mine) | ((month == mine) & (rng.random(agents) < 0.5))) & (mine != NEVER)
    variance = rng.uniform(0.06, 0.2, (span, agents))
    value = able + np.cumsum(rng.normal(0, 0.05, (span, agents)), axis=0) + effect * on
    value = value + np.sqrt(variance) * rng.normal(size=on.shape)
    value = value + np.cumsum(rng.normal(0, 0.1, span))[:, None]
    if by_team:
        value, variance = team_evidence(value, variance, team)
    redrawn = redraw_groups(drawn["block"].to_numpy(), len(starts), seed, draws)
    return value, variance, group, starts, redrawn


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"starts": (2, 4, 6)}, id="stepped"),
        pytest.param({"starts": (3, NEVER)}, id="parallel"),
        pytest.param({"starts": (2, 4, 6), "agents": 240, "by_team": True}, id="teams"),
    ],
)
def test_the_effect_is_found_and_the_interval_holds(settings):
    found = [estimate_wave(*wave(seed, 0.3, **settings)) for seed in range(10)]
    assert np.mean([one.effect for one in found]) == pytest.approx(0.3, abs=0.05)
    assert np.mean([one.lower <= 0.3 <= one.upper for one in found]) >= 0.7


def test_the_lot_alone_seldom_does_as_much():
    real = estimate_wave(*wave(1, 0.4, (3, NEVER), draws=199))
    assert real.chance <= 0.01
    assert real.lower > 0
    assert real.units == 80
    idle = [estimate_wave(*wave(seed, 0.0, (3, NEVER), draws=99)).chance for seed in range(10)]
    assert np.mean(np.array(idle) <= 0.1) <= 0.35
    assert np.mean(idle) == pytest.approx(0.5, abs=0.25)


def test_the_draw_that_came_out_scores_what_the_estimate_says():
    value, variance, group, starts, _ = wave(3, 0.2, (2, 4, 6))
    # Every other draw is the very one that came out, so all of them are as far from nothing.
    found = estimate_wave(value, variance, group, starts, np.tile(group, (9, 1)))
    assert found.chance == 1.0


def test_a_rerun_says_the_same():
    drawn = wave(5, 0.2, (3, NEVER), draws=49)
    assert estimate_wave(*drawn) == estimate_wave(*drawn)


@settings(max_examples=6)
@given(seed=st.integers(0, 10_000), shift=st.floats(-5, 5), gain=st.floats(-1, 1))
def test_what_all_have_in_common_changes_nothing_and_an_effect_adds_up(seed, shift, gain):
    value, variance, group, starts, _ = wave(seed, 0.0, (3, NEVER), agents=40, span=8)
    plain = estimate_wave(value, variance, group, starts)
    moved = estimate_wave(value + shift, variance, group, starts)
    assert moved.effect == pytest.approx(plain.effect, abs=2e-3)
    raised = estimate_wave(
        value + gain * after_start(starts, len(value))[:, group], variance, group, starts
    )
    assert raised.effect - plain.effect == pytest.approx(gain, abs=2e-2)


def test_the_month_a_group_begins_in_does_not_count():
    drawn = wave(4, 0.3, (3, NEVER))
    plain = estimate_wave(*drawn)
    drawn[0][3, drawn[2] == 0] += 1
    assert estimate_wave(*drawn).effect == pytest.approx(plain.effect, abs=0.01)
    drawn[0][4, drawn[2] == 0] += 1
    assert estimate_wave(*drawn).effect > plain.effect + 0.1


def test_nothing_to_compare():
    value, variance, group, _, _ = wave(1, 0.3, (3, 5))
    assert estimate_wave(value, variance, group, np.array([NEVER, NEVER])) is None
    assert estimate_wave(value, variance, group, np.array([-5, -5])) is None
    nothing = np.full_like(value, np.nan)
    assert estimate_wave(nothing, variance, group, np.array([3, 5])) is None
    few = value[:, :3], variance[:, :3], np.array([0, 1, 0])
    assert estimate_wave(*few, np.array([3, NEVER])) is None


def test_months_without_evidence_are_left_out():
    value, variance, group, starts, _ = wave(2, 0.3, (2, 4, 6), agents=160)
    value[np.random.default_rng(1).random(value.shape) < 0.3] = np.nan
    found = estimate_wave(value, variance, group, starts)
    assert found.effect == pytest.approx(0.3, abs=0.12)


def test_team_means_and_their_variance():
    value = np.array([[1.0, 3.0, 5.0, np.nan]])
    variance = np.array([[0.2, 0.4, 1.0, np.nan]])
    mean, doubt = team_evidence(value, variance, np.array([0, 0, 1, 2]))
    assert mean[0, :2].tolist() == [2.0, 5.0]
    assert doubt[0, :2] == pytest.approx([0.15, 1.0])
    assert np.isnan(mean[0, 2])
