from dataclasses import replace

import numpy as np
import pytest

from competency.path_model import Shared, build_block
from competency.path_problem import Agent, Booking, Course, Problem, Rules, Session
from competency.plan_checks import check_plans, unmet

WEEK = 168.0
SHORT = Course("short", 60, (2.0, 0.0))
NEXT = Course("next", 60, (0.0, 2.0), prerequisites=(0,))
TAUGHT = Course("taught", 60, (1.0, 1.0))
OTHER = Course("other", 60, (1.0, 1.0))
TINY = Course("tiny", 15, (0.5, 0.0), micro=True, kind=0)
SHADOW = Course("shadow", 60, (1.0, 0.0), mentor=0, kind=1)
COURSES = (SHORT, NEXT, TAUGHT, OTHER, TINY, SHADOW)
SESSIONS = (
    Session("t1", 2, 1, 1, 200.0, 201.0, seats=1, peaks=(0,)),
    Session("o1", 3, 1, 1, 200.5, 201.5, seats=5, peaks=(0,)),
    Session("o2", 3, 2, 2, 400.0, 401.0, seats=5),
)


def agent(key="a", **changes):
    return replace(
        Agent(key, 0, (5.0, 5.0), (90,) * 4, (180,) * 4, language="zh", mentors=(0,)), **changes
    )


def problem(*agents, **changes):
    given = Problem(
        weeks=4,
        weights=(0.5, 0.5),
        courses=COURSES,
        sessions=SESSIONS,
        agents=agents,
        team_minutes=np.full((1, 4), 1000.0),
        team_heads=np.array([[5]]),
        mentor_minutes=np.full((1, 4), 1000.0),
        mixes=((0.1, 0.9),),
        rules=Rules(mix_slack=0),
    )
    return replace(given, **changes)


def offer(given, course, first=None, session=None):
    offers = given.offers
    fits = offers.course == course
    if first is not None:
        fits &= offers.first == first
    if session is not None:
        fits &= offers.session == session
    return int(np.flatnonzero(fits)[0])


def rules_broken(given, *plans):
    return {one.rule for one in check_plans(given, [np.array(plan, dtype=int) for plan in plans])}


def test_a_sound_plan_has_no_violation():
    given = problem(agent(), agent("b"))
    first = [offer(given, 0, 0), offer(given, 1, 1), offer(given, 4, 2)]
    second = [offer(given, 2, session=0), offer(given, 3, session=2), offer(given, 5, 3)]
    assert rules_broken(given, first, second) == set()


@pytest.mark.parametrize(
    ("changes", "course", "rule"),
    [
        ({"held": frozenset({0})}, 0, "held"),
        ({"excluded": frozenset({0})}, 0, "excluded"),
        ({"earliest": {0: 3}}, 0, "postponed"),
        ({"pinned": {0: 999}}, 0, "pinned"),
        ({"mentors": ()}, 5, "mentor"),
        ({"fixed": (Booking(0, 0, (60, 0, 0, 0)),)}, 0, "started"),
        ({"most": (59,) * 4}, 0, "week"),
        ({"minutes": (0, 0, 0, 90)}, 0, "minutes"),
        ({"fixed": (Booking(3, 1, (60, 0, 0, 0)),)}, 0, "minutes"),
        ({"mix": 0}, 4, "mix"),
    ],
)
def test_what_is_not_for_this_agent_is_caught(changes, course, rule):
    given = problem(agent(**changes))
    assert rule in rules_broken(given, [offer(given, course, 0)])
    assert rules_broken(problem(agent()), [offer(given, course, 0)]) == set()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [({"barred": True}, "barred"), ({"min_tier": 2}, "tier"), ({"language": "en-GB"}, "language")],
)
def test_what_is_not_for_the_agent_by_the_course_is_caught(changes, rule):
    given = problem(agent(), courses=(replace(SHORT, **changes), *COURSES[1:]))
    assert rules_broken(given, [offer(given, 0, 0)]) == {rule}


@pytest.mark.parametrize("plan", [[(0, 1), (1, 1)], [(1, 1)], [(0, 2), (1, 1)]])
def test_a_prerequisite_must_end_in_a_week_before(plan):
    given = problem(agent())
    taken = [offer(given, course, week) for course, week in plan]
    assert rules_broken(given, taken) == {"prerequisite"}
    held = problem(agent(held=frozenset({0})))
    assert rules_broken(held, [offer(given, 1, 1)]) == set()


def test_a_course_twice_sessions_at_once_and_too_many_items_are_caught():
    given = problem(agent())
    assert "twice" in rules_broken(given, [offer(given, 0, 0), offer(given, 0, 2)])
    both = [offer(given, 2, session=0), offer(given, 3, session=1)]
    assert rules_broken(given, both) == {"overlap"}
    few = problem(agent(), rules=Rules(items=1, micro_a_week=0))
    assert rules_broken(few, [offer(given, 0, 0), offer(given, 5, 2)]) == {"items"}
    assert rules_broken(few, [offer(given, 4, 0)]) == {"micro"}
    mandatory = problem(agent(required={0: 3}), rules=few.rules)
    assert rules_broken(mandatory, [offer(given, 0, 0), offer(given, 5, 2)]) == set()


@pytest.mark.parametrize(
    ("changes", "course", "rule"),
    [
        ({}, 2, "seats"),
        ({"team_heads": np.array([[1]])}, 2, "peak"),
        ({"team_minutes": np.full((1, 4), 119.0)}, 0, "phones"),
        ({"mentor_minutes": np.full((1, 4), 119.0)}, 5, "mentor time"),
    ],
)
def test_what_agents_share_is_added_up(changes, course, rule):
    given = problem(agent(), agent("b"), **changes)
    taken = [offer(given, course, None if course == 2 else 2)]
    assert rule in rules_broken(given, taken, taken)
    assert rules_broken(given, taken, []) == set()


def test_started_courses_take_time_of_others_but_break_nothing_by_themselves():
    busy = agent(fixed=(Booking(0, 0, (500, 0, 0, 0)),))
    given = problem(busy, agent("b"), team_minutes=np.full((1, 4), 100.0))
    assert rules_broken(given, [], []) == set()
    assert rules_broken(given, [], [offer(given, 5, 0)]) == {"phones"}


def test_required_courses_late_or_missing_are_listed_and_plans_must_be_for_everyone():
    given = problem(agent(required={0: 2 * WEEK, 5: 4 * WEEK}))
    assert unmet(given, [np.array([offer(given, 0, 2)])]) == [
        ("a", "short", "late"),
        ("a", "shadow", "missing"),
    ]
    assert unmet(given, [np.array([offer(given, 0, 1), offer(given, 5, 3)])]) == []
    assert [one.rule for one in check_plans(given, [])] == ["agents"]


@pytest.mark.parametrize(
    ("course", "due", "late"),
    [
        pytest.param(2, 24.0 * 9, False, id="a session on its due day"),
        pytest.param(2, 24.0 * 8, True, id="a session the day after, in the same week"),
        pytest.param(2, 201.0, False, id="ends at the hour it is due"),
        pytest.param(2, 200.5, True, id="begins before it is due and ends after"),
        pytest.param(5, 24.0 * 8, False, id="self-paced, from the day it is due"),
        pytest.param(5, 24.0 * 7, True, id="self-paced, due the day before"),
    ],
)
def test_late_is_by_the_day_and_hour(course, due, late):
    given = problem(agent(required={course: due}))
    taken = offer(given, course, 1)
    told = [("a", COURSES[course].key, "late")] if late else []
    assert unmet(given, [np.array([taken])]) == told
    # The bonus of the optimiser goes by the same.
    block = build_block(given, Shared.of(given), given.agents[0])
    cost = given.rules.minute_cost * COURSES[course].minutes
    value = block.value[block.offers.tolist().index(taken)] + cost
    assert value == pytest.approx(given.rules.required * (0.49 if late else 1.0))


def test_after_days_off_a_week_is_in_time_from_its_first_working_day():
    given = problem(agent(required={0: 24.0 * 9}), first_days=(0, 9, 14, 21))
    assert unmet(given, [np.array([offer(given, 0, 1)])]) == [("a", "short", "late")]
    given = replace(given, agents=(agent(required={0: 24.0 * 10}),))
    assert unmet(given, [np.array([offer(given, 0, 1)])]) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [({"last": 9}, "horizon"), ({"first": -1}, "horizon"), ({"minutes": 30.0}, "length")],
)
def test_offers_that_are_wrong_themselves_are_caught(changes, rule):
    given = problem(agent())
    taken = offer(given, 0, 0)
    assert rules_broken(given, [taken]) == set()
    for name, value in changes.items():
        getattr(given.offers, name)[taken] = value  # a slip in how offers are listed
    assert rule in rules_broken(given, [taken])


def test_a_session_at_the_time_of_a_started_one_is_caught():
    begun = Booking(2, 1, (0, 60, 0, 0), session=0)
    given = problem(agent(fixed=(begun,), minutes=(180,) * 4))
    assert rules_broken(given, [offer(given, 3, session=1)]) == {"overlap"}
    assert rules_broken(given, [offer(given, 3, session=2)]) == set()
