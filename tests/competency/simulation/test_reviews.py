import numpy as np
import pytest

from competency.simulation.centre import simulate_centre
from competency.simulation.settings import SimulationSettings


def reviewed(centre):
    return centre.tables["qa/review_scores"].merge(
        centre.tables["qa/reviews"], on="review_id", validate="m:1"
    )


def test_every_agent_month_has_two_reviews_where_it_has_two_contacts():
    centre = simulate_centre(SimulationSettings(agents=30, months=4, per_month=4, seed=5))
    contacts, reviews = centre.tables["crm/interactions"], centre.tables["qa/reviews"]
    volume = contacts.groupby(["agent_id", contacts["opened_at"].dt.month]).size()
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
    assert not reviews["interaction_id"].duplicated().any()


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
    assert (reviews["method"] == "auto").mean() == pytest.approx(0.2, abs=0.03)
    assert ((reviews["method"] == "auto") == (reviews["reviewer_id"] == "AUTO")).all()
    assert 0.01 < reviews["disputed"].mean() < 0.10
    assert reviews.groupby("rubric_version")["reviewed_at"].min()["v2"].month == 8
    assert scores["score"].between(0, scores["max_score"]).all()
    failed = scores[scores["critical"] & (scores["score"] == 0)]
    assert 0.003 < len(failed) / len(reviews) < 0.04
