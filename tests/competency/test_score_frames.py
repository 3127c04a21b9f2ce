import numpy as np
import pandas as pd
import pytest

from competency.frames import FRAMES
from competency.grid import grid_of
from competency.intervals import Z90
from competency.score_frames import covariance_frame, score_frame
from competency.scores import score_agents


@pytest.fixture(scope="module")
def scored(framework, make):
    centre = make.measured_centre(framework, 7, agents=60, months=5, pieces=60)
    return centre, score_agents(framework, centre.measured, centre.effects, centre.roster)


@pytest.fixture
def grid(make):
    people = make.roster(["A", "B"], ["2026-01", "2026-02"])
    people.loc[3, "is_active"] = False
    return grid_of(people)


def test_frames_have_their_declared_types(scored):
    for frame, name in (
        (scored[1].scores, "agent_scores"),
        (scored[1].covariances, "score_covariances"),
        (scored[1].indicators, "agent_indicators"),
        (scored[1].models, "indicator_models"),
    ):
        assert len(frame)
        assert [str(dtype) for dtype in frame.dtypes] == list(FRAMES[name].values())


def test_scores_by_hand(framework, grid):
    mean = np.full((2, 2, 6), 50.0)
    mean[0, 1] = [98, 101, -3, 50, np.nan, 50]
    n = np.full((2, 2, 6), 8.4)
    n[0, 1, 3:5] = 0
    error = np.where(np.isnan(mean), np.nan, 4.0)
    frame = score_frame(framework, grid, mean, error, n, n > 10)
    # Ordered by month, then agent; B is not active in February.
    assert frame["agent_id"].tolist() == ["A"] * 6 + ["B"] * 6 + ["A"] * 6
    rows = frame.tail(6).set_index("dimension")
    assert list(rows.index) == list(framework.dimension_keys)
    assert rows["score"].fillna(-1).tolist() == [98, 100, 0, -1, -1, 50]
    assert rows["posterior_mean"].fillna(-1).tolist() == [98, 101, -3, 50, -1, 50]
    assert rows["lower"].iloc[0] == pytest.approx(98 - 4 * Z90)
    assert rows["upper"].iloc[[0, 1]].tolist() == [100, 100]
    assert rows["evidence_state"].tolist() == ["thin", "thin", "thin", "none", "none", "thin"]
    assert rows["n_evidence"].tolist() == [8, 8, 8, 0, 0, 8]
    assert rows["lower"].isna().tolist() == [False, False, False, True, True, False]


def test_covariances_name_each_pair_of_live_dimensions_once(framework, grid):
    live = np.array([True, True, False, True, False, False])
    covariance = np.arange(36.0).reshape(6, 6) + np.zeros((2, 2, 1, 1))
    frame = covariance_frame(framework, grid, covariance, live)
    keys = framework.dimension_keys
    found = frame.head(3)[["dimension", "other_dimension", "covariance"]].to_numpy().tolist()
    assert found == [[keys[0], keys[1], 1], [keys[0], keys[3], 3], [keys[1], keys[3], 9]]
    assert len(frame) == 3 * 3
    assert not len(covariance_frame(framework, grid, covariance, live & (np.arange(6) == 0)))


def test_indicators_are_told_in_their_natural_units(framework, scored):
    _, found = scored
    rows = found.indicators[found.indicators["period"] == found.indicators["period"].max()]
    rows = rows.set_index("indicator")
    for key, lowest, highest in (
        ("resolved_first_contact", 0.5, 0.95),
        ("handle_minutes", 6, 16),
        ("qa_process", 0.5, 1),
    ):
        for column in ("raw_value", "adjusted_value", "shrunk_value"):
            assert rows.loc[key, column].between(lowest, highest).all(), (key, column)
        # With much evidence what is believed is near what was seen, and on the same side of it.
        seen, believed = rows.loc[key, "adjusted_value"], rows.loc[key, "shrunk_value"]
        assert np.corrcoef(seen, believed)[0, 1] > 0.9
        assert believed.mean() == pytest.approx(seen.mean(), rel=0.02)
    assert rows["reliability"].between(0, 1).all()
    assert (rows["std_error"] > 0).all()
    assert rows["score"].between(0, 100).all()


def test_adjusted_values_are_weighted_means_over_the_look_back(framework, scored):
    centre, found = scored
    mine = centre.measured[
        (centre.measured["agent_id"] == "A003") & (centre.measured["indicator"] == "qa_process")
    ].tail(framework.window_months)
    row = found.indicators[
        (found.indicators["agent_id"] == "A003") & (found.indicators["indicator"] == "qa_process")
    ].iloc[-1]
    assert row["n_evidence"] == mine["n"].sum()
    assert row["raw_value"] == pytest.approx(np.average(mine["raw"], weights=mine["n"]))
    weighted = np.average(mine["estimate"], weights=1 / mine["variance"])
    assert row["adjusted_value"] == pytest.approx(weighted)


def test_less_is_better_is_believed_the_right_way_round(framework, make):
    centre = make.measured_centre(framework, 8, agents=60, pieces=60)
    found = score_agents(framework, centre.measured, centre.effects, centre.roster)
    rows = found.indicators[found.indicators["indicator"] == "handle_minutes"]
    assert rows["shrunk_value"].corr(rows["adjusted_value"]) > 0.9
    assert rows["score"].corr(rows["adjusted_value"]) < -0.9


def test_an_indicator_seen_before_but_not_lately_has_no_row(framework, scored):
    centre, _ = scored
    gone = (centre.measured["agent_id"] == "A000") & (centre.measured["period"] > "2024-01-15")
    kept = centre.measured[~gone]
    rows = score_agents(framework, kept, centre.effects, centre.roster).indicators
    months = rows.loc[rows["agent_id"] == "A000", "period"].unique()
    assert pd.DatetimeIndex(months).month.tolist() == [1, 2, 3]


def test_models_say_what_the_evidence_was_drawn_with(framework, scored):
    centre, found = scored
    models = found.models.set_index("indicator")
    assert models.loc["handle_minutes", "average_value"] == pytest.approx(np.exp(2.3), rel=0.03)
    assert models.loc["qa_process", "average_value"] == pytest.approx(0.8, abs=0.03)
    # Error 0.15 a piece: so many pieces until it is no greater than the spread between agents.
    marks = centre.measured[centre.measured["indicator"] == "qa_process"]
    between = marks.groupby("agent_id")["estimate"].mean().var()
    assert models.loc["qa_process", "cases_needed"] == pytest.approx(0.15**2 / between, rel=0.3)
    shares = [column for column in models if column.endswith("_share") and column != "own_share"]
    assert models[shares].sum(axis=1).to_numpy() == pytest.approx(np.ones(len(models)))
    assert models["error_inflation"].between(1, 1.3).all()
    # Errors here are independent and nobody jumps.
    assert (models["drift_per_year"] < 0.2 * models["points_per_sd"]).all()
    # The measure of time is worth its weight of the dimension, the rest is its own.
    assert models.loc["handle_minutes", "own_share"] == pytest.approx(0.95, abs=0.01)
