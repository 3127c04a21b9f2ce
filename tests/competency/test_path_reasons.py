from dataclasses import replace

import numpy as np
import pytest

from competency.path_problem import Agent, Course, Problem, Rules, Session
from competency.path_reasons import RunnerUp, priced_value, runners_up
from competency.path_samples import sample_problem
from competency.path_solver import solve

#: Closes most; one seat; needs the third; longer than anyone's time in a week; like the first.
COURSES = (
    Course("planned", 60, (2.0,)),
    Course("seat", 60, (4.0,)),
    Course("needs", 60, (3.5,), prerequisites=(4,)),
    Course("long", 300, (3.0,)),
    Course("less", 60, (1.5,)),
)


def centre(**changes):
    agents = [Agent(key, 0, (9.0,), (60, 60), (60, 120)) for key in ("a", "b")]
    return Problem(
        weeks=2,
        weights=(1.0,),
        courses=COURSES,
        sessions=(Session("s", 1, 0, 0, 1.0, 2.0, seats=1),),
        agents=tuple(replace(one, **changes) for one in agents),
        team_minutes=np.full((1, 2), 1000.0),
        team_heads=np.zeros((1, 0), dtype=np.int64),
        mentor_minutes=np.zeros((0, 2)),
        rules=Rules(pace=150, minute_cost=0.0, items=1),
    )


def runner_up(given, mine, others=()):
    def offers(courses):
        return np.array([int(np.flatnonzero(given.offers.course == one)[0]) for one in courses])

    plans = [offers(mine), offers(others).astype(np.int64)]
    return runners_up(given, plans)[0][0]


def test_the_runner_up_is_named_with_what_it_would_do_less():
    given = centre(excluded=frozenset({1, 2, 3}))
    assert runner_up(given, [0]) == RunnerUp(0, 4, pytest.approx(0.5), "less_gain")


@pytest.mark.parametrize(
    ("excluded", "others", "why", "other"),
    [
        ({2, 3}, (1,), "no_seat", 1),
        ({1, 3}, (), "prerequisite", 2),
        ({1, 2}, (), "no_time", 3),
    ],
)
def test_what_would_do_more_says_what_stands_against_it(excluded, others, why, other):
    given = centre(excluded=frozenset(excluded), most=(300, 300))
    found = runner_up(given, [0], others)
    assert (found.why, found.other) == (why, other)
    assert found.less < 0


def test_what_would_do_more_and_fits_is_not_named_and_there_may_be_none():
    given = centre(excluded=frozenset({2, 3, 4}))
    assert runner_up(given, [0]) == RunnerUp(0, None, 0.0, None)


def test_every_planned_item_has_one_and_micro_lessons_are_compared_with_their_like():
    given = sample_problem(3, agents=12, team=4, courses=24)
    found = solve(given)
    micro = [one.micro for one in given.courses]
    for plan, runners in zip(found.plans, runners_up(given, found.plans), strict=True):
        assert [one.offer for one in runners] == plan.tolist()
        taken = given.offers.course[plan]
        for one in runners:
            assert (one.other is None) == (one.why is None)
            if one.other is not None:
                assert one.other not in taken
                assert micro[one.other] == micro[given.offers.course[one.offer]]
                assert (one.why == "less_gain") == (one.less >= 0)


def test_an_override_costs_what_it_takes_from_the_best_plan():
    given = sample_problem(3, agents=12, team=4, courses=24)
    found = solve(given)
    agent = next(one for one, plan in zip(given.agents, found.plans, strict=True) if len(plan) > 2)
    plan = found.plans[given.agents.index(agent)]
    free = priced_value(given, agent, found.prices)
    barred = replace(agent, excluded=frozenset(given.offers.course[plan].tolist()))
    assert free > priced_value(given, barred, found.prices)
    assert free == priced_value(given, agent, found.prices)
