import dataclasses

import numpy as np
import pytest

from competency.composite import compose
from competency.frames import empty
from competency.receipt import makeup, narrowed

NO_WEIGHTS = empty("dimension_weights")


def test_contributions_add_up_to_what_compose_puts_together(framework, make):
    beliefs = make.beliefs({"A": [[60, 50, 80, 62, 71, 12]], "B": [33]}, correlation=0.4)
    weights = NO_WEIGHTS
    parts = makeup(framework, beliefs, weights)
    composed = compose(framework, beliefs, weights)
    assert parts.contribution.sum(axis=1) == pytest.approx(composed["composite"].to_numpy())
    assert parts.composite == pytest.approx(composed["composite"].to_numpy())
    assert parts.error == pytest.approx(composed["std_error"].to_numpy())
    assert parts.variance_share.sum(axis=1) == pytest.approx([1, 1])


def test_a_dimension_nobody_is_known_in_has_no_weight(framework, make):
    live = np.array([True] * 5 + [False])
    beliefs = make.beliefs({"A": [60]})
    beliefs = dataclasses.replace(beliefs, live=live, mean=np.where(live, beliefs.mean, np.nan))
    parts = makeup(framework, beliefs, NO_WEIGHTS)
    assert parts.weight[0, 5] == 0
    assert parts.weight[0].sum() == pytest.approx(1)
    assert parts.weight[0, 0] == pytest.approx(0.2 / 0.9)


def test_more_evidence_narrows_by_spearman_and_brown():
    # Reliability 0.5; with three times the evidence 1.5 / 2 = 0.75, so the error halves to a half.
    error = 10 / np.sqrt(2)
    assert narrowed(error, 10, 3) == pytest.approx(1.6448536 * 10 * np.sqrt(0.25))
    assert narrowed(12, 10, 5) == pytest.approx(1.6448536 * 10)
