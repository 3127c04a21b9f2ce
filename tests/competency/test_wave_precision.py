import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.person_paths import Variances
from competency.wave_effects import NEVER, estimate_wave
from competency.wave_precision import detectable, evidence_variances, expected_error, power


def hussey_hughes(crossings, span, level, noise):
    """Equation 8 of Hussey and Hughes 2007; crossings: month from which each cluster is treated."""
    x = np.arange(span) >= np.array(crossings)[:, None]
    clusters, u = x.shape[0], x.sum()
    w, v = (x.sum(axis=0) ** 2).sum(), (x.sum(axis=1) ** 2).sum()
    below = (clusters * u - w) * noise
    below += (u**2 + clusters * span * u - span * w - clusters * v) * level
    return np.sqrt(clusters * noise * (noise + span * level) / below)


@settings(max_examples=60)
@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=5),
    st.floats(0.01, 4),
    st.floats(0.01, 4),
    st.integers(0, 4),
)
def test_without_drift_it_is_the_closed_form_of_hussey_and_hughes(sizes, level, noise, after):
    groups = len(sizes)
    span = groups + 1 + after
    # Half a month: no month is left out, as in their design.
    starts = np.arange(groups) + 0.5
    crossings = np.repeat(np.arange(groups) + 1, sizes)
    still = Variances(level, 0.0, 0.0, 1.0)
    assert expected_error(starts, np.array(sizes), span, noise, still) == pytest.approx(
        hussey_hughes(crossings, span, level, noise), rel=1e-9
    )


def test_a_parallel_trial_measured_once_is_the_difference_of_two_means():
    still = Variances(0.7, 0.0, 0.0, 1.0)
    found = expected_error(np.array([-0.5, NEVER]), np.array([30, 50]), 1, 0.3, still)
    assert found == pytest.approx(np.sqrt((0.7 + 0.3) * (1 / 30 + 1 / 50)))


def test_groups_that_begin_together_tell_nothing():
    moves = Variances(1.0, 1e-4, 2e-3, 1.0)
    assert expected_error(np.array([3, 3]), np.array([10, 10]), 8, 0.2, moves) == np.inf


def test_the_error_expected_is_the_error_found():
    rng = np.random.default_rng(2)
    span, agents, noise, walk = 10, 200, 0.15, 0.05
    starts = np.array([4, NEVER])
    group = np.arange(agents) % 2
    expected = expected_error(
        starts, np.bincount(group), span, noise, Variances(1.0, 1e-4, walk**2, 1.0)
    )
    found = []
    for _ in range(25):
        value = rng.normal(size=agents) + np.cumsum(rng.normal(0, walk, (span, agents)), axis=0)
        value += np.sqrt(noise) * rng.normal(size=value.shape)
        value += 0.01 * rng.normal(size=agents) * np.arange(span)[:, None]
        found.append(estimate_wave(value, np.full_like(value, noise), group, starts))
    assert np.mean([one.std_error for one in found]) == pytest.approx(expected, rel=0.1)
    assert np.std([one.effect for one in found]) == pytest.approx(expected, rel=0.35)


def test_what_can_be_detected_is_seen_four_times_in_five():
    for spare in (4, 20, 500):
        assert power(detectable(0.1, spare), 0.1, spare) == pytest.approx(0.8, abs=0.02)
        assert power(0.0, 0.1, spare) == pytest.approx(0.1)


def test_the_variances_that_evidence_was_drawn_from_are_found(framework, make):
    rng = np.random.default_rng(4)
    agents, months, noise, walk = 300, 18, 0.2, 0.08
    names = [f"A{number:03d}" for number in range(agents)]
    people = make.roster(names, pd.date_range("2024-01-01", periods=months, freq="MS"))
    people["team_id"] = [f"T{names.index(one) // 10:02d}" for one in people["agent_id"]]
    level = rng.normal(size=(agents, 1))
    value = level + np.cumsum(rng.normal(0, walk, (agents, months)), axis=1)
    value += np.sqrt(noise) * rng.normal(size=value.shape)
    evidence = people[["agent_id", "period"]].assign(
        dimension="process", estimate=value.ravel(), variance=noise
    )
    found = evidence_variances(framework, evidence, people, points_per_sd=15.0)
    assert found["dimension"].unique().tolist() == ["process"]
    one, teams = (found[found["units"] == kind].iloc[0] for kind in ("people", "teams"))
    assert one["level_variance"] == pytest.approx(1.0, rel=0.25)
    assert one["walk_variance"] == pytest.approx(walk**2, rel=0.4)
    assert one["noise_variance"] == pytest.approx(noise, rel=0.1)
    assert teams["noise_variance"] == pytest.approx(noise / 10, rel=0.25)
    assert teams["level_variance"] == pytest.approx(0.1, rel=0.6)
    assert (one["n_units"], teams["n_units"], one["points_per_sd"]) == (300, 30, 15.0)


def test_no_evidence_gives_no_rows(framework, make):
    people = make.roster(["A"], ["2026-01"])
    evidence = pd.DataFrame(columns=["agent_id", "period", "dimension", "estimate", "variance"])
    assert evidence_variances(framework, evidence, people, None).empty
    assert evidence_variances(framework, evidence, people.iloc[:0], None).empty
