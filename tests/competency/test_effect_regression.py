import numpy as np
import pytest

from competency.effect_regression import estimate_uplifts
from competency.effect_shrinkage import shrink
from competency.intervals import Z90
from competency.naive_effects import naive_effects
from competency.training_events import Events
from tests.competency.effect_world import effect_world


def runs(seeds, first=0, **settings):
    """Worlds, and what is estimated of each."""
    worlds = [effect_world(seed, **settings) for seed in range(first, first + seeds)]
    return worlds, [estimate_uplifts(one.value, one.variance, one.events) for one in worlds]


def judged(worlds, found):
    apart = np.concatenate([f.estimate - w.truth for w, f in zip(worlds, found, strict=True)])
    error = np.concatenate([f.error for f in found])
    return apart.mean(), (np.abs(apart) < Z90 * error).mean()


def believed(worlds, found):
    """Bias of what is believed after shrinking, share of intervals that hold, correlations."""
    told = [shrink(one.estimate, one.error, 0.147, 0.147) for one in found]
    apart = [one.mean - world.truth for one, world in zip(told, worlds, strict=True)]
    held = [np.abs(a) < Z90 * one.deviation for a, one in zip(apart, told, strict=True)]
    together = [np.corrcoef(s.mean, w.truth)[0, 1] for s, w in zip(told, worlds, strict=True)]
    return np.mean(apart), np.mean(held), np.mean(together)


def naive_bias(worlds):
    return np.mean([naive_effects(w.value, w.events).before_after - w.truth for w in worlds])


# Eight worlds from each seed on; nothing in the method was chosen on them.
@pytest.mark.parametrize("first", [50, 70, 90])
def test_effects_are_recovered_where_people_are_sent_for_a_bad_month(first):
    worlds, found = runs(8, first)
    bias, cover, together = believed(worlds, found)
    assert abs(bias) < 0.02
    assert 0.85 <= cover <= 0.95
    assert together >= 0.9
    assert naive_bias(worlds) > 0.1


@pytest.mark.parametrize("first", [50, 70])
def test_effects_are_recovered_where_people_fell_below_their_own_level(first):
    worlds, found = runs(6, first, own=True)
    bias, cover, together = believed(worlds, found)
    assert abs(bias) < 0.02
    assert 0.85 <= cover <= 0.95
    assert together >= 0.9
    assert naive_bias(worlds) > 0.3
    # Those who drift down take more courses: their drift is not to count for the courses.
    assert max(one.keen_z for one in found) < -5


def test_courses_that_do_nothing_are_seen_to_do_nothing():
    worlds, found = runs(8, 50, mean=0.0, spread=0.0)
    told = [shrink(one.estimate, one.error, 0.147, 0.147) for one in found]
    mean = np.concatenate([one.mean for one in told])
    sure = np.abs(mean) > Z90 * np.concatenate([one.deviation for one in told])
    assert abs(mean.mean()) < 0.02
    assert np.sqrt((mean**2).mean()) < 0.03
    assert sure.mean() < 0.1
    assert naive_bias(worlds) > 0.1


def test_those_who_rise_anyway_ask_for_courses():
    worlds, found = runs(4, motivated=1.0)
    bias, cover = judged(worlds, found)
    assert abs(bias) < 0.02
    assert cover > 0.78
    assert min(one.keen_z for one in found) > 3
    assert abs(runs(1)[1][0].keen_z) < 3


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"together": True}, id="two courses at once"),
        pytest.param({"walk": 0.0, "slope": 0.0}, id="static people"),
        pytest.param({"select": 2.0}, id="strong selection"),
        pytest.param({"select": 0.0}, id="sent by lot"),
        pytest.param({"noise": 0.6}, id="noisy months"),
    ],
)
def test_other_worlds(settings):
    bias, cover = judged(*runs(3, **settings))
    assert abs(bias) < 0.025
    assert cover > 0.75


def test_courses_that_do_nothing_pass_the_checks():
    worlds, found = runs(5, mean=0.0, spread=0.0)
    assert abs(judged(worlds, found)[0]) < 0.02
    scores = np.concatenate([np.concatenate([f.placebo_z, f.trend_z]) for f in found])
    assert (np.abs(scores) > 1.96).mean() < 0.12
    assert (np.abs(scores) > 2.81).mean() < 0.03


@pytest.mark.parametrize("seed", [1, 51, 71])
def test_the_checks_see_what_came_before_the_course(seed):
    world = effect_world(seed)
    mine = world.events.course == 0
    ago = np.full(world.value.shape, -99.0)
    month = np.arange(len(world.value))
    for agent, taken in zip(world.events.agent[mine], world.events.month[mine], strict=True):
        ago[:, agent] = month - taken
    early = np.where(ago >= -6, 0.4, 0.0)
    found = estimate_uplifts(world.value + early, world.variance, world.events)
    assert found.placebo_z[0] > 3
    assert found.placebo[0] > 0.1
    assert np.abs(found.placebo_z[1:]).max() < 3
    rising = 0.15 * np.clip(ago + 6, 0, 4)
    found = estimate_uplifts(world.value + rising, world.variance, world.events)
    assert found.trend_z[0] > 2.81
    # Without any of it the same course passes.
    found = estimate_uplifts(world.value, world.variance, world.events)
    assert max(abs(found.placebo_z[0]), abs(found.trend_z[0])) < 2.81


def test_few_trained_are_unsure_and_nobody_is_nothing():
    world = effect_world(3, courses=4, per=60)
    some = world.events.take((world.events.course != 3) & (np.arange(len(world.events.agent)) < 40))
    found = estimate_uplifts(world.value, world.variance, some)
    assert found.n[3] == 0
    assert np.isnan(found.estimate[3])
    assert (found.error[:3] > 0.05).all()
    nobody = world.events.take(np.zeros(len(world.events.agent), bool))
    assert estimate_uplifts(world.value, world.variance, nobody) is None


def test_courses_always_taken_together_are_not_told_apart():
    world = effect_world(4, courses=1, per=100)
    events = world.events
    both = Events(
        ("C0", "C1"),
        np.tile(events.agent, 2),
        np.repeat([0, 1], len(events.agent)),
        np.tile(events.month, 2),
    )
    found = estimate_uplifts(world.value, world.variance, both)
    assert (found.error > 1).all()
    assert found.estimate.sum() == pytest.approx(world.truth[0], abs=0.1)


def test_months_without_evidence_and_the_order_of_people_do_not_matter():
    world = effect_world(5, agents=200, courses=4, per=60)
    value = world.value.copy()
    value[np.random.default_rng(0).random(value.shape) < 0.2] = np.nan
    found = estimate_uplifts(value, world.variance, world.events)
    again = estimate_uplifts(np.nan_to_num(value, nan=7.0), world.variance * np.where(
        np.isnan(value), np.nan, 1.0), world.events)  # fmt: skip
    assert again.estimate == pytest.approx(found.estimate)
    order = np.random.default_rng(1).permutation(200)
    back = np.argsort(order)
    moved = Events(
        world.events.courses, back[world.events.agent], world.events.course, world.events.month
    )
    other = estimate_uplifts(value[:, order], world.variance[:, order], moved)
    assert other.estimate == pytest.approx(found.estimate, abs=1e-3)


def test_newcomers_growth_is_not_the_courses():
    rng = np.random.default_rng(6)
    agents, span = 300, 18
    tenure = np.where(np.arange(agents) < 150, 0, 40) + np.arange(span)[:, None]
    value = (
        rng.normal(size=agents) - 1.2 * np.exp(-tenure / 9) + 0.2 * rng.normal(size=tenure.shape)
    )
    new = np.arange(150)
    events = Events(("C",), new, np.zeros(150, int), rng.integers(2, 8, 150))
    variance = np.full(value.shape, 0.04)
    blind = estimate_uplifts(value, variance, events)
    found = estimate_uplifts(value, variance, events, tenure.astype(float))
    assert blind.estimate[0] > 0.1
    assert abs(found.estimate[0]) < 0.06
