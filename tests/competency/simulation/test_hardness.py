import numpy as np
import pandas as pd
import pytest

from competency.simulation.centre import simulate_centre
from competency.simulation.settings import SimulationSettings


@pytest.fixture(scope="module")
def centre():
    return simulate_centre(SimulationSettings(difficulty_drift=0.2, agents=80, seed=5))


def test_it_is_the_mean_of_what_the_truth_says_of_each_contact(centre):
    hardness = centre.truth["case_hardness"].set_index("agent_id")
    contacts = centre.tables["crm/interactions"]
    issue = centre.truth["issue_months"].set_index(["issue_type", "period"])["difficulty"]
    month = contacts["opened_at"].dt.to_period("M").dt.to_timestamp()
    hard = issue.reindex(pd.MultiIndex.from_arrays([contacts["issue_type"], month])).to_numpy()
    part = centre.truth["case_effects"].set_index(["factor", "level"])["difficulty"]
    for factor in ("complexity", "customer_emotion"):
        hard = hard + part[factor].reindex(contacts[factor]).to_numpy()
    mean = pd.Series(hard).groupby(contacts["agent_id"]).mean()
    over = mean - hardness["difficulty"].reindex(mean.index)
    assert over.max() - over.min() < 1e-5
    count = contacts["agent_id"].value_counts().reindex(hardness.index, fill_value=0)
    assert (count == hardness["contacts"]).all()


def test_routing_makes_it_unequal(centre):
    level = centre.truth["tiers"].groupby("agent_id")["composite"].mean()
    hardness = centre.truth["case_hardness"].set_index("agent_id")["difficulty"]
    assert np.corrcoef(level, hardness.reindex(level.index))[0, 1] > 0.6


def test_an_agent_without_contacts_has_none():
    small = simulate_centre(SimulationSettings(agents=40, months=1, per_month=1, volume_sd=1))
    hardness = small.truth["case_hardness"]
    assert len(hardness) == 40
    assert (hardness["contacts"] == 0).any()
    assert (hardness["difficulty"].isna() == (hardness["contacts"] == 0)).all()
