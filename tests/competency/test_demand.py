import numpy as np
import pandas as pd
import pytest

from competency.demand import against_capacity, estimate_demand, mean_scores
from competency.frames import FRAMES, empty

MONTHS = pd.date_range("2024-01-01", periods=24, freq="MS")


def brought(hard=0.3, attitude=10, contacts=1000):
    """Contacts by complexity and complaints about attitude, each a number or one by month."""
    hard, attitude = np.broadcast_to(hard, 24), np.broadcast_to(attitude, 24)
    rows = []
    for month, share, complaints in zip(MONTHS, hard, attitude, strict=True):
        label = {"period": month, "customer_emotion": None, "issue_type": None, "theme": None}
        many = round(contacts * share)
        contact, complaint = {**label, "kind": "contact"}, {**label, "kind": "complaint"}
        rows += [
            {**contact, "complexity": "Hard", "n": many},
            {**contact, "complexity": "routine", "n": contacts - many},
            {**complaint, "complexity": None, "theme": "attitude of agent", "n": complaints},
            {**complaint, "complexity": None, "theme": "something else", "n": 5},
        ]
    return pd.DataFrame(rows)


def scores(resolution=60.0):
    level = np.broadcast_to(resolution, 24)
    return pd.DataFrame(
        {
            "period": MONTHS,
            "dimension": "resolution",
            "posterior_mean": level,
            "n_evidence": 10,
        }
    )


def of(frame, dimension, column="pressure"):
    rows = frame[frame["dimension"] == dimension].sort_values("period")
    return rows[column].to_numpy(dtype=float)


def test_a_business_that_stands_still_presses_nowhere(framework):
    frame = estimate_demand(framework, brought(), scores())
    assert list(frame.columns) == list(FRAMES["weight_demand"])
    assert len(frame) == 24 * 6
    for dimension in framework.dimension_keys:
        assert of(frame, dimension) == pytest.approx(1.0, abs=0.02), dimension


def test_more_hard_contacts_press_on_solving_them_and_on_nothing_else(framework):
    hard = np.where(np.arange(24) < 12, 0.3, 0.45)
    frame = estimate_demand(framework, brought(hard=hard), scores())
    calls = of(frame, "resolution", "calls_ratio")
    assert calls[11] == pytest.approx(1.0, abs=0.03)
    assert calls[17] == pytest.approx(1.5, abs=0.07), "half a year later"
    assert of(frame, "resolution")[17] > 1.15
    assert of(frame, "relationship")[17] == pytest.approx(1.0, abs=0.02)


def test_complaints_press_on_the_dimension_their_theme_names(framework):
    attitude = np.where(np.arange(24) < 12, 40, 80)
    frame = estimate_demand(framework, brought(attitude=attitude), scores())
    assert of(frame, "relationship", "complaints_ratio")[18] == pytest.approx(2.0, abs=0.25)
    assert of(frame, "relationship", "n_complaints")[[0, 23]].tolist() == [40, 80]
    assert of(frame, "process", "n_complaints").sum() == 0


def test_people_who_have_become_able_relieve_it(framework):
    able = np.where(np.arange(24) < 12, 50.0, 60.0)
    frame = estimate_demand(framework, brought(), scores(able))
    assert of(frame, "resolution", "capacity_ratio")[-1] == pytest.approx(1.2, abs=0.01)
    assert of(frame, "resolution")[-1] == pytest.approx(1 / 1.2, abs=0.03)


@pytest.mark.parametrize("seed", range(3))
def test_the_chance_of_months_hardly_moves_it(framework, seed):
    rng = np.random.default_rng(seed)
    frame = estimate_demand(framework, brought(hard=rng.binomial(1000, 0.3, 24) / 1000), scores())
    assert np.abs(np.log(of(frame, "resolution"))).max() < 0.08
    assert np.abs(np.diff(of(frame, "resolution", "calls_ratio"))).max() < 0.07


def test_labels_nobody_filled_say_nothing(framework):
    blank = brought().assign(complexity=None, theme=None)
    frame = estimate_demand(framework, blank, scores())
    assert frame["calls_ratio"].isna().all()
    assert of(frame, "knowledge") == pytest.approx(1.0)


def test_a_month_is_not_changed_by_those_after_it(framework):
    hard = np.linspace(0.2, 0.5, 24)
    whole = estimate_demand(framework, brought(hard=hard), scores())
    rows = brought(hard=hard)
    early = estimate_demand(framework, rows[rows["period"] < MONTHS[15]], scores())
    kept = whole[whole["period"] < MONTHS[15]].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        early.sort_values(["dimension", "period"], ignore_index=True),
        kept.sort_values(["dimension", "period"], ignore_index=True),
    )


def test_without_contacts_there_is_no_demand(framework):
    assert estimate_demand(framework, brought().iloc[:0], empty("agent_scores")).empty


def test_other_targets_change_capacity_and_what_follows_from_it_alone(framework):
    hard = np.linspace(0.2, 0.5, 24)
    frame = estimate_demand(framework, brought(hard=hard), scores())
    able = scores(np.where(np.arange(24) < 12, 50.0, 60.0))
    found = against_capacity(framework, frame, mean_scores(able))
    pd.testing.assert_frame_equal(found, estimate_demand(framework, brought(hard=hard), able))
    assert (of(found, "resolution") < of(frame, "resolution"))[-6:].all()
    # Once more on the same scores changes nothing.
    pd.testing.assert_frame_equal(against_capacity(framework, found, mean_scores(able)), found)


def test_people_without_evidence_are_no_capacity():
    frame = scores().head(4).assign(posterior_mean=[10.0, 50.0, 60.0, np.nan], n_evidence=5)
    frame = frame.assign(dimension="process", period=MONTHS[0])
    frame.loc[frame.index[0], "n_evidence"] = 0
    assert mean_scores(frame)["score"].tolist() == [55.0]
