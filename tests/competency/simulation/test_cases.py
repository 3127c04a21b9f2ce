import numpy as np
import pandas as pd
import pytest

from competency.simulation.centre import Centre, simulate_centre
from competency.simulation.settings import SimulationSettings


def with_truth(centre: Centre) -> pd.DataFrame:
    """Contacts before the business change, with true difficulty and the agent's abilities."""
    changed = centre.truth["world"].set_index("key").loc["changed_from", "value"]
    contacts = centre.tables["crm/interactions"]
    contacts = contacts[contacts["opened_at"] < changed]
    issue = centre.truth["issue_difficulty"].set_index("issue_type")["difficulty"]
    part = centre.truth["case_effects"].set_index(["factor", "level"])["difficulty"]
    hard = issue.reindex(contacts["issue_type"]).to_numpy()
    for factor in ("complexity", "customer_emotion"):
        hard = hard + part[factor].reindex(contacts[factor]).to_numpy()
    wide = centre.truth["abilities"].pivot_table(
        index=["agent_id", "period"], columns="dimension", values="ability"
    )
    period = contacts["opened_at"].dt.to_period("M").dt.to_timestamp()
    ability = wide.reindex(pd.MultiIndex.from_arrays([contacts["agent_id"], period]))
    return contacts.assign(
        difficulty=hard,
        skill=ability.mean(axis=1).to_numpy(),
        resolution=ability["resolution"].to_numpy(),
        fcr=contacts["resolved_first_contact"].astype("Float64"),
    )


def test_hard_cases_go_to_strong_agents(crowd):
    contacts = with_truth(crowd)
    assert 0.15 < np.corrcoef(contacts["skill"], contacts["difficulty"])[0, 1] < 0.5


def test_without_routing_they_fall_at_random():
    centre = simulate_centre(SimulationSettings(agents=120, months=4, routing=0.0, seed=3))
    contacts = with_truth(centre)
    assert abs(np.corrcoef(contacts["skill"], contacts["difficulty"])[0, 1]) < 0.03


def test_raw_resolution_says_less_than_resolution_for_the_difficulty(crowd):
    contacts = with_truth(crowd).dropna(subset=["fcr"])
    level = contacts["difficulty"].round(1)
    expected = contacts.groupby(level)["fcr"].transform("mean")
    contacts = contacts.assign(adjusted=contacts["fcr"] - expected)
    by_agent = contacts.groupby("agent_id")[["fcr", "adjusted", "resolution"]].mean()
    by_agent = by_agent[contacts.groupby("agent_id").size() >= 100].astype(float)
    correlation = by_agent.corr()["resolution"]
    assert correlation["adjusted"] > correlation["fcr"] + 0.02
    assert correlation["adjusted"] > 0.75


def test_the_business_change_shifts_the_mix_and_makes_work_harder(sample):
    contacts = sample.tables["crm/interactions"]
    changed = sample.truth["world"].set_index("key").loc["changed_from", "value"]
    assert changed == "2025-08-01"
    after = contacts["opened_at"] >= changed
    surging = contacts["issue_type"].isin(["returns", "promotion_coupon"])
    assert surging[after].mean() > 1.6 * surging[~after].mean()
    solved = contacts["resolved_first_contact"].astype("Float64").groupby([surging, after]).mean()
    # Against the other issue types: agents get better over the months all the while.
    change = solved[:, True] - solved[:, False]
    assert change[True] < change[False] - 0.02


@pytest.mark.parametrize("field", ["issue_type", "channel", "complexity", "customer_emotion"])
def test_levels_are_of_unequal_volume(sample, field):
    share = sample.tables["crm/interactions"][field].value_counts(normalize=True)
    assert share.max() > 2 * share.min()
