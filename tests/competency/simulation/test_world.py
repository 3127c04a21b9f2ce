import numpy as np
import pandas as pd
import pytest

from competency.simulation.centre import simulate_centre
from competency.simulation.settings import SimulationSettings


def steps(centre):
    """Largest move of any ability of each agent from month to month."""
    abilities = centre.truth["abilities"]
    by = abilities.groupby(["agent_id", "dimension"])["ability"]
    return by.diff().abs().groupby(abilities["agent_id"]).max().dropna()


def test_static_people_do_not_move():
    centre = simulate_centre(SimulationSettings(agents=80, months=6, static=True))
    assert (steps(centre) == 0).all()
    assert centre.truth["tiers"].groupby("agent_id")["tier"].nunique().max() == 1
    assert (centre.truth["trainings"]["reason"] == "need").any()
    assert (centre.truth["course_effects"]["effect"] == 0).all()


def test_others_do():
    assert (steps(simulate_centre(SimulationSettings(agents=80, months=6))) > 0.02).all()


def test_tenure_still_matters_for_where_static_people_start():
    centre = simulate_centre(SimulationSettings(agents=400, months=2, per_month=5, static=True))
    level = centre.truth["abilities"].groupby("agent_id")["ability"].mean()
    hired = centre.tables["crm/agents"].groupby("agent_id")["hire_date"].first()
    new = hired.reindex(level.index) > pd.Timestamp("2024-07-01")
    assert level[new].mean() < level[~new].mean() - 0.3


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_jumpers_and_nobody_else_move_in_a_static_world(share):
    centre = simulate_centre(
        SimulationSettings(months=6, static=True, jump_share=share, jump_size=0.6, jump_at=0.5)
    )
    jumps, abilities = centre.truth["jumps"], centre.truth["abilities"]
    wide = abilities.pivot(index=["agent_id", "dimension"], columns="period", values="ability")
    before, after = wide[pd.Timestamp("2025-03-01")], wide[pd.Timestamp("2025-04-01")]
    moved = (after - before).dropna().unstack()
    expected = jumps.set_index("agent_id")["size"].reindex(moved.index, fill_value=0.0)
    assert np.allclose(moved, expected.to_numpy()[:, None], atol=2e-6)
    later = wide[pd.Timestamp("2025-06-01")] - after
    assert later.abs().max() == 0
