import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.errors import MissingColumnsError
from competency.posterior import read_posterior

DIMENSIONS = ("process", "knowledge", "resolution", "mediation", "relationship", "growth")


def frames(agents=("B", "A"), months=("2026-01", "2026-02"), live=DIMENSIONS, correlation=0.5):
    """Frames agent_scores and score_covariances: mean 10 x place of the dimension, error 2."""
    scores, pairs = [], []
    for agent in agents:
        for month in months:
            row = {"agent_id": agent, "period": pd.Timestamp(month)}
            for place, name in enumerate(DIMENSIONS):
                known = name in live
                scores.append(
                    row
                    | {
                        "dimension": name,
                        "posterior_mean": 10.0 * place if known else None,
                        "std_error": 2.0 if known else None,
                        "n_evidence": 5 if known else 0,
                        "evidence_state": "enough" if place % 2 == 0 and known else "thin",
                    }
                )
                pairs += [
                    row
                    | {
                        "dimension": name,
                        "other_dimension": other,
                        "covariance": 4.0 * correlation,
                    }
                    for other in DIMENSIONS[place + 1 :]
                    if known and other in live
                ]
    columns = ["agent_id", "period", "dimension", "other_dimension", "covariance"]
    return pd.DataFrame(scores), pd.DataFrame(pairs, columns=columns)


def test_rows_are_by_month_then_agent(framework):
    found = read_posterior(framework, *frames())
    assert found.agents.tolist() == ["A", "B"]
    assert found.agent.tolist() == [0, 1, 0, 1]
    assert (np.diff(found.month) >= 0).all()
    assert found.mean[0].tolist() == [0, 10, 20, 30, 40, 50]
    assert found.enough[0].tolist() == [True, False] * 3
    assert found.n.tolist() == [[5] * 6] * 4
    np.testing.assert_allclose(found.covariance[0], 2 + 2 * np.eye(6))


def test_the_order_of_rows_does_not_matter(framework):
    scores, pairs = frames()
    once = read_posterior(framework, scores, pairs)
    again = read_posterior(
        framework, scores.sample(frac=1, random_state=1), pairs.sample(frac=1, random_state=2)
    )
    np.testing.assert_array_equal(once.mean, again.mean)
    np.testing.assert_array_equal(once.covariance, again.covariance)


def test_what_nobody_has_evidence_on_is_not_live_and_drops_out(framework):
    found = read_posterior(framework, *frames(live=DIMENSIONS[:2]))
    assert found.live.tolist() == [True, True, False, False, False, False]
    mean, variance = found.combine(np.full(6, 1 / 6))
    assert mean[0] == 5
    assert variance[0] == pytest.approx((4 + 4 + 2 * 2) / 4)


def test_weight_on_nothing_live_is_unknown(framework):
    found = read_posterior(framework, *frames(live=DIMENSIONS[:2]))
    assert np.isnan(found.combine(np.array([0, 0, 0, 0, 0, 1.0]))).all()


@settings(max_examples=25)
@given(st.lists(st.floats(0.01, 1), min_size=6, max_size=6), st.floats(-0.19, 1))
def test_a_weighted_mean_has_the_variance_of_the_joint_belief(framework, weights, correlation):
    found = read_posterior(framework, *frames(agents=("A",), months=("2026-01",),
                                              correlation=correlation))  # fmt: skip
    share = np.array(weights) / sum(weights)
    mean, variance = found.combine(np.array(weights))
    assert mean[0] == pytest.approx(share @ np.arange(0, 60, 10))
    matrix = 4 * (np.full((6, 6), correlation) + (1 - correlation) * np.eye(6))
    assert variance[0] == pytest.approx(share @ matrix @ share, abs=1e-9)


def test_covariances_of_strangers_are_left_out(framework):
    scores, pairs = frames()
    strange = pairs.assign(agent_id="Z", covariance=99.0)
    other = pairs.assign(period=pd.Timestamp("2030-01-01"), covariance=99.0)
    odd = pairs.assign(dimension="cooking", covariance=99.0)
    found = read_posterior(framework, scores, pd.concat([pairs, strange, other, odd]))
    assert found.covariance.max() == 4


def test_no_scores_are_no_rows(framework):
    scores, pairs = frames()
    found = read_posterior(framework, scores.head(0), pairs.head(0))
    assert found.mean.shape == (0, 6)
    assert not found.live.any()
    assert [len(one) for one in found.combine(np.full(6, 1 / 6))] == [0, 0]


@pytest.mark.parametrize("which", [0, 1], ids=["scores", "covariances"])
def test_missing_columns_are_named(framework, which):
    given_frames = list(frames())
    given_frames[which] = pd.DataFrame({"agent_id": []})
    with pytest.raises(MissingColumnsError, match=("scores", "covariances")[which]):
        read_posterior(framework, *given_frames)


def test_some_rows_are_taken_as_they_are(framework):
    whole = read_posterior(framework, *frames())
    part = whole.take(np.array([2, 0]))
    assert part.month.tolist() == whole.month[[2, 0]].tolist()
    weights = np.array([item.weight for item in framework.dimensions])
    for some, every in zip(part.combine(weights), whole.combine(weights), strict=True):
        np.testing.assert_array_equal(some, every[[2, 0]])
