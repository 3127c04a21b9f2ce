"""Sites and shifts are in the roster where they are asked for, and change nothing else."""

import pandas as pd
import pytest

from assets.contracts.catalogue import TABLES
from competency.simulation.centre import simulate_centre
from competency.simulation.places import SHIFTS
from competency.simulation.settings import SimulationSettings

WORLD = {"agents": 60, "months": 6, "per_month": 5, "mover_share": 0.3}


@pytest.fixture(scope="module")
def placed():
    return simulate_centre(SimulationSettings(**WORLD, sites=2))


def test_a_team_has_one_site_and_an_agent_one_shift(placed):
    roster = placed.tables["crm/agents"]
    assert (roster.groupby("team_id")["site"].nunique() == 1).all()
    assert (roster.groupby("agent_id")["shift"].nunique() == 1).all()
    assert set(roster["site"]) == {"S1", "S2"}
    assert set(roster["shift"]) == set(SHIFTS)
    moved = roster.groupby("agent_id")["team_id"].nunique() > 1
    assert (roster.groupby("agent_id")["site"].nunique()[moved] == 2).any()


def test_the_contract_knows_every_column(placed):
    contract = next(table for table in TABLES if table.key == "crm/agents")
    assert set(placed.tables["crm/agents"].columns) == set(contract.row.model_fields)


def test_nothing_else_differs(placed):
    plain = simulate_centre(SimulationSettings(**WORLD))
    for name, frame in plain.tables.items():
        pd.testing.assert_frame_equal(frame, placed.tables[name][frame.columns])
    pd.testing.assert_frame_equal(plain.truth["abilities"], placed.truth["abilities"])
