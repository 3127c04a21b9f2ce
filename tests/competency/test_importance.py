import numpy as np
import pandas as pd
import pytest

from competency.importance import estimate_importance
from tests.competency.outcome_world import outcome_world

EVEN = (0.1, 0.1, 0.3, 0.2, 0.2, 0.1)
BEFORE, AFTER = (0.3, 0.3, 0.1, 0.1, 0.1, 0.1), (0.05, 0.05, 0.3, 0.35, 0.15, 0.1)


def estimated(framework, world):
    return estimate_importance(framework, world.measured, world.effects, world.agent_months)


def shares(framework, frame, outcome="all", column="importance"):
    rows = frame[frame["outcome"] == outcome]
    table = rows.pivot(index="period", columns="dimension", values=column)
    return table[list(framework.dimension_keys)].to_numpy(dtype=float)


def variation(framework, frame, world, outcome="all"):
    """Total-variation distance to the truth, by month from the second on."""
    found = shares(framework, frame, outcome)
    return 0.5 * np.abs(found - world.shares[1:]).sum(axis=1)


@pytest.fixture(scope="module")
def worlds(framework):
    return [outcome_world(framework, seed, drivers=EVEN, months=14) for seed in (11, 12, 13)]


@pytest.fixture(scope="module")
def found(framework, worlds):
    return [estimated(framework, world) for world in worlds]


def test_true_shares_are_found_on_average_over_worlds(framework, worlds, found):
    errors = [
        variation(framework, frame, world) for frame, world in zip(found, worlds, strict=True)
    ]
    assert np.nanmean([error[6:] for error in errors]) < 0.06


def test_intervals_hold_the_truth_about_as_often_as_they_say(framework, worlds, found):
    held = []
    for frame, world in zip(found, worlds, strict=True):
        lower = shares(framework, frame, column="lower")[6:]
        upper = shares(framework, frame, column="upper")[6:]
        held.append((lower <= world.shares[7:]) & (world.shares[7:] <= upper))
    assert np.mean(held) > 0.75


def test_a_change_of_business_is_followed_within_half_a_year(framework):
    errors = []
    for seed in (21, 22):
        world = outcome_world(framework, seed, agents=400, drivers=BEFORE, later=AFTER)
        errors.append(variation(framework, estimated(framework, world), world))
    errors = np.nanmean(errors, axis=0)
    assert errors[4:8].mean() < 0.07, "before the change"
    assert errors[8] > 0.2, "the change is a large one"
    assert errors[14] < 0.12, "six months after"


def test_outcomes_that_have_nothing_to_do_with_anybody_say_nothing(framework):
    said = []
    for seed in range(4):
        world = outcome_world(framework, seed, agents=120, months=12, drivers=[0.0] * 6)
        frame = estimated(framework, world)
        said.append((frame.loc[frame["outcome"] == "all", "state"] == "enough").mean())
        thin = frame[(frame["outcome"] == "all") & (frame["state"] == "thin")]
        assert thin["importance"].isna().all()
    assert np.mean(said) < 0.05


def test_an_outcome_among_its_own_predictors_would_double_its_dimension(framework):
    # The trap of METHODS section 3: satisfaction inside 'relationship' foretells satisfaction.
    world = outcome_world(framework, 5, agents=250, months=9, drivers=EVEN)
    honest = shares(framework, estimated(framework, world), "satisfaction")[-1]
    (first, *others) = framework.recalibration.outcomes
    # The same answers under another name stand for an outcome that is left in.
    twin = framework.indicator("satisfied").model_copy(update={"key": "twin", "measure": "csat"})
    trapped = framework.model_copy(update={"indicators": (*framework.indicators, twin)})
    rows = world.measured[world.measured["indicator"] == "satisfied"]
    again = pd.concat([world.measured, rows.assign(indicator="twin")], ignore_index=True)
    frame = estimate_importance(trapped, again, world.effects, world.agent_months)
    place = framework.dimension_keys.index("relationship")
    doubled = shares(framework, frame, first.key)[-1]
    assert others
    assert doubled[place] > 1.5 * honest[place]
    assert honest[place] == pytest.approx(world.shares[-1][place], abs=0.1)


def test_shares_add_up_and_johnson_agrees_with_lmg(framework, found):
    for frame in found:
        total = frame.groupby(["period", "outcome"])["importance"].sum(min_count=1).dropna()
        assert total.to_numpy(dtype=float) == pytest.approx(1.0, abs=1e-5)
        rows = frame[frame["importance"].notna()]
        assert (rows["lower"] <= rows["importance"] + 1e-9).all()
        assert (rows["upper"] >= rows["importance"] - 1e-9).all()
        apart = (rows["importance"] - rows["lmg"]).abs()
        assert apart.mean() < 0.02


def test_what_was_estimated_for_a_month_does_not_change_when_later_months_come(framework):
    world = outcome_world(framework, 8, agents=100, months=14, drivers=EVEN)
    last = sorted(world.agent_months["period"].unique())[12]
    kept = [frame[frame["period"] <= last] for frame in (world.measured, world.agent_months)]
    # Loadings are of the base window, which both have whole.
    early = estimate_importance(framework, kept[0], world.effects, kept[1])
    whole = estimated(framework, world)
    both = early.merge(whole, on=["period", "outcome", "dimension"], suffixes=("", "_later"))
    assert len(both) == len(early) > 0
    apart = (both["importance"] - both["importance_later"]).abs()
    assert apart.max() < 0.01


def test_a_dimension_only_outcomes_measure_keeps_its_base_weight(framework, worlds):
    own = [item.key for item in framework.indicators if item.dimension == "relationship"]
    left = [key for key in own if key not in ("satisfied", "promoter", "complaint")]
    world = worlds[0]
    measured = world.measured[~world.measured["indicator"].isin(left)]
    frame = estimate_importance(framework, measured, world.effects, world.agent_months)
    rows = frame[(frame["dimension"] == "relationship") & (frame["outcome"] == "satisfaction")]
    assert rows["importance"].to_numpy(dtype=float) == pytest.approx(0.15)
    assert rows["coefficient"].isna().all()


@pytest.mark.parametrize("lacking", ["outcomes", "predictors", "months", "people"])
def test_without_what_it_needs_it_says_nothing(framework, worlds, lacking):
    world = worlds[0]
    measured, roster = world.measured, world.agent_months
    outcomes = ("satisfied", "promoter", "complaint")
    if lacking == "outcomes":
        measured = measured[~measured["indicator"].isin(outcomes)]
    elif lacking == "predictors":
        measured = measured[measured["indicator"].isin(outcomes)]
    elif lacking == "months":
        roster = roster[roster["period"] == roster["period"].min()]
    else:
        few = sorted(roster["agent_id"].unique())[:20]
        roster = roster[roster["agent_id"].isin(few)]
    frame = estimate_importance(framework, measured, world.effects, roster)
    assert frame.empty


def test_the_order_of_rows_does_not_matter(framework):
    world = outcome_world(framework, 3, agents=80, months=8, drivers=EVEN)
    plain = estimated(framework, world)
    mixed = estimate_importance(
        framework,
        world.measured.sample(frac=1, random_state=1).reset_index(drop=True),
        world.effects,
        world.agent_months.sample(frac=1, random_state=2).reset_index(drop=True),
    )
    pd.testing.assert_frame_equal(plain, mixed)
