import numpy as np
import pandas as pd
import pytest

from competency.errors import CompetencyError
from competency.training_waves import draw_groups, draw_wave


def people(count=61, seed=1):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "unit_id": [f"A{number:03d}" for number in range(count)],
            "stratum": np.array(["T1", "T2", "T3"], dtype=object)[rng.integers(0, 3, count)],
            "score": rng.normal(60, 8, count),
            "tenure": rng.exponential(20, count),
        }
    )


@pytest.mark.parametrize("groups", [2, 3, 4])
def test_every_block_has_each_group_once_within_a_stratum(groups):
    units = people()
    drawn = draw_wave(units, groups, seed=3).assignment
    sizes = drawn.groupby("block")["group"].agg(["size", "nunique"])
    assert (sizes["size"] == sizes["nunique"]).all()
    assert (drawn.groupby("block")["stratum"].nunique() == 1).all()
    # Only the last block of a stratum may be short.
    assert (sizes["size"] < groups).sum() <= 3
    assert drawn["group"].between(0, groups - 1).all()
    counts = np.bincount(drawn["group"], minlength=groups)
    assert counts.max() - counts.min() <= 3


def test_the_same_seed_gives_the_same_draw_in_whatever_order():
    units = people()
    one = draw_wave(units, 3, seed=9, covariates=["tenure"])
    other = draw_wave(units.sample(frac=1, random_state=1), 3, seed=9, covariates=["tenure"])
    pd.testing.assert_frame_equal(one.assignment, other.assignment)
    third = draw_wave(units, 3, seed=10, covariates=["tenure"])
    assert (third.assignment["group"] != one.assignment["group"]).any()
    assert one.seed == 9


def test_groups_are_alike():
    blocked, plain, constrained = [], [], []
    for seed in range(30):
        units = people(seed=seed)
        found = draw_wave(units, 2, seed)
        blocked.append(found.balance.loc[0, "difference"])
        coin = np.random.default_rng(seed).permutation(61) < 30
        score = units["score"].to_numpy()
        plain.append((score[coin].mean() - score.mean()) / score.std())
        found = draw_wave(units, 2, seed, covariates=["tenure"]).balance
        constrained.append(found[found["covariate"] == "tenure"]["difference"].iloc[0])
    assert np.abs(blocked).mean() < 0.5 * np.abs(plain).mean()
    assert np.abs(constrained).mean() < 0.05


def test_every_unit_may_fall_into_every_group():
    rng = np.random.default_rng(1)
    block = np.array([0, 0, 0, 1, 1])
    drawn = np.stack([draw_groups(block, 3, rng) for _ in range(3000)])
    shares = np.stack([(drawn == group).mean(axis=0) for group in range(3)])
    assert shares == pytest.approx(np.full((3, 5), 1 / 3), abs=0.04)


def test_a_missing_score_counts_as_average():
    units = people().assign(score=np.nan)
    assert len(draw_wave(units, 2, seed=1).assignment) == 61


@pytest.mark.parametrize(
    ("units", "groups"),
    [
        pytest.param(people(3), 4, id="fewer units than groups"),
        pytest.param(people(8), 1, id="one group"),
        pytest.param(pd.concat([people(4), people(4)]), 2, id="named twice"),
    ],
)
def test_refused(units, groups):
    with pytest.raises(CompetencyError):
        draw_wave(units, groups, seed=1)
