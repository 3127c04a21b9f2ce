import dataclasses

import numpy as np
import pytest

from competency.composite import compose, known_weight, monthly_weights
from competency.frames import empty
from competency.weights import weigh_dimensions

BASE = [0.20, 0.15, 0.25, 0.15, 0.15, 0.10]


def composed(framework, posterior, weights=None):
    if weights is None:
        weights = empty("dimension_weights")
    return compose(framework, posterior, weights).set_index("agent_id")


def test_weighted_mean_and_its_error_by_hand(framework, make):
    beliefs = make.beliefs({"A": [[60, 60, 80, 60, 60, 60]]}, error=4)
    row = composed(framework, beliefs).loc["A"]
    assert row["composite"] == pytest.approx(0.75 * 60 + 0.25 * 80)
    # 4 * sqrt(.2^2 + .15^2 + .25^2 + .15^2 + .15^2 + .1^2)
    assert row["std_error"] == pytest.approx(4 * np.sqrt(0.18))
    assert row["upper"] - row["composite"] == pytest.approx(1.6448536 * 4 * np.sqrt(0.18))
    assert row["known_weight"] == pytest.approx(1)


def test_errors_that_go_together_widen_the_interval(framework, make):
    apart = composed(framework, make.beliefs({"A": [60]}, error=4)).loc["A"]
    together = composed(framework, make.beliefs({"A": [60]}, error=4, correlation=1.0)).loc["A"]
    assert apart["std_error"] == pytest.approx(4 * np.sqrt(0.18))
    assert together["std_error"] == pytest.approx(4)


def test_dimension_nobody_is_known_in_drops_out_but_is_not_known(framework, make):
    beliefs = make.beliefs({"A": [60], "B": [[50, 50, 50, 50, 50, 10]]})
    live = np.array([True] * 5 + [False])
    beliefs = dataclasses.replace(
        beliefs, live=live, enough=beliefs.enough & live, mean=np.where(live, beliefs.mean, np.nan)
    )
    found = composed(framework, beliefs)
    assert found["composite"].tolist() == pytest.approx([60, 50])
    assert found["known_weight"].tolist() == pytest.approx([0.9, 0.9])


def test_agent_without_any_evidence_has_no_composite(framework, make):
    found = composed(framework, make.beliefs({"A": [60], "B": [None]}))
    assert found.loc["B", ["composite", "std_error", "lower", "upper"]].isna().all()
    assert found.loc["B", "known_weight"] == 0
    assert found.loc["A", "composite"] == pytest.approx(60)


def test_what_leaves_is_capped(framework, make):
    row = composed(framework, make.beliefs({"A": [103]}, error=5)).loc["A"]
    assert row["composite"] == 100
    assert row["lower"] == pytest.approx(103 - 1.6448536 * 5 * np.sqrt(0.18))
    assert row["upper"] == 100


def test_weights_are_those_of_the_month_base_where_none_are_given(framework, make):
    beliefs = make.beliefs({"A": [[80, 0, 0, 0, 0, 0], [80, 0, 0, 0, 0, 0]]})
    moved = weigh_dimensions(
        framework, empty("weight_importance"), empty("weight_demand"), ["2026-02-01"]
    )
    moved["weight"] = [0.5, 0.1, 0.1, 0.1, 0.1, 0.1]
    found = composed(framework, beliefs, moved)
    assert found["composite"].tolist() == pytest.approx([16, 40])
    weight = monthly_weights(framework, moved, beliefs.month)
    assert weight[0].tolist() == BASE
    assert weight[1].tolist() == [0.5, 0.1, 0.1, 0.1, 0.1, 0.1]


def test_thin_evidence_is_not_known_weight(framework, make):
    beliefs = make.beliefs({"A": [60]}, thin=(0, 5))
    assert known_weight(beliefs, np.array([BASE])).tolist() == pytest.approx([0.7])


def test_no_rows_give_a_typed_frame(framework, make):
    frame = composed(framework, make.beliefs({})).reset_index()
    assert len(frame) == 0
    assert str(frame.dtypes["composite"]) == "float64"
