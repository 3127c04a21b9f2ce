"""The scenarios are the centres they claim to be."""

import numpy as np
import pandas as pd
import pytest

from competency.loading import load_framework
from competency.simulation.centre import simulate_centre
from competency.simulation.columns import COLUMNS
from competency.validation.policy_centre import KINDS
from competency.validation.scenarios import FEW_AGENTS, SCENARIOS


def test_every_scenario_and_seed_is_a_world_of_its_own():
    for scenario in SCENARIOS.values():
        one, other = scenario.centres(0)[0], scenario.centres(1)[0]
        assert one.seed != other.seed
        assert set(scenario.missing) <= set(COLUMNS)
        drawings = 2 if scenario.drawn_twice else len(KINDS) if scenario.policies else 1
        assert len(scenario.centres(0)) == drawings
    assert SCENARIOS["handful"].centres(0, 300)[0].agents == FEW_AGENTS
    assert SCENARIOS["one_team"].centres(0, 300)[0].reviewers == 30


def test_weights_follow_only_where_they_are_judged():
    shipped = load_framework()
    for key, scenario in SCENARIOS.items():
        rules = scenario.framework(shipped).recalibration
        judged = key in ("shift", "noise")
        assert (rules.importance > 0) is judged
        assert rules.prior + rules.importance + rules.demand == pytest.approx(1)
    assert SCENARIOS["shift"].framework(shipped) == shipped
    assert SCENARIOS["noise"].framework(shipped).recalibration.step_limit == 0.10


def test_business_shifts_at_half_of_two_years():
    table = simulate_centre(
        SCENARIOS["shift"].centres(0, 20)[0].model_copy(update={"per_month": 2})
    ).truth["drivers"]
    share = table.pivot(index="period", columns="dimension", values="share").to_numpy()
    moved = 0.5 * np.abs(np.diff(share, axis=0)).sum(axis=1)
    assert len(share) == 24
    assert moved.argmax() == 11
    assert moved[11] > 0.2


def test_people_drawn_twice_are_the_same_people():
    small = {"agents": 12, "months": 3, "per_month": 5}
    one, other = (
        simulate_centre(settings.model_copy(update=small))
        for settings in SCENARIOS["static"].centres(0)
    )
    pd.testing.assert_frame_equal(one.truth["abilities"], other.truth["abilities"])
    pd.testing.assert_frame_equal(one.tables["crm/agents"], other.tables["crm/agents"])
    assert not one.tables["crm/interactions"].equals(other.tables["crm/interactions"])


def test_a_reviewer_of_one_team_sees_no_other():
    settings = SCENARIOS["one_team"].centres(0, 40)[0].model_copy(update={"months": 2})
    centre = simulate_centre(settings)
    team = centre.tables["crm/agents"].drop_duplicates("agent_id").set_index("agent_id")["team_id"]
    reviews = centre.tables["qa/reviews"]
    by_people = reviews[reviews["method"] == "human"]
    moved = centre.tables["crm/agents"].groupby("agent_id")["team_id"].nunique() > 1
    by_people = by_people[~by_people["agent_id"].map(moved)]
    seen = by_people.groupby("reviewer_id")["agent_id"].agg(lambda a: a.map(team).nunique())
    assert seen.tolist() == [1] * len(seen)
