import numpy as np


def test_every_role_rates_and_the_self_is_kindest(crowd):
    ratings = crowd.tables["qa/feedback_360"]
    mean = ratings["rating"].astype(float).groupby(ratings["rater_role"]).mean()
    assert set(mean.index) == {"self", "peer", "manager", "report", "customer"}
    assert mean["self"] > mean["manager"]
    assert ratings["rating"].between(1, 5).all()


def test_only_those_who_lead_are_rated_by_reports(sample):
    ratings = sample.tables["qa/feedback_360"]
    role = sample.tables["crm/agents"].groupby("agent_id")["role"].last()
    rated = ratings.loc[ratings["rater_role"] == "report", "agent_id"]
    assert set(role.reindex(rated)) == {"mentor", "leader"}


def test_managers_see_the_ability(crowd):
    ratings = crowd.tables["qa/feedback_360"]
    ratings = ratings[ratings["rater_role"] == "manager"]
    seen = ratings.groupby(["agent_id", "dimension"])["rating"].mean().astype(float)
    true = crowd.truth["abilities"].groupby(["agent_id", "dimension"])["ability"].mean()
    assert np.corrcoef(seen, true.reindex(seen.index))[0, 1] > 0.4
