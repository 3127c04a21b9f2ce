import numpy as np
import pandas as pd
import pytest

from competency.simulation.centre import simulate_centre
from competency.simulation.settings import SimulationSettings


def test_roster_has_every_agent_once_a_change(sample):
    roster = sample.tables["crm/agents"]
    assert roster["agent_id"].nunique() == 60
    assert not roster.duplicated(["agent_id", "valid_from"]).any()
    first = roster.groupby("agent_id").first()
    assert (first["valid_from"] == first["hire_date"]).all()
    assert roster["valid_from"].max() < pd.Timestamp("2026-01-01")


def test_people_join_leave_move_and_rest(sample):
    roster = sample.tables["crm/agents"]
    assert (roster.groupby("agent_id")["team_id"].nunique() == 2).sum() == 4
    assert (roster["status"] == "left").sum() == 4
    assert (roster["status"] == "leave").sum() == 2
    assert roster[roster["hire_date"] > "2025-01-01"]["agent_id"].nunique() == 7
    gone = roster[roster["status"] == "left"]
    assert (gone["left_on"] == gone["valid_from"]).all()
    assert roster.loc[roster["status"] != "left", "left_on"].isna().all()


def test_teams_are_led_and_juniors_mentored_within_the_team(sample):
    roster = sample.tables["crm/agents"]
    home = roster.drop_duplicates("agent_id").set_index("agent_id")
    led = roster[roster["role"] != "leader"]
    assert roster.loc[roster["role"] == "leader", "manager_id"].isna().all()
    assert (home.loc[led["manager_id"], "role"] == "leader").all()
    assert (home.loc[led["manager_id"], "team_id"].to_numpy() == led["team_id"]).all()
    mentored = roster[roster["mentor_id"].notna()]
    assert len(mentored) > 10
    assert (home.loc[mentored["mentor_id"], "role"] == "mentor").all()
    assert (mentored["mentor_id"] != mentored["agent_id"]).all()


def test_nobody_handles_a_contact_while_not_on_duty(sample):
    roster, contacts = sample.tables["crm/agents"], sample.tables["crm/interactions"]
    ordered = roster.sort_values("valid_from")
    joined = pd.merge_asof(
        contacts[["agent_id", "opened_at"]],
        ordered[["agent_id", "valid_from", "status"]],
        left_on="opened_at",
        right_on="valid_from",
        by="agent_id",
    )
    assert (joined["status"] == "active").all()


def test_volumes_are_unequal(sample):
    contacts = sample.tables["crm/interactions"]
    monthly = contacts.groupby("agent_id").size() / contacts.groupby("agent_id")["opened_at"].agg(
        lambda opened: opened.dt.month.nunique()
    )
    assert 50 < monthly.mean() < 70
    assert np.quantile(monthly, 0.9) > 2 * np.quantile(monthly, 0.1)


def test_volumes_may_differ_a_hundredfold():
    contacts = simulate_centre(
        SimulationSettings(
            agents=150, per_month=40, volume_sd=1.1, joiner_share=0, leaver_share=0, seed=2
        )
    ).truth["case_hardness"]["contacts"]
    assert contacts.min() < 60
    assert contacts.max() > 2000
    assert np.log(contacts).std() == pytest.approx(1.1, abs=0.2)
    assert contacts.mean() == pytest.approx(480, rel=0.05)
