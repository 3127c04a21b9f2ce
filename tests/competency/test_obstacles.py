import numpy as np
import pytest

from competency.obstacles import obstacle
from competency.tier_evidence import GATES, TierEvidence


def evidence(composite=1.0, base=1.0, gates=None):
    chance = np.ones((1, 5, 4))
    chance[0, 1:, 0], chance[0, 1:, 1] = composite, base
    met = np.ones((1, 5, len(GATES)), bool)
    for gate in gates or []:
        met[0, 2:, GATES.index(gate)] = False
    return TierEvidence(
        ("composite", "floor:base", "floor:core", "floor:value"),
        np.array([[55.0, 48.0, 50.0, 50.0]]),
        chance,
        met,
        np.array([2.0]),
        np.array([12.0]),
        ["T1"],
        [[None, None, "C7", "C7", "C7"]],
    )


@pytest.mark.parametrize(
    ("given", "key", "words"),
    [
        pytest.param(evidence(0.3, 0.5), "composite", "Now 55.0", id="weakest bar"),
        pytest.param(evidence(0.5, 0.3), "floor:base", "base-layer score of", id="floor"),
        pytest.param(
            evidence(0.1, gates=["evidence", "tenure"]),
            "evidence",
            "there are 12",
            id="pieces first",
        ),
        pytest.param(
            evidence(0.1, gates=["tenure"]), "composite", "score of 57", id="ability before time"
        ),
        pytest.param(evidence(gates=["tenure"]), "tenure", "3 months since hiring", id="time"),
        pytest.param(
            evidence(gates=["tenure", "certificate"]), "certificate:C7", "course C7", id="paper"
        ),
    ],
)
def test_the_one_thing_in_the_way(framework, given, key, words):
    found = obstacle(framework, given, 0, 2, given.gates[0])
    assert found.key == key
    assert words in found.en
    assert found.zh


def test_top_and_bottom(framework):
    given = evidence()
    assert obstacle(framework, given, 0, 5, given.gates[0]) == (None, None, None)
    assert obstacle(framework, given, 0, 0, given.gates[0]).key == "evidence"
