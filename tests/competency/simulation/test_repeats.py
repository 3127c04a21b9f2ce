"""Who was not helped comes again with the same issue within a week; nothing else changes."""

import pandas as pd
import pytest

from competency.simulation.centre import simulate_centre
from competency.simulation.settings import SimulationSettings

WORLD = {"agents": 120, "months": 4, "seed": 7}


def again(contacts):
    """Whether the same customer is back with the same issue within seven days."""
    ordered = contacts.sort_values("opened_at", kind="stable")
    later = ordered.groupby(["customer_id", "issue_type"])["opened_at"].shift(-1)
    return ((later - ordered["opened_at"]) <= pd.Timedelta(days=7)).reindex(contacts.index)


@pytest.fixture(scope="module")
def plain():
    return simulate_centre(SimulationSettings(**WORLD)).tables["crm/interactions"]


@pytest.fixture(scope="module")
def repeating():
    return simulate_centre(SimulationSettings(**WORLD, repeat_share=0.5)).tables["crm/interactions"]


def test_who_was_not_helped_at_once_comes_again(plain, repeating):
    solved = repeating["resolved_first_contact"].fillna(value=False).to_numpy(bool)
    rate = again(repeating)
    assert 0.45 < rate[~solved].mean() < 0.55
    assert rate[solved].mean() == pytest.approx(again(plain).mean(), abs=0.005)


def test_nothing_but_the_customer_differs(plain, repeating):
    changed = plain["customer_id"] != repeating["customer_id"]
    assert 0.05 < changed.mean() < 0.15
    pd.testing.assert_frame_equal(
        plain.drop(columns="customer_id"), repeating.drop(columns="customer_id")
    )


def test_with_drivers_the_discontent_come_again():
    settings = SimulationSettings(**WORLD, repeat_share=0.5, drivers=(0, 0, 0, 0, 1, 0))
    centre = simulate_centre(settings)
    contacts = centre.tables["crm/interactions"].set_index("interaction_id")
    surveys = centre.tables["crm/surveys"]
    rate = again(contacts).reindex(surveys["interaction_id"]).to_numpy()
    assert rate[surveys["csat"] <= 2].mean() > 2 * rate[surveys["csat"] == 5].mean()
    assert 0.05 < again(contacts).mean() < 0.2
