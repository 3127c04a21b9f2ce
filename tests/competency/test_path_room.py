import numpy as np
import pytest

from competency.path_room import Beside, Room
from competency.path_samples import sample_problem
from competency.path_solver import solve
from competency.plan_checks import check_plans
from tests.competency.path_cases import Case

SOON = {"starts_at": "2026-04-15 10:00", "ends_at": "2026-04-15 11:00"}
BOTH = {"A": {"process": 44.0}, "B": {"process": 20.0}}


def test_what_is_fixed_takes_of_the_room(framework, make):
    case = Case(make, BOTH).with_courses({"mentoring": "business"}, {"course_id": "C2"})
    case.agents["mentor_id"] = "M"
    case.with_sessions(SOON | {"seats": 9})
    case.with_enrollments({"session_id": "S1"}, {"agent_id": "B", "course_id": "C2"})
    problem = case.problem(framework)
    nobody = [problem.offers.course[:0]] * 2
    room = Room(problem, nobody)
    assert room.minutes[0].tolist() == [420.0, 420.0, *[480.0] * 6]
    assert room.mentors[0].tolist() == [120.0, 60.0, *[120.0] * 6]
    assert room.seats.tolist() == [8.0]
    taken = problem.sessions[0].peaks[0]
    assert (room.heads[0, taken], room.heads[0, taken + 1]) == (0.0, 1.0)
    offer = int((problem.offers.session == 0).argmax())
    assert room.lacks(problem.agents[1], offer) == "no_cover"


def test_what_is_taken_and_given_back_leaves_the_room_as_it_was():
    given = sample_problem(3, agents=12, team=4, courses=24)
    plans = list(solve(given).plans)
    room, before = Room(given, plans), Room(given, plans)
    agent, plan = next((a, p) for a, p in zip(given.agents, plans, strict=True) if len(p))
    room.take(agent, int(plan[0]), -1)
    assert (room.minutes > before.minutes).any()
    room.take(agent, int(plan[0]))
    for name in ("seats", "minutes", "heads", "mentors"):
        assert getattr(room, name) == pytest.approx(getattr(before, name))


def test_on_top_of_a_plan_fits_what_the_checks_let_pass():
    given = sample_problem(5, agents=30, team=6, courses=24)
    plans = list(solve(given, effort="quick").plans)
    room, fits = Room(given, plans), {True: 0, False: 0}
    for at, (agent, plan) in enumerate(zip(given.agents, plans, strict=True)):
        beside = Beside(room, agent, plan)
        for course in set(beside.course.tolist()) - set(given.offers.course[plan].tolist()):
            more = np.flatnonzero(given.offers.course == course)
            passes = any(
                not check_plans(given, [*plans[:at], np.sort([*plan, one]), *plans[at + 1 :]])
                for one in more
            )
            assert (beside.obstacle(course) is None) == passes, (agent.key, course)
            fits[passes] += 1
    assert min(fits.values()) > 5
