from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from competency.grid import grid_of
from competency.learning import Learnt, learn
from competency.monthly_evidence import evidence_frame, monthly_evidence, read_evidence
from competency.noise import Noise
from competency.panel import gather


@pytest.fixture(scope="module")
def world(make):
    """Evidence drawn from the model itself, as what was learnt would have it."""
    drawn = make.factor_world(1, agents=400, months=10, drift=0.05)
    return drawn, panel_of(drawn.observations.value, drawn.observations), learnt_of(drawn)


def panel_of(value, observations):
    shape = value.shape[:2]
    names = [f"A{number:03d}" for number in range(shape[0])]
    rows = pd.MultiIndex.from_product(
        [names, pd.date_range("2025-01-01", periods=shape[1], freq="MS")],
        names=["agent_id", "period"],
    ).to_frame(index=False)
    return SimpleNamespace(
        grid=grid_of(rows.assign(is_active=True)),
        value=value,
        variance=np.where(np.isnan(value), np.nan, observations.variance),
        shared=np.zeros(value.shape),
    )


def learnt_of(drawn):
    noise = Noise(np.ones(len(drawn.indicators.dimension)), drawn.indicators.pattern)
    return Learnt(drawn.indicators, noise, drawn.structure, 0.05, None)


def test_changes_are_as_large_and_as_unsure_as_said(world):
    drawn, panel, learnt = world
    found = monthly_evidence(panel, learnt)
    step = np.diff(found.value, axis=1) - np.diff(drawn.theta, axis=1)
    doubt = found.variance[:, 1:] + found.variance[:, :-1]
    score = (step / np.sqrt(doubt))[~np.isnan(step)]
    assert score.mean() == pytest.approx(0, abs=0.05)
    assert score.std() == pytest.approx(1, abs=0.06)
    level = found.value - drawn.theta
    assert np.nanmean(level) == pytest.approx(0, abs=0.06)


def test_no_other_month_has_a_part_in_a_month(world):
    drawn, panel, learnt = world
    found = monthly_evidence(panel, learnt)
    value = drawn.observations.value.copy()
    value[:, 4] += 1.0
    other = monthly_evidence(panel_of(value, drawn.observations), learnt)
    rest = np.arange(10) != 4
    assert np.array_equal(found.value[:, rest], other.value[:, rest], equal_nan=True)
    there = ~np.isnan(found.value[:, 4])
    assert (other.value[:, 4] > found.value[:, 4])[there].mean() > 0.95


def test_a_change_of_ability_comes_out_in_full(world):
    drawn, panel, learnt = world
    value = drawn.observations.value.copy()
    gain = drawn.structure.loading * (drawn.indicators.dimension == 1)
    value[:, 6:] += 0.5 * gain
    found, other = (
        monthly_evidence(one, learnt) for one in (panel, panel_of(value, drawn.observations))
    )
    apart = other.value - found.value
    here = ~np.isnan(apart)
    expected = np.zeros(apart.shape)
    expected[:, 6:, 1] = 0.5
    assert apart[here] == pytest.approx(expected[here], abs=1e-9)


def test_months_with_less_evidence_are_less_sure_and_those_without_say_nothing(world):
    drawn, panel, learnt = world
    found = monthly_evidence(panel, learnt)
    seen = (~np.isnan(drawn.observations.value))[:, :, drawn.indicators.dimension == 0].sum(axis=2)
    medians = [np.median(found.variance[:, :, 0][seen == n]) for n in (1, 2, 3, 4)]
    assert medians == sorted(medians, reverse=True)
    assert np.isnan(found.value[:, :, 0][seen == 0]).all()
    assert (found.variance[~np.isnan(found.value)] > 0).all()


def test_the_frame_holds_what_the_arrays_do(framework, make):
    centre = make.measured_centre(framework, seed=1, agents=20, months=4)
    grid = grid_of(centre.roster)
    seen = gather(framework, centre.measured, grid)
    found = monthly_evidence(seen, learn(framework, seen, centre.effects))
    frame = evidence_frame(framework, grid, found)
    assert frame["estimate"].notna().all()
    back = read_evidence(framework, frame, grid)
    assert np.array_equal(np.isnan(back.value), np.isnan(found.value))
    assert back.value == pytest.approx(found.value, abs=1e-6, nan_ok=True)
    assert back.variance == pytest.approx(found.variance, abs=1e-6, nan_ok=True)
    ability = centre.theta[:, :, framework.dimension_keys.index("process")]
    mine = found.value[:, :, framework.dimension_keys.index("process")]
    assert np.corrcoef(ability.ravel(), mine.ravel())[0, 1] > 0.7
