"""Real centres through the shipped pipeline, in processes of their own."""

from dataclasses import replace

import numpy as np
import pytest

from assets.validation.campaign import run_campaign
from competency.columns import months
from competency.simulation.centre import simulate_centre
from competency.validation.scenarios import SCENARIOS


@pytest.fixture(scope="module")
def small_world():
    """A month's contacts in a few months: enough to see that everything is joined rightly."""
    small = {"months": 4, "per_month": 40, "volume_sd": 0.3}
    with pytest.MonkeyPatch.context() as patch:
        original = SCENARIOS["static"]
        patch.setitem(
            SCENARIOS,
            "static",
            type(original)("static", {**original.settings, **small}, drawn_twice=True),
        )
        told = []
        runs = run_campaign(seeds=1, agents=24, jobs=1, scenarios=["static"], tell=told.append)
        yield runs, told, SCENARIOS["static"].centres(0, 24)


def test_every_centre_is_told_of_and_kept_by_scenario_seed_and_drawing(small_world):
    runs, told, _ = small_world
    assert not runs.weighings
    runs = runs.comparisons
    assert [(one.done, one.total) for one in told] == [(1, 2), (2, 2)]
    assert list(runs) == ["static"]
    assert [len(drawings) for drawings in runs["static"]] == [2]


def test_results_stand_beside_the_truth_of_the_same_agent_and_month(small_world):
    runs, _, settings = small_world
    one, other = runs.comparisons["static"][0]
    truth = simulate_centre(settings[0]).truth
    assert one.truth.shape == (24, 4)
    place = {agent: number for number, agent in enumerate(one.agents)}
    tiers = truth["tiers"]
    first = months(tiers).min()
    for row, month in zip(tiers.itertuples(), months(tiers), strict=True):
        assert one.truth[place[row.agent_id], month - first] == pytest.approx(row.composite)
    np.testing.assert_array_equal(one.truth, other.truth)
    assert not np.array_equal(one.composite, other.composite, equal_nan=True)
    assert one.judged.sum() > 15
    assert np.corrcoef(one.believed[one.judged], one.truth[one.judged, -1])[0, 1] > 0.7
    assert np.corrcoef(one.raw[one.judged], one.truth[one.judged, -1])[0, 1] > 0.6
    hard = truth["case_hardness"].set_index("agent_id")["difficulty"]
    np.testing.assert_allclose(one.hardness, hard.reindex(list(one.agents)))
    known = ~np.isnan(one.tier)
    assert set(np.unique(one.tier[known])) <= {1, 2, 3, 4, 5}
    assert (np.diff(one.cuts) > 0).all()


def test_weights_that_may_follow_stand_beside_what_drives_customers():
    small = {"months": 3, "per_month": 20}
    with pytest.MonkeyPatch.context() as patch:
        shift = SCENARIOS["shift"]
        patch.setitem(SCENARIOS, "shift", replace(shift, settings={**shift.settings, **small}))
        runs = run_campaign(seeds=1, agents=16, jobs=1, scenarios=["shift"])
        truth = simulate_centre(SCENARIOS["shift"].centres(0, 16)[0]).truth["drivers"]
    assert not runs.comparisons
    (one,) = runs.weighings["shift"]
    assert one.weight.shape == (3, 6)
    assert one.change == 1
    np.testing.assert_allclose(one.weight.sum(axis=1), 1)
    np.testing.assert_allclose(one.truth.ravel(), truth["share"])
    # Sixteen people say nothing: what is believed is the configuration's.
    assert not one.estimated.any()
    np.testing.assert_allclose(one.importance, np.tile(one.base, (3, 1)))


def test_policies_are_followed_in_centres_of_their_kinds():
    told = []
    with pytest.MonkeyPatch.context() as patch:
        # The first kind is enough to see that it comes back.
        patch.setattr("competency.validation.scenarios.KINDS", {"own_catalogue": None})
        runs = run_campaign(seeds=2, agents=8, jobs=2, scenarios=["policies"], tell=told.append)
    assert not runs.comparisons
    assert [one.kind for one in runs.policy_tests["policies"]] == ["own_catalogue"] * 2
    assert [one.total for one in told] == [2, 2]
    one, other = runs.policy_tests["policies"]
    assert one.outcomes["paths"].hours > 0
    assert one.outcomes["paths"].gap != other.outcomes["paths"].gap
