import pandas as pd
import pytest

from competency.simulation.centre import simulate_centre
from competency.simulation.settings import SimulationSettings

SMALL = {"agents": 60, "months": 8, "per_month": 5}


def test_half_of_the_drawn_share_go_up():
    centre = simulate_centre(SimulationSettings(**SMALL, jump_share=0.3, jump_at=0.25))
    jumps = centre.truth["jumps"]
    assert jumps["size"].value_counts().to_dict() == {0.75: 8, -0.75: 7}
    assert (jumps["period"] == pd.Timestamp("2025-03-01")).all()
    assert jumps["agent_id"].is_unique
    roster = centre.tables["crm/agents"]
    assert jumps["agent_id"].isin(roster.loc[roster["hire_date"] < "2025-01-01", "agent_id"]).all()
    assert not jumps["agent_id"].isin(roster.loc[roster["status"] == "left", "agent_id"]).any()


def test_another_seed_other_jumpers():
    drawn = [
        set(
            simulate_centre(SimulationSettings(**SMALL, jump_share=0.3, seed=seed)).truth["jumps"][
                "agent_id"
            ]
        )
        for seed in (1, 2)
    ]
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize(
    "settings", [{**SMALL}, {**SMALL, "months": 1, "jump_share": 1.0}], ids=["none", "one month"]
)
def test_nobody_jumps_unless_asked_or_without_a_before(settings):
    some = simulate_centre(SimulationSettings(**SMALL, jump_share=0.3)).truth["jumps"]
    none = simulate_centre(SimulationSettings(**settings)).truth["jumps"]
    assert none.empty
    assert (none.dtypes == some.dtypes).all()
    assert list(none) == ["agent_id", "period", "size"]
