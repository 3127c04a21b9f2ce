import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from competency.errors import CompetencyError
from competency.projection import project

NEAR = 1e-12


def case(seed):
    """Bounds, weights within them, a target anywhere and a step, of two to nine dimensions."""
    rng = np.random.default_rng(seed)
    p = int(rng.integers(2, 10))
    previous = rng.dirichlet(np.full(p, rng.choice([0.3, 1.0, 5.0])))
    lower = previous * rng.choice([0.0, 1.0], p) * rng.uniform(0, 1, p) ** rng.choice([0.1, 1])
    upper = previous + (1 - previous) * rng.uniform(0, 1, p) ** rng.choice([1, 4])
    pinned = rng.random(p) < 0.1
    lower, upper = np.where(pinned, previous, lower), np.where(pinned, previous, upper)
    target = previous + rng.normal(0, rng.choice([0.005, 0.2, 2.0]), p)
    step = float(rng.choice([0.0, 1e-9, 0.02, 0.1, 1.0]))
    return target, lower, upper, previous, step


def check(target, lower, upper, previous, step, weights):
    """Bounds, step, sum, and the conditions of Karush, Kuhn and Tucker."""
    assert abs(weights.sum() - 1) <= NEAR
    assert ((lower <= weights) & (weights <= upper)).all()
    assert np.abs(weights - previous).max() <= step + NEAR
    low, high = np.maximum(lower, previous - step), np.minimum(upper, previous + step)
    moved = weights - target
    # One tau for all: a weight with room above lies at least tau over its target, one with room
    # below at most.
    could_rise, could_fall = weights < high - NEAR, weights > low + NEAR
    assert moved[could_rise].min(initial=np.inf) >= moved[could_fall].max(initial=-np.inf) - 1e-11


def test_five_thousand_random_cases_keep_to_bounds_and_step_and_are_optimal():
    bound = limited = free = 0
    for seed in range(5000):
        given_ = case(seed)
        target, lower, upper, previous, step = given_
        found = project(*given_)
        assert found.step == step
        check(*given_, found.weights)
        inside = np.abs(found.weights - previous) < step - NEAR
        limited += not inside.all()
        bound += bool(((found.weights == lower) | (found.weights == upper))[inside].any())
        free += np.allclose(np.ptp(found.weights - target), 0, atol=1e-12)
    # The cases are worth the name only if each limit is met in many.
    assert min(bound, limited, free) > 200


@pytest.mark.parametrize("part", range(3))
def test_a_general_solver_finds_the_same(part):
    for seed in range(100 * part, 100 * part + 100):
        target, lower, upper, previous, step = case(seed)
        step = max(step, 0.02)
        found = project(target, lower, upper, previous, step).weights
        low, high = np.maximum(lower, previous - step), np.minimum(upper, previous + step)
        solved = minimize(
            lambda w, target=target: ((w - target) ** 2).sum(),
            previous,
            jac=lambda w, target=target: 2 * (w - target),
            bounds=list(zip(low, high, strict=True)),
            constraints={
                "type": "eq",
                "fun": lambda w: w.sum() - 1,
                "jac": lambda w: np.ones(len(w)),
            },
            method="SLSQP",
            options={"ftol": 1e-14, "maxiter": 500},
        )
        assert abs(solved.x.sum() - 1) < 1e-9
        assert found == pytest.approx(solved.x, abs=1e-6)


def test_no_weights_on_a_fine_grid_are_nearer():
    target, previous = np.array([0.62, 0.30, 0.20]), np.array([0.40, 0.35, 0.25])
    lower, upper = np.array([0.1, 0.2, 0.22]), np.array([0.47, 0.5, 0.5])
    found = project(target, lower, upper, previous, 0.08).weights
    first, second = np.meshgrid(np.linspace(0, 1, 501), np.linspace(0, 1, 501))
    grid = np.stack([first, second, 1 - first - second], -1).reshape(-1, 3)
    allowed = (
        (grid >= lower - NEAR) & (grid <= upper + NEAR) & (abs(grid - previous) <= 0.08 + NEAR)
    )
    grid = grid[allowed.all(axis=1)]
    best = grid[((grid - target) ** 2).sum(axis=1).argmin()]
    assert len(grid) > 500
    assert found == pytest.approx(best, abs=0.002)
    assert ((found - target) ** 2).sum() <= ((best - target) ** 2).sum() + NEAR


@given(st.integers(0, 10**9))
def test_projecting_again_changes_not_a_digit(seed):
    target, lower, upper, previous, step = case(seed)
    once = project(target, lower, upper, previous, step).weights
    again = project(once, lower, upper, previous, step).weights
    assert again.tolist() == once.tolist()


@given(st.integers(0, 10**9))
def test_a_target_that_keeps_to_all_limits_is_taken_to_the_digit(seed):
    _, lower, upper, previous, step = case(seed)
    found = project(previous, lower, upper, previous, step).weights
    assert found.tolist() == previous.tolist()
    assert found is not previous


@given(st.integers(0, 10**9), st.floats(-3, 3))
def test_only_the_differences_within_a_target_count(seed, shift):
    target, *limits = case(seed)
    moved = project(target + shift, *limits).weights
    assert moved == pytest.approx(project(target, *limits).weights, abs=1e-9)


@given(st.integers(0, 10**9), st.randoms(use_true_random=False))
def test_the_order_of_the_dimensions_does_not_matter(seed, random):
    *arrays, step = case(seed)
    order = random.sample(range(len(arrays[0])), len(arrays[0]))
    moved = project(*(one[order] for one in arrays), step).weights
    assert moved == pytest.approx(project(*arrays, step).weights[order], abs=1e-9)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_projections_are_no_further_apart_than_their_targets(seed, other):
    target, *limits = case(seed)
    shaken = target + np.random.default_rng(other).normal(size=len(target))
    apart = project(target, *limits).weights - project(shaken, *limits).weights
    assert np.linalg.norm(apart) <= np.linalg.norm(target - shaken) + 1e-9


def test_without_a_step_to_take_weights_stay():
    previous = np.array([0.5, 0.3, 0.2])
    found = project(np.array([0.2, 0.2, 0.6]), np.zeros(3), np.ones(3), previous, 0.0)
    assert found.weights.tolist() == previous.tolist()


def test_moved_bounds_widen_the_step_just_as_far_as_needed():
    previous = np.array([0.50, 0.30, 0.20])
    lower, upper = np.array([0.1, 0.1, 0.1]), np.array([0.45, 0.6, 0.6])
    found = project(previous, lower, upper, previous, 0.02)
    assert found.step == pytest.approx(0.05)
    assert found.weights == pytest.approx([0.45, 0.325, 0.225])


def test_the_sum_can_need_a_wider_step_than_any_one_bound():
    previous = np.array([0.4, 0.4, 0.2])
    lower, upper = np.array([0.0, 0.39, 0.5]), np.ones(3)
    found = project(previous, lower, upper, previous, 0.02)
    # The third must rise by 0.30; of the others only the first can give way by more than 0.01.
    assert found.step == pytest.approx(0.3)
    found = project(previous, np.array([0.15, 0.35, 0.5]), upper, previous, 0.02)
    assert found.weights == pytest.approx([0.15, 0.35, 0.5])
    previous = np.array([0.6, 0.5, 0.2])
    found = project(previous, np.zeros(3), np.ones(3), previous, 0.02)
    # Weights of another sum, as after dimensions were added or dropped: each gives a third of it.
    assert found.step == pytest.approx(0.1)
    assert found.weights == pytest.approx([0.5, 0.4, 0.1])


@settings(max_examples=300)
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_previous_weights_outside_the_bounds_are_brought_in_by_the_least_step(seed, other):
    target, _, _, _, step = case(seed)
    rng = np.random.default_rng(other)
    previous, centre = rng.dirichlet(np.ones(len(target)), 2)
    lower, upper = centre * rng.uniform(0, 1), centre + (1 - centre) * rng.uniform(0, 1)
    found = project(target, lower, upper, previous, step)
    check(target, lower, upper, previous, found.step, found.weights)
    assert found.step >= step
    if found.step > step:
        less = found.step - 1e-9
        low, high = np.maximum(lower, previous - less), np.minimum(upper, previous + less)
        assert (low > high).any() or low.sum() > 1 or high.sum() < 1


@pytest.mark.parametrize(
    ("lower", "upper", "words"),
    [
        ([0.5, 0.4, 0.2], [1, 1, 1], "lower bounds add up to 1.1"),
        ([0, 0, 0], [0.4, 0.3, 0.2], "upper bounds to 0.9"),
        ([0, 0.5, 0], [1, 0.4, 1], "a lower bound lies above"),
    ],
)
def test_bounds_that_no_weights_can_keep_are_refused(lower, upper, words):
    even = np.full(3, 1 / 3)
    with pytest.raises(CompetencyError, match=words):
        project(even, np.array(lower), np.array(upper), even, 0.1)


@pytest.mark.parametrize(("target", "step"), [(np.nan, 0.1), (0.5, -0.1), (0.5, np.nan)])
def test_missing_numbers_are_refused(target, step):
    even = np.array([0.5, 0.5])
    with pytest.raises(ValueError, match="missing"):
        project(np.array([target, 0.5]), np.zeros(2), np.ones(2), even, step)


def test_bounds_that_leave_one_answer_give_it():
    tight = np.array([0.1, 0.2, 0.7])
    found = project(np.array([1.0, 0.0, 0.0]), tight, np.ones(3), np.full(3, 1 / 3), 0.02)
    assert found.weights == pytest.approx(tight, abs=NEAR)
    assert found.step == pytest.approx(0.7 - 1 / 3)
