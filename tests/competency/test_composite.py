import numpy as np
import pandas as pd
import pytest

from competency.composite import compose
from competency.weights import weigh_dimensions


def composed(framework, scores):
    weights = weigh_dimensions(framework, scores["period"])
    return compose(framework, scores, weights).set_index("agent_id")


def everything(agent, score, error=4.0, leave_out=()):
    keys = ("process", "knowledge", "resolution", "mediation", "relationship", "growth")
    return [
        (agent, key, np.nan, np.nan, 0, "none")
        if key in leave_out
        else (agent, key, score, error, 30, "enough")
        for key in keys
    ]


def test_weighted_mean_and_its_error_by_hand(framework, make):
    scores = make.scores(everything("A", 60.0))
    scores.loc[scores["dimension"] == "resolution", "score"] = 80.0
    row = composed(framework, scores).loc["A"]
    assert row["composite"] == pytest.approx(0.75 * 60 + 0.25 * 80)
    # 4 * sqrt(.2^2 + .15^2 + .25^2 + .15^2 + .15^2 + .1^2)
    assert row["std_error"] == pytest.approx(4 * np.sqrt(0.18))
    assert row["known_weight"] == pytest.approx(1)


def test_unknown_dimension_enters_at_the_mean_with_a_wider_interval(framework, make):
    rows = everything("A", 60.0, leave_out=["growth"]) + everything("B", 60.0)
    rows += everything("C", 60.0)
    scores = make.scores(rows)
    scores.loc[(scores["agent_id"] == "B") & (scores["dimension"] == "growth"), "score"] = 20.0
    scores.loc[(scores["agent_id"] == "C") & (scores["dimension"] == "growth"), "score"] = 60.0
    found = composed(framework, scores)
    assert found.loc["A", "composite"] == pytest.approx(0.9 * 60 + 0.1 * 40)
    wide = np.sqrt(16 * (0.18 - 0.01) + 0.01 * (20**2 + 16))
    assert found.loc["A", "std_error"] == pytest.approx(wide)
    assert found.loc["A", "known_weight"] == pytest.approx(0.9)


def test_dimension_unknown_to_all_drops_out(framework, make):
    rows = everything("A", 60.0, leave_out=["growth"]) + everything("B", 50.0, leave_out=["growth"])
    found = composed(framework, make.scores(rows))
    assert found["composite"].tolist() == pytest.approx([60, 50])
    assert found["known_weight"].tolist() == pytest.approx([0.9, 0.9])


def test_agent_without_any_evidence_has_no_composite(framework, make):
    keys = ["process", "knowledge", "resolution", "mediation", "relationship", "growth"]
    found = composed(
        framework, make.scores(everything("A", 60.0) + everything("B", 0.0, leave_out=keys))
    )
    assert found.loc["B", ["composite", "std_error", "lower", "upper"]].isna().all()
    assert found.loc["B", "known_weight"] == 0


def test_empty_scores_give_a_typed_frame(framework, make):
    scores = make.scores([])
    frame = compose(framework, scores, weigh_dimensions(framework, pd.Series([], dtype="O")))
    assert len(frame) == 0
    assert str(frame.dtypes["composite"]) == "float64"
