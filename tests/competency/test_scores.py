import numpy as np
import pandas as pd
import pytest

from competency import learning
from competency.editions import Editions
from competency.frames import FRAMES
from competency.intervals import Z90
from competency.noise import Noise
from competency.posterior import read_posterior
from competency.scores import score_agents


def score(framework, world, measured=None, people=None):
    return score_agents(
        framework,
        world.measured if measured is None else measured,
        world.effects,
        world.roster if people is None else people,
    )


def wide(framework, frame, column):
    """A column of `agent_scores` in the last month, shape (agents, dimensions)."""
    last = frame[frame["period"] == frame["period"].max()]
    table = last.pivot(index="agent_id", columns="dimension", values=column)
    return table[list(framework.dimension_keys)].to_numpy()


@pytest.fixture(scope="module")
def world(framework, make):
    return make.measured_centre(framework, 1)


@pytest.fixture(scope="module")
def scored(framework, world):
    return score(framework, world)


def test_every_active_agent_month_and_dimension_has_a_row(framework, world, scored):
    people = world.roster.copy()
    people.loc[(people["agent_id"] == "A002") & (people["period"] > "2024-02-15"), "is_active"] = (
        False
    )
    fewer = score(framework, world, people=people).scores
    assert len(scored.scores) == 40 * 4 * 6
    assert len(fewer) == (40 * 4 - 2) * 6
    assert not fewer.duplicated(["agent_id", "period", "dimension"]).any()
    # What was seen of the agent still counts for everybody else.
    both = scored.scores.merge(fewer, on=["agent_id", "period", "dimension"], suffixes=("", "_2"))
    np.testing.assert_array_equal(both["posterior_mean"], both["posterior_mean_2"])


def test_scores_are_capped_and_inside_their_intervals(framework, make):
    wild = make.measured_centre(framework, 2)
    wild.measured.loc[wild.measured["agent_id"] < "A008", "estimate"] -= 1.5
    rows = score(framework, wild).scores
    assert rows["posterior_mean"].min() < 0
    for column in ("score", "lower", "upper"):
        assert rows[column].between(0, 100).all()
    assert (rows["lower"] <= rows["score"]).all()
    assert (rows["score"] <= rows["upper"]).all()
    half = (Z90 * rows["std_error"]).to_numpy()
    wanted = np.clip(rows["posterior_mean"].to_numpy() + half, 0, 100)
    assert rows["upper"].to_numpy() == pytest.approx(wanted)


def test_unknown_is_neither_average_nor_worst(framework, make):
    # A000 does well wherever anything is known; of its knowledge nothing is.
    able = make.measured_centre(framework, 3, agents=80)
    whose = able.measured["agent_id"] == "A000"
    for key, (mean, spread) in make.levels.items():
        better = 1.5 if framework.indicator(key).direction == "higher" else -1.5
        mine = whose & (able.measured["indicator"] == key)
        able.measured.loc[mine, "estimate"] = mean + better * spread
    knowledge = able.measured["indicator"] == "qa_knowledge"
    rows = score(framework, able, able.measured[~(whose & knowledge)]).scores
    last = rows[rows["period"] == rows["period"].max()].set_index(["agent_id", "dimension"])
    unknown = last.loc[("A000", "knowledge")]
    assert unknown["evidence_state"] == "none"
    assert unknown["n_evidence"] == 0
    assert unknown[["score", "lower", "upper"]].isna().all()
    others = last.xs("knowledge", level="dimension").drop("A000")
    # It moves with the dimensions that are known, less sure than where there is evidence.
    assert unknown["posterior_mean"] > others["posterior_mean"].mean() + others["std_error"].mean()
    assert unknown["std_error"] > 1.3 * others["std_error"].max()
    # But surer than of somebody of whom nothing at all is known, who stands at the average.
    nothing = score(framework, able, able.measured[~whose])
    blank = nothing.scores[nothing.scores["agent_id"] == "A000"]
    models = nothing.models.drop_duplicates("dimension").set_index("dimension")
    average = blank["dimension"].map(models["dimension_average"])
    assert blank["posterior_mean"].to_numpy() == pytest.approx(average.to_numpy(dtype=float))
    prior = models["points_per_sd"].iloc[0]
    assert blank["std_error"].to_numpy() == pytest.approx(np.full(len(blank), prior))
    assert unknown["std_error"] < prior


def test_states_none_thin_and_enough(framework, make):
    # Twelve reviews a month say enough, one says little; what is over a year old no longer counts.
    centre = make.measured_centre(framework, 4, agents=30, months=15, pieces=4)
    rows = centre.measured
    of = {name: (rows["agent_id"] == name).to_numpy() for name in ("A000", "A001", "A002")}
    early = (rows["period"] == "2024-01-01").to_numpy()
    process = rows["indicator"].isin(["qa_process", "first_response_in_time"]).to_numpy()
    lone = of["A000"] & process & ~(early & (rows["indicator"] == "qa_process").to_numpy())
    late = of["A001"] & process & early
    measured = rows[~(lone | (of["A001"] & process & ~late))].copy()
    measured.loc[lone[measured.index] | (measured["agent_id"] == "A000"), "n"] = 1.0
    states = score(framework, centre, measured).scores
    states = states[states["dimension"] == "process"].set_index(["agent_id", "period"])
    month = pd.to_datetime
    assert states.loc[("A000", month("2024-01-01")), "evidence_state"] == "thin"
    assert states.loc[("A002", month("2025-03-01")), "evidence_state"] == "enough"
    assert states.loc[("A001", month("2024-12-01")), "evidence_state"] != "none"
    assert states.loc[("A001", month("2025-01-01")), "evidence_state"] == "none"
    assert states.loc[("A001", month("2025-01-01")), "n_evidence"] == 0


def test_a_dimension_without_any_evidence_is_not_live(framework, world):
    kept = world.measured[world.measured["indicator"] != "qa_growth"]
    found = score(framework, world, kept)
    growth = found.scores[found.scores["dimension"] == "growth"]
    assert growth[["score", "posterior_mean", "std_error"]].isna().all(axis=None)
    assert (growth["evidence_state"] == "none").all()
    pairs = found.covariances[["dimension", "other_dimension"]]
    assert "growth" not in set(pairs.to_numpy().ravel())
    assert read_posterior(framework, found.scores, found.covariances).live.sum() == 5


@pytest.mark.parametrize("rows", [0, 1], ids=["no roster", "roster without evidence"])
def test_nothing_to_score_gives_typed_frames(framework, world, rows):
    found = score(framework, world, world.measured.head(0), world.roster.head(rows))
    assert len(found.scores) == 6 * rows
    assert (found.scores["evidence_state"] == "none").all()
    for frame, name in (
        (found.scores, "agent_scores"),
        (found.covariances, "score_covariances"),
        (found.indicators, "agent_indicators"),
        (found.models, "indicator_models"),
    ):
        assert [str(dtype) for dtype in frame.dtypes] == list(FRAMES[name].values())


def test_a_handful_is_scored_without_complaint(framework, world):
    alone = world.measured["agent_id"] == "A000"
    for measured in (world.measured[alone], world.measured[alone].head(1)):
        found = score(framework, world, measured)
        known = found.scores["score"].notna()
        assert known.any()
        assert np.isfinite(found.scores.loc[known, "std_error"]).all()


def test_order_of_rows_does_not_matter(framework, world, scored):
    again = score_agents(
        framework,
        world.measured.sample(frac=1, random_state=1),
        world.effects.sample(frac=1, random_state=2),
        world.roster.sample(frac=1, random_state=3),
    )
    for name in ("scores", "covariances", "indicators", "models"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(scored, name))


def test_the_best_name_is_no_better_name(framework, world, scored):
    """Renaming agents, which turns their order around, renames their scores and nothing else."""
    renamed = {f"A{number:03d}": f"B{39 - number:03d}" for number in range(40)}
    turn = {"agent_id": lambda frame: frame["agent_id"].map(renamed)}
    again = score(framework, world, world.measured.assign(**turn), world.roster.assign(**turn))
    keys = ["agent_id", "period", "dimension"]
    both = scored.scores.assign(**turn).merge(again.scores, on=keys, suffixes=("", "_2"))
    assert len(both) == len(scored.scores)
    # The search for the structure ends where it may, in another order of sums.
    assert both["posterior_mean"].to_numpy() == pytest.approx(both["posterior_mean_2"], abs=1e-6)


def test_a_measure_of_time_settles_no_more_than_its_weight(framework, make):
    quick = make.measured_centre(framework, 5, levels={"handle_minutes": (2.3, 0.1)}, pieces=20_000)
    found = score(framework, quick)
    error = wide(framework, found.scores, "std_error")[:, 2] / found.models["points_per_sd"].iloc[0]
    cap = framework.indicator("handle_minutes").weight
    assert (1 - error**2 <= cap + 1e-6).all()


def test_the_posterior_is_what_the_frames_say_and_positive_definite(framework, scored):
    belief = read_posterior(framework, scored.scores, scored.covariances)
    assert np.linalg.eigvalsh(belief.covariance).min() > 0


def test_intervals_of_dimensions_and_of_the_composite_hold_nine_tenths(framework, make):
    # Everything is learnt from the evidence itself. 5 centres x 250 agents: 1250 composites,
    # standard error 0.0085; 7500 scores that correlate, at most as unsure. Bounds: 3.5 of these.
    weights = np.array([dimension.weight for dimension in framework.dimensions])
    dims, composite = [], []
    for seed in range(5):
        centre = make.measured_centre(framework, seed, agents=250, months=3, pieces=8)
        found = score(framework, centre)
        models = found.models.drop_duplicates("dimension").set_index("dimension")
        average = models.loc[list(framework.dimension_keys), "dimension_average"].to_numpy()
        truth = average + models["points_per_sd"].iloc[0] * centre.theta[:, -1]
        mean = wide(framework, found.scores, "posterior_mean")
        error = wide(framework, found.scores, "std_error")
        dims.append((np.abs(truth - mean) <= Z90 * error).mean())
        belief = read_posterior(framework, found.scores, found.covariances)
        middle, variance = belief.combine(weights)
        last = belief.month == belief.month.max()
        off = np.abs(truth @ weights - middle[last])
        composite.append((off <= Z90 * np.sqrt(variance[last])).mean())
    assert 0.87 <= np.mean(dims) <= 0.93
    assert 0.87 <= np.mean(composite) <= 0.93


@pytest.fixture(scope="module")
def growing(framework, make):
    """Eight months; the scale is fixed by the first four."""
    short = framework.model_copy(update={"anchor_months": 4})
    return short, make.measured_centre(framework, 6, months=8)


def compare(framework, centre):
    """Greatest change of an old month's posterior mean when four months are added."""
    cut = pd.Timestamp("2024-05-01")
    before = score(
        framework,
        centre,
        centre.measured[centre.measured["period"] < cut],
        centre.roster[centre.roster["period"] < cut],
    )
    after = score(framework, centre)
    old = after.scores[after.scores["period"] < cut].reset_index(drop=True)
    scale = ["average_value", "average_points", "loading", "dimension_average", "points_per_sd"]
    moved = (after.models[scale] - before.models[scale]).abs().max().max()
    change = (old["posterior_mean"] - before.scores["posterior_mean"]).abs()
    return moved, change.max(), change.mean()


def test_later_months_leave_the_scale_and_old_scores_where_they_were(growing, monkeypatch):
    framework, centre = growing
    count = centre.measured["indicator"].nunique()
    quiet = Noise(np.ones(count), np.zeros((count, 3)))
    monkeypatch.setattr(learning, "learn_noise", lambda *_: quiet)
    monkeypatch.setattr(learning, "estimate_drift", lambda *_: 0.03)
    moved, most, _ = compare(framework, centre)
    assert moved < 1e-9
    assert most < 1e-9


def test_what_is_learnt_of_noise_and_drift_moves_old_scores_a_little(growing):
    # Both are learnt from all months: a small part of the standard errors, which are about 5.
    framework, centre = growing
    _, most, average = compare(framework, centre)
    assert average < 1
    assert most < 5


def test_an_indicator_that_comes_later_lifts_nobody_off_the_scale(growing):
    framework, centre = growing
    rows = centre.measured
    late = rows["indicator"].isin(["qa_process", "qa_growth"]) & (rows["period"] < "2024-06-01")
    found = score(framework, centre, rows[~late])
    models = found.models.set_index("indicator")
    assert models.loc["qa_process", "average_value"] == pytest.approx(0.8, abs=0.03)
    monthly = found.scores.groupby(["dimension", "period"])["posterior_mean"].mean().unstack()
    assert monthly.diff(axis=1).abs().max().max() < 3


def test_a_new_target_moves_points_from_its_month_on_and_nothing_else(framework, world, scored):
    items = tuple(
        one.model_copy(update={"target": one.target + 0.05, "weight": one.weight + 0.1})
        if one.key == "qa_process"
        else one
        for one in framework.indicators
    )
    stricter = framework.model_copy(update={"indicators": items})
    editions = Editions((framework, stricter), (0, 2024 * 12 + 2))
    then, new = score(editions, world), score(stricter, world)
    march = pd.Timestamp("2024-03-01")
    for name in ("scores", "covariances", "indicators"):
        found, old, late = (getattr(one, name) for one in (then, scored, new))
        past = (found["period"] < march).to_numpy()
        assert 0 < past.sum() < len(past)
        pd.testing.assert_frame_equal(found[past], old[past], check_exact=True)
        pd.testing.assert_frame_equal(found[~past], late[~past], check_exact=True)
    pd.testing.assert_frame_equal(then.models, new.models)
    before = scored.scores[scored.scores["period"] == march]
    after = then.scores[then.scores["period"] == march]
    process = (before["dimension"] == "process").to_numpy()
    assert (after["posterior_mean"] < before["posterior_mean"])[process].all()


def test_with_too_much_lost_no_evidence_is_enough_and_the_scores_stay(framework, world, scored):
    capped = score_agents(
        framework, world.measured, world.effects, world.roster, too_much_lost=True
    ).scores
    assert "enough" in set(scored.scores["evidence_state"])
    assert set(capped["evidence_state"]) <= {"thin", "none"}
    np.testing.assert_array_equal(capped["score"], scored.scores["score"])
