"""What a review tells, against Kalman's filter that the scores are made by."""

import numpy as np
import pandas as pd
import pytest

from competency.factors import Indicators, Structure
from competency.filtering import Observations, follow
from competency.review_information import ReviewInformation, read_information


def test_the_variance_is_that_of_the_filter():
    """Two dimensions, three indicators with parts of their own: n reviews, then n + r at once."""
    phi = np.array([[1.0, 0.5], [0.5, 1.0]])
    loading, own, one = (
        np.array([0.4, 0.3, 0.5]),
        np.array([0.02, 0.03, 0.01]),
        np.array([0.6, 0.5, 0.9]),
    )
    every = Indicators(
        np.array([0, 0, 1]), 2, np.ones(3), np.ones(3), np.zeros((3, 1)), np.full(3, -1)
    )
    fitted = Structure(np.zeros(3), loading, own, np.zeros(0), phi)

    def belief(n):
        seen = Observations(np.zeros((1, 1, 3)), (one / n)[None, None], np.zeros((1, 3)))
        return follow(every, fitted, seen, drift=0.3).covariance[:, 0]

    weight = np.array([7.0, 3.0])
    known = ReviewInformation(
        pd.Index(["A"], dtype="string"), belief(4.0), weight, np.array([0, 0, 1]), own / loading**2,
        one / loading**2, np.ones(3), np.full((1, 3), 4.0),
    )  # fmt: skip
    for more in (1.0, 3.0, 10.0):
        wanted = weight @ belief(4.0 + more)[0] @ weight
        assert known.variance(np.array([more]))[0] == pytest.approx(wanted, rel=1e-9)


def frames(framework):
    scores = pd.DataFrame(
        {"kind": "score", "agent_id": ["A1", "A2"], "period": pd.Timestamp("2026-03-01"),
         "dimension": "process", "ability_variance": [0.25, 1.0]}
    )  # fmt: skip
    seen = pd.DataFrame(
        {"kind": "indicator", "agent_id": ["A1"], "period": pd.Timestamp("2026-03-01"),
         "dimension": "process", "indicator": "qa_process", "n_evidence": [8]}
    )  # fmt: skip
    model = pd.DataFrame(
        {"kind": "model", "dimension": ["process", "process"],
         "indicator": ["qa_process", "first_response_in_time"], "own_share": 0.2,
         "cases_needed": [4.0, 9.0], "points_per_sd": 10.0}
    )  # fmt: skip
    beliefs = pd.concat([scores, seen, model], ignore_index=True).assign(
        other_dimension=None, ability_covariance=np.nan
    )
    weights = pd.DataFrame(
        {
            "period": pd.Timestamp("2026-03-01"),
            "dimension": framework.dimension_keys,
            "weight": [item.weight for item in framework.dimensions],
        }
    )
    reviews = pd.DataFrame(
        {"period": pd.to_datetime(["2026-03-01", "2010-01-01"]), "n_reviews": [10, 99]}
    )
    return beliefs, weights, reviews


def test_only_reviews_count_and_marks_are_those_a_review_has(framework):
    known = read_information(framework, *frames(framework))
    assert known.agents.tolist() == ["A1", "A2"]
    assert known.marks.tolist() == [0.8]  # 8 marks of the 10 reviews in the window
    assert known.own.tolist() == [0.25]
    assert known.noise.tolist() == [5.0]
    # Only one dimension is live: the whole weight is its.
    assert known.variance(np.zeros(2)).tolist() == pytest.approx([25.0, 100.0])
    first, second = known.variance(np.ones(2))
    assert second == pytest.approx(100 / (1 + 1 / (0.25 + 5 / 0.8)))
    told = 1 / (0.25 + 5 / 8.8) - 1 / (0.25 + 5 / 8)
    assert first == pytest.approx(100 / (4 + told))


@pytest.mark.parametrize("kind", ["score", "model"])
def test_without_scores_or_without_reviews_nothing_can_be_told(framework, kind):
    beliefs, weights, reviews = frames(framework)
    known = read_information(framework, beliefs[beliefs["kind"] != kind], weights, reviews)
    assert not known.can_tell


def test_nothing_at_all(framework):
    beliefs, weights, reviews = frames(framework)
    known = read_information(framework, beliefs.iloc[:0], weights.iloc[:0], reviews.iloc[:0])
    assert not known.can_tell
    assert len(known.variance(np.zeros(0))) == 0
