import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.composite import compose, score_table
from competency.tier_evidence import chance_above, rows_of, tier_evidence
from competency.weights import weigh_dimensions

KEYS = ("process", "knowledge", "resolution", "mediation", "relationship", "growth")


def shown(framework, make, scores, **roster):
    table = score_table(framework, scores)
    composites = compose(framework, scores, weigh_dimensions(framework, scores["period"]))
    months = make.roster(sorted(set(scores["agent_id"])), ["2026-03"], **roster)
    return tier_evidence(framework, table, composites, months, make.no_certificates())


def everywhere(agent, score, error=3.0, n=30):
    return [(agent, key, score, error, n, "enough") for key in KEYS]


def test_chances_fall_from_tier_to_tier(framework, make):
    found = shown(framework, make, make.scores(everywhere("A", 60.0)))
    assert found.at_least[0, 0] == 1
    assert (np.diff(found.at_least[0]) <= 0).all()


def test_floor_of_a_layer_counts_beside_the_composite(framework, make):
    rows = everywhere("A", 90.0)
    rows[0] = ("A", "process", 20.0, 3.0, 30, "enough")
    rows[1] = ("A", "knowledge", 20.0, 3.0, 30, "enough")
    found = shown(framework, make, make.scores(rows))
    base = found.bars.index("floor:base")
    assert found.levels[0, base] == pytest.approx(20)
    assert found.chance[0, 2, 0] > 0.9
    assert found.at_least[0, 2] == pytest.approx(0, abs=1e-6)


def test_floor_of_a_layer_nobody_is_known_in_bars_nobody(framework, make):
    rows = [
        (agent, key, np.nan, np.nan, 0, "none") if key in KEYS[:2] else row
        for row in everywhere("A", 60.0)
        for agent, key, *_ in [row]
    ]
    found = shown(framework, make, make.scores(rows))
    assert found.chance[0, 3, found.bars.index("floor:base")] == 1


@pytest.mark.parametrize(
    ("roster", "leader_open"),
    [
        pytest.param({"role": "agent"}, False, id="agent"),
        pytest.param({"role": "mentor"}, True, id="mentor"),
        pytest.param({"role": None}, True, id="roster without roles"),
    ],
)
def test_leader_is_for_those_who_lead(framework, make, roster, leader_open):
    found = shown(framework, make, make.scores(everywhere("A", 80.0)), **roster)
    assert bool(found.gates[0, 4].all()) is leader_open


def test_tenure_gate_is_off_when_hiring_is_unknown(framework, make):
    scores = make.scores(everywhere("A", 80.0))
    assert not shown(framework, make, scores, tenure_months=2).gates[0, 2].all()
    assert shown(framework, make, scores, tenure_months=None).gates[0, 2].all()


def test_rows_are_found_by_agent_and_month(framework, make):
    table = score_table(framework, make.scores(everywhere("A", 1.0) + everywhere("B", 2.0)))
    wanted = pd.DataFrame(
        {
            "agent_id": ["B", "C", "A", "A"],
            "period": pd.to_datetime(["2026-03-01", "2026-03-01", "2026-02-01", "2026-03-01"]),
        }
    )
    assert rows_of(table, wanted).tolist() == [1, -1, -1, 0]


@given(st.floats(0, 100), st.floats(0, 30), st.floats(0, 100))
def test_chance_is_a_probability(mean, error, cut):
    (chance,) = chance_above(np.array([mean]), np.array([error]), cut)
    assert 0 <= chance <= 1
    assert chance >= 0.5 if mean >= cut else chance <= 0.5
