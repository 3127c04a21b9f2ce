import numpy as np
import pytest

from competency.path_earlier import bring_forward
from competency.path_model import Shared, build_block
from competency.path_polish import Standing
from competency.path_problem import Agent, Course, Problem, Rules
from competency.path_samples import sample_problem
from competency.path_solver import solve
from competency.plan_checks import check_plans

COURSES = (
    Course("first", 60, (2.0,)),
    Course("second", 60, (4.0,), prerequisites=(0,)),
    Course("other", 60, (3.0,)),
)


def problem(**agent):
    return Problem(
        weeks=4,
        weights=(1.0,),
        courses=COURSES,
        sessions=(),
        agents=(Agent("a", 0, (20.0,), (60,) * 4, (60,) * 4, **agent),),
        team_minutes=np.full((1, 4), 60.0),
        team_heads=np.zeros((1, 0), dtype=np.int64),
        mentor_minutes=np.zeros((0, 4)),
        rules=Rules(pace=60),
    )


def weeks(given, plan):
    """First week by course after bringing a plan (course, week) forward."""
    shared = Shared.of(given)
    block = build_block(given, shared, given.agents[0])
    offers = given.offers
    taken = [
        int(np.flatnonzero((offers.course == one) & (offers.first == week))[0])
        for one, week in plan.items()
    ]
    positions = np.sort(np.searchsorted(block.offers, taken))
    standing = Standing([block], shared.limit, [positions])
    value = standing.value()
    bring_forward(standing)
    assert standing.value() == pytest.approx(value)
    left = block.offers[standing.plans[0]]
    return {int(offers.course[one]): int(offers.first[one]) for one in left}


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        pytest.param({2: 3}, {2: 0}, id="alone"),
        pytest.param({0: 2, 2: 3}, {2: 0, 0: 1}, id="what closes most goes first"),
        pytest.param({0: 1, 1: 3}, {1: 2, 0: 0}, id="after its prerequisite"),
        pytest.param({0: 0}, {0: 0}, id="nothing to gain"),
    ],
)
def test_courses_come_as_early_as_they_can(plan, expected):
    assert weeks(problem(), plan) == expected


def test_what_was_sent_before_stays_where_it_was():
    given = problem()
    offers = given.offers
    sent = int(np.flatnonzero((offers.course == 2) & (offers.first == 3))[0])
    assert weeks(problem(previous={2: sent}), {2: 3}) == {2: 3}


def test_no_rule_is_broken_in_crowded_centres():
    for seed in range(4):
        crowded = sample_problem(seed, agents=40, courses=16)
        assert check_plans(crowded, solve(crowded, effort="quick").plans) == []
