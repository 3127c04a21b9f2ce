"""Beliefs are Kalman's, tiers and gaps the product's own."""

import numpy as np
import pytest

from competency.gaps import wanted
from competency.loading import load_framework
from competency.simulation.abilities import talent_covariance
from competency.validation.policy_belief import Belief
from competency.validation.policy_centre import scale


@pytest.fixture(scope="module")
def framework():
    return load_framework().resolved()


def test_one_month_of_evidence_is_weighed_against_how_people_differ(framework):
    evidence = np.random.default_rng(1).standard_normal((5, 6))
    belief = Belief(framework, 5, 0.5)
    belief.see(evidence)
    prior = 1.3 * talent_covariance()
    # The normal posterior in its other form: precisions add up.
    precision = np.linalg.inv(prior) + np.eye(6) / 0.25
    np.testing.assert_allclose(belief.covariances[0], np.linalg.inv(precision))
    np.testing.assert_allclose(
        belief.means[0], (evidence / 0.25) @ np.linalg.inv(precision), atol=1e-12
    )


def test_beliefs_come_near_the_truth_and_say_how_near(framework):
    rng = np.random.default_rng(2)
    truth = rng.multivariate_normal(np.zeros(6), talent_covariance(), size=400)
    belief = Belief(framework, 400, 1.0)
    for _ in range(6):
        belief.see(truth + rng.standard_normal(truth.shape))
    error = (belief.means[-1] - truth).std(axis=0)
    assert error == pytest.approx(np.sqrt(np.diag(belief.covariances[-1])), rel=0.15)
    assert (error < 0.45).all()


def test_tiers_are_the_ladders_and_wait_for_its_dwell_time(framework):
    slope, intercept = scale(framework)
    points = np.array([[40.0] * 6, [50.0] * 6, [62.0] * 6, [90.0] * 6])
    belief = Belief(framework, 4, 0.01)
    for _ in range(2):
        belief.see((points - intercept) / slope)
    assert belief.tiers()[:, -1].tolist() == [1, 2, 3, 5]
    for _ in range(4):
        belief.see((points + 20 - intercept) / slope)
    tiers = belief.tiers()
    assert tiers.shape == (4, 6)
    dwell = framework.ladder.promotion.dwell_months
    assert tiers[0].tolist() == [1] * dwell + [3] * (6 - dwell)


def test_gaps_are_to_what_the_next_tier_asks(framework):
    slope, intercept = scale(framework)
    belief = Belief(framework, 1, 0.01)
    belief.see(np.full((1, 6), (50.0 - intercept) / slope))
    asked = np.array(list(wanted(framework, 3).values()))
    gaps = belief.gaps(belief.tiers()[:, -1])
    np.testing.assert_allclose(gaps[0], asked - 50, atol=0.05)
