from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from competency.outcome_shares import (
    REPLICATES,
    Beliefs,
    Outcomes,
    _between,
    mixed,
    poisson_counts,
    shares_of,
)
from competency.weight_rules import Recalibration

RULES = Recalibration()
PEOPLE, MONTHS = 400, 6


def names(many):
    return pd.Index([f"A{number:03d}" for number in range(many)], dtype="string")


def centre(seed, beta=(0.5, 0.25), people=PEOPLE, correlation=0.4, own=0.1, noise=0.5):
    """Beliefs that are the truth, and an outcome that hangs on them."""
    rng = np.random.default_rng(seed)
    phi = np.array([[1.0, correlation], [correlation, 1.0]])
    ability = rng.standard_normal((people, 1, 2)) @ np.linalg.cholesky(phi).T
    ability = np.repeat(ability, MONTHS, axis=1)
    value = ability @ np.array(beta) + own * rng.standard_normal((people, 1))
    value = value + noise * rng.standard_normal(value.shape) + rng.standard_normal(MONTHS)
    beliefs = Beliefs(ability, np.ones(value.shape, bool), phi)
    team = np.zeros(value.shape, np.int64)
    return beliefs, Outcomes(value, np.full(value.shape, noise**2), team)


def months_of_nothing(outcomes, first, last):
    """The same outcome without any figures from one month to another."""
    value = outcomes.value.copy()
    value[:, first : last + 1] = np.nan
    return replace(outcomes, value=value)


def test_known_shares_are_found_and_the_intervals_hold_them():
    # Johnson's weights of beta (0.5, 0.25) at correlation 0.4, by his formula for two.
    phi = np.array([[1.0, 0.4], [0.4, 1.0]])
    value, vector = np.linalg.eigh(phi)
    root = vector * np.sqrt(value) @ vector.T
    raw = root**2 @ np.linalg.solve(root, phi @ np.array([0.5, 0.25])) ** 2
    truth = raw / raw.sum()
    errors, held = [], []
    for seed in range(12):
        beliefs, outcomes = centre(seed)
        found = shares_of(outcomes, beliefs, poisson_counts(names(PEOPLE)), RULES)
        errors.append(np.abs(found.share[-1] - truth).max())
        lower, upper = np.quantile(found.replicates[:, -1], (0.05, 0.95), axis=0)
        held.append(lower[0] <= truth[0] <= upper[0])
        assert found.share.shape == (MONTHS - 1, 2)
        assert found.replicates.shape == (REPLICATES, MONTHS - 1, 2)
        assert found.share.sum(axis=1) == pytest.approx(1.0)
        assert found.enough.all()
    assert np.mean(errors) < 0.05
    assert sum(held) >= 9


def test_what_is_explained_is_the_share_of_the_true_differences():
    beliefs, outcomes = centre(3, own=0.3)
    found = shares_of(outcomes, beliefs, poisson_counts(names(PEOPLE)), RULES)
    signal = 0.5**2 + 0.25**2 + 2 * 0.4 * 0.5 * 0.25
    assert found.explained[-1] == pytest.approx(signal / (signal + 0.09), abs=0.06)


def test_an_outcome_of_chance_alone_does_not_count():
    counted = []
    for seed in range(20):
        beliefs, outcomes = centre(seed, beta=(0.0, 0.0))
        found = shares_of(outcomes, beliefs, poisson_counts(names(PEOPLE)), RULES)
        counted.append(found.enough.mean())
    assert np.mean(counted) < 0.05


@pytest.mark.parametrize(
    "rules",
    [{"minimum_agents": PEOPLE + 1}, {"certainty": 1 - 1e-300}, {"widest_interval": 1e-6}],
    ids=["too few people", "not certain enough", "intervals too wide"],
)
def test_each_demand_on_evidence_can_silence_an_outcome(rules):
    beliefs, outcomes = centre(1)
    counts = poisson_counts(names(PEOPLE))
    assert shares_of(outcomes, beliefs, counts, RULES).enough.all()
    asked = Recalibration.model_construct(**{**RULES.model_dump(), **rules})
    found = shares_of(outcomes, beliefs, counts, asked)
    assert found is None or not found.enough.any()


def test_people_nobody_knew_anything_about_before_do_not_count():
    beliefs, outcomes = centre(2)
    known = beliefs.known.copy()
    known[200:] = False
    found = shares_of(outcomes, replace(beliefs, known=known), poisson_counts(names(400)), RULES)
    assert (found.agents == 200).all()


def test_replicates_draw_each_person_alike_whoever_else_is_there():
    few, many = poisson_counts(names(3)), poisson_counts(names(50))
    assert (few == many[:, :3]).all()
    assert many.shape == (REPLICATES, 50)
    assert many.mean() == pytest.approx(1.0, abs=0.05)
    assert many.var() == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("said", [1.0, 0.5], ids=["errors as large as said", "twice as large"])
def test_differences_between_people_are_told_from_noise(said):
    rng = np.random.default_rng(9)
    value = 0.3 * rng.standard_normal((2000, 1)) + 0.8 * rng.standard_normal((2000, 8))
    usable = rng.random(value.shape) < 0.8
    found = _between(value, np.full(value.shape, 0.64 * said), usable)
    assert found == pytest.approx(0.09, abs=0.015)


def test_outcomes_are_mixed_where_they_say_enough():
    beliefs, outcomes = centre(4)
    one = shares_of(outcomes, beliefs, poisson_counts(names(PEOPLE)), RULES)
    other = replace(one, share=one.share[:, ::-1], enough=np.array([True] * 3 + [False] * 2))
    both = mixed([0.75, 0.25], [one, other])
    assert both.share[0] == pytest.approx(0.75 * one.share[0] + 0.25 * one.share[0, ::-1])
    assert both.share[-1] == pytest.approx(one.share[-1])
    silent = mixed([1.0], [replace(one, enough=np.zeros(5, bool))])
    assert not silent.enough.any()


def test_an_outcome_without_fresh_figures_stands_for_a_while():
    beliefs, outcomes = centre(5)
    counts = poisson_counts(names(PEOPLE))
    whole = shares_of(outcomes, beliefs, counts, RULES)
    gap = shares_of(months_of_nothing(outcomes, 4, 5), beliefs, counts, RULES)
    assert gap.agents.tolist() == [PEOPLE] * 3 + [0, 0]
    assert gap.enough.all()
    # Nothing is learnt meanwhile and nothing is forgotten.
    assert gap.share[3:] == pytest.approx(np.tile(gap.share[2], (2, 1)), abs=0.01)
    assert gap.share[2] == pytest.approx(whole.share[2], abs=0.01)


def test_figures_that_never_came_do_not_stand():
    beliefs, outcomes = centre(5)
    late = shares_of(
        months_of_nothing(outcomes, 1, 2), beliefs, poisson_counts(names(PEOPLE)), RULES
    )
    assert not late.enough[:2].any()
    assert late.enough[2:].all()


def test_what_a_team_has_in_common_is_not_what_its_people_can_do():
    # Able teams with easy customers: nobody's ability has anything to do with the outcome.
    rng = np.random.default_rng(6)
    beliefs, outcomes = centre(6, beta=(0.0, 0.0))
    team = np.repeat(np.arange(12), 40)[:PEOPLE]
    able = rng.standard_normal((12, 2))[team]
    lucky = 0.6 * able[:, :1]
    sorted_beliefs = replace(beliefs, mean=0.6 * beliefs.mean + 0.8 * able[:, None, :])
    value = outcomes.value + lucky
    counts = poisson_counts(names(PEOPLE))
    together = Outcomes(value, outcomes.variance, outcomes.team)
    apart = replace(together, team=np.repeat(team[:, None], MONTHS, axis=1))
    assert shares_of(together, sorted_beliefs, counts, RULES).enough.any(), "the trap"
    assert not shares_of(apart, sorted_beliefs, counts, RULES).enough.any()
