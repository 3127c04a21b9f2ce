import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from competency.frames import empty
from competency.tier_evidence import tier_evidence


def shown(framework, beliefs, weights=None):
    if weights is None:
        weights = empty("dimension_weights")
    return tier_evidence(framework, beliefs, weights)


def test_composite_bar_has_its_exact_chance(framework, make):
    # All dimensions 59 +- 2, independent of each other: composite error 2 * sqrt(.18).
    found = shown(framework, make.beliefs({"A": [59]}))
    assert found.chance[0, 2, 0] == pytest.approx(norm.sf(57, 59, 2 * np.sqrt(0.18)))
    assert found.at_least[0, 2] == pytest.approx(norm.sf(57, 59, 2 * np.sqrt(0.18)), abs=1e-4)
    assert found.at_least[0, 0] == 1


def test_floor_of_a_layer_counts_beside_the_composite(framework, make):
    found = shown(framework, make.beliefs({"A": [[20, 20, 95, 95, 95, 95]]}, error=3))
    base = found.bars.index("floor:base")
    assert found.level[0, base] == pytest.approx(20)
    assert found.chance[0, 2, 0] > 0.9
    assert found.at_least[0, 2] == pytest.approx(0, abs=1e-6)


def test_layers_take_base_weights_the_composite_those_of_the_month(framework, make):
    moved = pd.DataFrame(
        {
            "period": pd.Timestamp("2026-01-01"),
            "dimension": framework.dimension_keys,
            "weight": [0.5, 0.1, 0.1, 0.1, 0.1, 0.1],
        }
    )
    found = shown(framework, make.beliefs({"A": [[80, 10, 0, 0, 0, 0]]}), moved)
    assert found.level[0].tolist() == pytest.approx([41, (0.2 * 80 + 0.15 * 10) / 0.35, 0, 0])


def test_floor_of_a_layer_nobody_is_known_in_bars_nobody(framework, make):
    beliefs = make.beliefs({"A": [80]})
    live = np.array([False, False, True, True, True, True])
    beliefs = dataclasses.replace(
        beliefs, live=live, mean=np.where(live, beliefs.mean, np.nan), n=beliefs.n * live
    )
    found = shown(framework, beliefs)
    base = found.bars.index("floor:base")
    assert (found.chance[0, :, base] == 1).all()
    assert np.isnan(found.level[0, base])
    assert found.level[0, 0] == pytest.approx(80)
    assert found.at_least[0, 4] > 0.99


def test_sufficient_needs_evidence_on_enough_of_the_weight(framework, make):
    beliefs = make.beliefs({"A": [60], "B": [None]})
    assert shown(framework, beliefs).sufficient.tolist() == [True, False]
    # Without process and resolution 0.55 of the weight is known well enough; 0.6 is asked.
    assert shown(framework, make.beliefs({"A": [60]}, thin=(0, 2))).sufficient.tolist() == [False]
    assert shown(framework, make.beliefs({"A": [60]}, thin=(0,))).sufficient.tolist() == [True]


def test_without_any_evidence_nothing_suffices(framework, make):
    lenient = framework.ladder.model_copy(update={"minimum_known_weight": 0.0})
    framework = framework.model_copy(update={"ladder": lenient})
    beliefs = make.beliefs({"A": [60], "B": [None]})
    assert shown(framework, beliefs).sufficient.tolist() == [True, False]


def test_nobody_known_at_all_is_nobody_placed(framework, make):
    found = shown(framework, make.beliefs({"A": [None], "B": [None]}))
    assert not found.sufficient.any()
