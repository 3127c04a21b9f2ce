import numpy as np
import pandas as pd
import pytest

from competency.simulation.centre import simulate_centre
from competency.simulation.reviews import AUTO_LEANING, CRITERIA
from competency.simulation.settings import SimulationSettings


def reviewed(centre):
    return centre.tables["qa/review_scores"].merge(
        centre.tables["qa/reviews"], on="review_id", validate="m:1"
    )


def test_every_agent_month_has_two_reviews_where_it_has_two_contacts():
    centre = simulate_centre(SimulationSettings(agents=30, months=4, per_month=4, seed=5))
    contacts, reviews = centre.tables["crm/interactions"], centre.tables["qa/reviews"]
    volume = contacts.groupby(["agent_id", contacts["opened_at"].dt.month]).size()
    reviews = reviews.drop_duplicates("interaction_id")
    done = reviews.groupby(["agent_id", reviews["reviewed_at"].dt.month]).size()
    done = done.reindex(volume.index, fill_value=0)
    assert (volume < 3).any()
    assert (done >= volume.clip(upper=2)).all()
    assert (done <= volume).all()


def test_a_review_is_of_the_agents_own_contact_and_after_it(sample):
    reviews = sample.tables["qa/reviews"].merge(
        sample.tables["crm/interactions"], on="interaction_id", suffixes=("", "_contact")
    )
    assert len(reviews) == len(sample.tables["qa/reviews"])
    assert (reviews["agent_id"] == reviews["agent_id_contact"]).all()
    assert (reviews["reviewed_at"] >= reviews["opened_at"]).all()
    assert not reviews.duplicated(["interaction_id", "method"]).any()


def test_severe_reviewers_give_less(crowd):
    given = reviewed(crowd).groupby("reviewer_id")["score"].mean()
    severity = crowd.truth["reviewer_severity"].set_index("reviewer_id")["severity"]
    assert np.corrcoef(given, severity.reindex(given.index))[0, 1] < -0.8
    assert severity["AUTO"] == 0


def test_scores_of_one_review_share_their_error(crowd):
    scores = reviewed(crowd)
    wide = scores.pivot(index="review_id", columns="criterion", values="score")
    agent = scores.drop_duplicates("review_id").set_index("review_id")["agent_id"]
    within = wide - wide.groupby(agent.reindex(wide.index)).transform("mean")
    assert 0.15 < within["knowledge_accuracy"].corr(within["empathy"]) < 0.6


def test_what_reviews_are_made_of(sample):
    reviews, scores = sample.tables["qa/reviews"], reviewed(sample)
    assert (reviews["method"] == "auto").mean() == pytest.approx(0.24 / 1.04, abs=0.03)
    assert ((reviews["method"] == "auto") == (reviews["reviewer_id"] == "AUTO")).all()
    assert 0.01 < reviews["disputed"].mean() < 0.10
    assert reviews.groupby("rubric_version")["reviewed_at"].min()["v2"].month == 8
    assert scores["score"].between(0, scores["max_score"]).all()
    failed = scores[scores["critical"] & (scores["score"] == 0)]
    assert 0.003 < len(failed) / len(reviews) < 0.04


def scored_twice(centre):
    """Human and automatic points of the same contact and criterion."""
    scores = reviewed(centre)
    return scores.pivot(
        index=["interaction_id", "agent_id", "criterion"], columns="method", values="score"
    ).dropna()


def test_a_share_of_contacts_is_scored_by_human_and_machine(crowd):
    reviews = crowd.tables["qa/reviews"]
    human = reviews.loc[reviews["method"] == "human", "interaction_id"]
    auto = reviews.loc[reviews["method"] == "auto", "interaction_id"]
    assert human.isin(auto).mean() == pytest.approx(0.05, abs=0.012)
    none = simulate_centre(SimulationSettings(agents=20, months=2, double_scored=0.0))
    assert not none.tables["qa/reviews"]["interaction_id"].duplicated().any()


def test_the_machine_agrees_in_part_and_leans_its_own_way():
    centre = simulate_centre(SimulationSettings(agents=120, months=6, double_scored=1.0))
    pairs = scored_twice(centre)
    lean = (pairs["auto"] - pairs["human"]).groupby("criterion").mean().reindex(CRITERIA)
    assert np.corrcoef(lean, AUTO_LEANING)[0, 1] > 0.8
    assert lean["knowledge_accuracy"] > lean["empathy"] + 0.1
    # Of the same contact they know more than who handled it; of another one of the agent not.
    own = pairs - pairs.groupby(["agent_id", "criterion"]).transform("mean")
    assert 0.15 < own["auto"].corr(own["human"]) < 0.6
    assert AUTO_LEANING.sum() == pytest.approx(0)


def test_there_may_be_few_reviews_or_none():
    none = simulate_centre(SimulationSettings(agents=12, months=2, reviews_per_month=0))
    assert none.tables["qa/reviews"].empty
    assert none.tables["qa/review_scores"].empty
    some = simulate_centre(SimulationSettings(agents=12, months=2))
    for name in ("qa/reviews", "qa/review_scores"):
        assert (none.tables[name].dtypes == some.tables[name].dtypes).all()
    few = simulate_centre(
        SimulationSettings(agents=60, months=6, reviews_per_month=0.5, double_scored=0)
    )
    assert len(few.tables["qa/reviews"]) == pytest.approx(0.5 * 60 * 6 * 0.9, rel=0.2)


def test_reviews_may_be_spread_unequally():
    def per_agent(**settings):
        centre = simulate_centre(SimulationSettings(agents=100, months=6, **settings))
        return centre.tables["qa/reviews"].groupby("agent_id").size() / 6

    even, uneven = per_agent(), per_agent(review_sd=1.2)
    assert np.log(uneven).std() > 3 * np.log(even).std()
    assert uneven.min() < 1
    assert uneven.max() > 15
    assert uneven.mean() == pytest.approx(even.mean(), rel=0.2)


@pytest.mark.parametrize(("share", "most"), [(1.0, 1), (0.6, 6)])
def test_a_reviewer_may_see_only_one_team(share, most):
    centre = simulate_centre(
        SimulationSettings(months=6, reviewers=6, reviewer_home_share=share, mover_share=0)
    )
    reviews = centre.tables["qa/reviews"]
    human = reviews[reviews["method"] == "human"]
    team = centre.tables["crm/agents"].drop_duplicates("agent_id").set_index("agent_id")["team_id"]
    assert team.nunique() == 6
    seen = team.reindex(human["agent_id"]).groupby(human["reviewer_id"].to_numpy()).nunique()
    assert seen.tolist() == [most] * 6


def test_severity_may_drift_and_scores_follow():
    settings = SimulationSettings(
        agents=200, months=8, static=True, severity_sd=0, severity_drift=0.15, change_at=1, seed=6
    )
    centre = simulate_centre(settings)
    severity = centre.truth["reviewer_severity"].set_index("reviewer_id")
    assert (severity.loc["AUTO"] == 0).all()
    assert (severity["severity_start"] == 0).all()
    human = severity.drop(index="AUTO")
    assert human["severity_end"].std() > 0.15
    assert not np.allclose(human["severity"], human["severity_end"])
    scores = reviewed(centre)
    last = scores[scores["reviewed_at"] >= pd.Timestamp("2025-08-01")]
    first = scores[scores["reviewed_at"] < pd.Timestamp("2025-02-01")]
    change = (
        last.groupby("reviewer_id")["score"].mean() - first.groupby("reviewer_id")["score"].mean()
    )
    assert np.corrcoef(change.reindex(human.index), human["severity_end"])[0, 1] < -0.7
