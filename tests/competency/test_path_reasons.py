from dataclasses import replace

import numpy as np
import pytest

from competency.path_problem import Agent, Course, Problem, Rules, Session
from competency.path_reasons import RunnerUp, priced_value, runners_up
from competency.path_room import Room
from competency.path_samples import sample_problem
from competency.path_solver import solve
from competency.plan_checks import check_plans

#: Closes most; one seat; needs the fifth; longer than anyone's time in a week; does less; needs
#: the first; of a higher tier; a micro-lesson.
COURSES = (
    Course("planned", 60, (2.0,)),
    Course("seat", 60, (4.0,)),
    Course("needs", 60, (3.5,), prerequisites=(4,)),
    Course("long", 300, (3.0,)),
    Course("less", 60, (1.5,)),
    Course("after", 60, (3.0,), prerequisites=(0,)),
    Course("high", 60, (5.0,), min_tier=2),
    Course("micro", 10, (1.0,), micro=True),
)


def centre(courses=COURSES, **changes):
    agents = [Agent(key, 0, (9.0,), (60, 60), (60, 120)) for key in ("a", "b")]
    return Problem(
        weeks=2,
        weights=(1.0,),
        courses=courses,
        sessions=(Session("s", 1, 0, 0, 1.0, 2.0, seats=1),),
        agents=tuple(replace(one, **changes) for one in agents),
        team_minutes=np.full((1, 2), 1000.0),
        team_heads=np.zeros((1, 0), dtype=np.int64),
        mentor_minutes=np.zeros((0, 2)),
        rules=Rules(pace=150, minute_cost=0.0, items=1),
    )


def offers(given, courses):
    found = [int(np.flatnonzero(given.offers.course == one)[0]) for one in courses]
    return np.array(found, dtype=np.int64)


def runner_up(given, among, others=()):
    """Of the first course planned for the first agent, as `others` are for the second."""
    plans = [offers(given, [0]), offers(given, others)]
    planned = int(plans[0][0])
    (found,) = runners_up(Room(given, plans), given.agents[0], plans[0], {planned: sorted(among)})
    assert found.offer == planned
    return found


def test_the_runner_up_is_the_best_that_fits_with_what_it_would_do_less():
    found = runner_up(centre(), {0, 4, 7})
    assert (found.other, found.why) == (4, "less_gain")
    assert found.less == pytest.approx(0.5)


def test_micro_lessons_are_compared_too():
    assert runner_up(centre(), {0, 7}).other == 7


@pytest.mark.parametrize(
    ("among", "others", "why"),
    [
        pytest.param({1, 4}, (1,), "no_seat", id="the seat is another's"),
        pytest.param({2, 4}, (), "prerequisite", id="its prerequisite is not on the path"),
        pytest.param({3, 4}, (), "no_time", id="too long"),
    ],
)
def test_what_would_do_more_says_what_stands_against_it(among, others, why):
    found = runner_up(centre(most=(300, 300)), among, others)
    assert (found.why, found.other) == (why, min(among))
    assert found.less < 0


def test_the_room_is_as_before_when_it_was_looked_for():
    given = centre()
    plans = [offers(given, [1]), offers(given, [])]
    room = Room(given, plans)
    runners_up(room, given.agents[0], plans[0], {int(plans[0][0]): [0, 4]})
    assert room.seats.tolist() == Room(given, plans).seats.tolist() == [0.0]
    assert (room.minutes == Room(given, plans).minutes).all()


def test_what_needs_the_planned_course_is_named_last():
    assert runner_up(centre(), {4, 5}).other == 4
    found = runner_up(centre(), {5})
    assert (found.other, found.why) == (5, "needs_it")


def test_what_others_on_the_path_need_has_no_runner_up():
    given = replace(centre(), rules=Rules(pace=150, minute_cost=0.0, items=8))
    plan = np.sort([offers(given, [0])[0], np.flatnonzero(given.offers.course == 5)[-1]])
    room = Room(given, [plan, plan[:0]])
    (found,) = runners_up(room, given.agents[0], plan, {int(offers(given, [0])[0]): [4]})
    assert (found.other, found.why) == (None, "needed")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"excluded": frozenset({4})}, id="excluded"),
        pytest.param({"held": frozenset({4})}, id="held"),
        pytest.param({"language": "zh"}, id="language"),
    ],
)
def test_there_may_be_none_that_is_open(changes):
    courses = [*COURSES]
    courses[4] = replace(courses[4], language="en")
    given = centre(tuple(courses), language="en")
    assert runner_up(given, {0, 4, 6}).other == 4
    given = centre(tuple(courses), **changes)
    assert runner_up(given, {0, 4, 6}) == RunnerUp(offers(given, [0])[0], None, 0.0, "none")


@pytest.mark.parametrize(
    ("uplift", "sent", "why"),
    [(2.0, True, "sent"), (2.05, True, "sent"), (2.2, True, "as_good"), (2.0, False, "as_good")],
)
def test_what_fits_and_would_do_as_much_says_why_it_is_not_taken(uplift, sent, why):
    courses = [*COURSES]
    courses[4] = replace(courses[4], uplift=(uplift,))
    given = centre(tuple(courses))
    given = centre(tuple(courses), previous={0: int(offers(given, [0])[0])} if sent else {})
    found = runner_up(given, {4})
    assert (found.other, found.why) == (4, why)
    assert found.less == pytest.approx(2.0 - uplift)


def test_what_is_said_to_fit_does_and_what_is_said_not_to_does_not():
    given = sample_problem(3, agents=40, team=8, courses=24)
    plans = list(solve(given).plans)
    room, seen = Room(given, plans), set()
    for at, (agent, plan) in enumerate(zip(given.agents, plans, strict=True)):
        every = range(len(given.courses))
        for one in runners_up(room, agent, plan, dict.fromkeys(plan.tolist(), every)):
            seen.add(one.why)
            if one.other is None:
                continue
            swapped = [
                check_plans(given, [*plans[:at], taken, *plans[at + 1 :]]) == []
                for offer in np.flatnonzero(given.offers.course == one.other)
                for taken in [np.sort(np.append(plan[plan != one.offer], offer))]
            ]
            assert any(swapped) == (one.why in ("less_gain", "sent", "as_good")), (agent.key, one)
    assert {"less_gain", "no_time"} <= seen


def test_an_override_costs_what_it_takes_from_the_best_plan():
    given = sample_problem(3, agents=12, team=4, courses=24)
    found = solve(given)
    agent = next(one for one, plan in zip(given.agents, found.plans, strict=True) if len(plan) > 2)
    plan = found.plans[given.agents.index(agent)]
    free = priced_value(given, agent, found.prices)
    barred = replace(agent, excluded=frozenset(given.offers.course[plan].tolist()))
    assert free > priced_value(given, barred, found.prices)
    assert free == priced_value(given, agent, found.prices)
