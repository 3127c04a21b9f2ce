import numpy as np
import pytest
from scipy.stats import norm

from competency.frames import empty
from competency.receipt_rises import composite_at, rises
from competency.tier_evidence import tier_evidence

NO_WEIGHTS = empty("dimension_weights")


def test_a_rise_makes_the_tier_as_likely_as_promotion_asks(framework, make):
    levels = np.array([52.0, 50, 55, 52, 54, 53])
    weights = NO_WEIGHTS
    found = rises(framework, make.beliefs({"A": [levels]}), weights, 0, 3, 0.6)

    def chance(raised):
        return tier_evidence(framework, make.beliefs({"A": [raised]}), weights).at_least[0, 2]

    assert chance(levels + found.alike) == pytest.approx(0.6, abs=1e-6)
    for place, gain in enumerate(found.alone):
        raised = levels.copy()
        raised[place] += gain
        assert chance(raised) == pytest.approx(0.6, abs=1e-6)
        assert raised[place] <= 100


def test_where_only_the_composite_binds_it_is_the_formula(framework, make):
    # Floors of Independent are base 50 and core 45: out of the way.
    levels = [60.0, 60, 56, 56, 50, 45]
    beliefs = make.beliefs({"A": [levels]})
    found = rises(framework, beliefs, NO_WEIGHTS, 0, 3, 0.6)
    now = float(np.dot([0.20, 0.15, 0.25, 0.15, 0.15, 0.10], levels))
    assert now + found.alike == pytest.approx(composite_at(57, 2 * np.sqrt(0.18), 0.6), abs=1e-3)


def test_what_a_hundred_points_would_not_do_is_nan(framework, make):
    found = rises(
        framework,
        make.beliefs({"A": [[20, 20, 60, 60, 60, 60]]}),
        NO_WEIGHTS,
        0,
        3,
        0.6,
    )
    # No customer relationship mends a base layer at 20.
    assert np.isnan(found.alone[4])
    assert not np.isnan(found.alone[0])


def test_nothing_to_gain_where_the_scores_suffice(framework, make):
    found = rises(framework, make.beliefs({"A": [90]}), NO_WEIGHTS, 0, 4, 0.6)
    assert found.alike == 0
    assert (found.alone == 0).all()


def test_composite_asked_has_the_probability_asked():
    assert norm.sf(57, composite_at(57, 2.5, 0.7), 2.5) == pytest.approx(0.7)
    assert norm.cdf(57, composite_at(57, 2.5, 1 - 0.7), 2.5) == pytest.approx(0.7)
