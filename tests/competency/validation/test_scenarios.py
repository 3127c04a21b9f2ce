"""The scenarios are the centres they claim to be."""

import pandas as pd

from competency.simulation.centre import simulate_centre
from competency.simulation.columns import COLUMNS
from competency.validation.scenarios import FEW_AGENTS, SCENARIOS


def test_every_scenario_and_seed_is_a_world_of_its_own():
    for scenario in SCENARIOS.values():
        one, other = scenario.centres(0)[0], scenario.centres(1)[0]
        assert one.seed != other.seed
        assert set(scenario.missing) <= set(COLUMNS)
        assert len(scenario.centres(0)) == (2 if scenario.drawn_twice else 1)
    assert SCENARIOS["handful"].centres(0, 300)[0].agents == FEW_AGENTS
    assert SCENARIOS["one_team"].centres(0, 300)[0].reviewers == 30


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
