import datetime as dt

import pytest

from competency.calendar_rules import Calendar
from competency.learning_rules import TrainingMix
from competency.path_input import GROUPS, kind_of
from tests.competency.path_cases import Case, rules

SOON = {"starts_at": "2026-04-15 09:00", "ends_at": "2026-04-15 10:00", "seats": 3}
MIDDLE = {"session_id": "S2", "starts_at": "2026-05-06 09:00", "ends_at": "2026-05-06 10:00"}


def agent(framework, case):
    return case.problem(framework).agents[0]


def offer(problem, number):
    """Course, session and first week of an offer."""
    offers = problem.offers
    return (int(offers.course[number]), int(offers.session[number]), int(offers.first[number]))


# ---------- weeks and rules


def test_weeks_have_the_minutes_of_their_days(framework, make):
    off = Calendar(holidays=tuple(dt.date(2026, 4, day) for day in (6, 7, *range(13, 18))))
    one = agent(framework.model_copy(update={"calendar": off}), Case(make))
    assert one.minutes == (54, 0, *[90] * 6)
    assert one.most == (480, 0, *[480] * 6)


def test_rules_are_those_of_the_configuration(framework, make):
    other = rules(framework, maximum_items=3, change_gain=0.2, micro_per_week=4, minute_cost=0.1)
    found = Case(make).problem(other).rules
    assert (found.items, found.keep, found.micro_a_week, found.minute_cost) == (3, 0.2, 4, 0.1)
    assert (found.pace, found.least_gap, found.least_uplift) == (90, 1.0, 0.5)


def test_gaps_and_weights_stand_in_the_order_of_the_dimensions(framework, make):
    case = Case(make, {"A": {"process": 30.0, "growth": 40.0}})
    problem = case.problem(framework)
    assert problem.agents[0].gap == (15.0, 0.0, 0.0, 0.0, 0.0, 5.0)
    assert problem.weights == tuple(one.weight for one in framework.dimensions)


# ---------- courses


@pytest.mark.parametrize(
    ("row", "name", "value"),
    [
        ({"duration_minutes": 20}, "micro", True),
        ({"duration_minutes": 21}, "micro", False),
        ({"mentoring": "business"}, "mentor", 0),
        ({"mentoring": "service"}, "mentor", 1),
        ({}, "mentor", None),
        ({"card": "red"}, "barred", True),
        ({"active": False}, "barred", True),
        ({"card": "yellow"}, "barred", False),
        ({"format": "Case study"}, "kind", 3),
        ({"format": "video"}, "kind", None),
        ({"prerequisites": "C0|C9"}, "prerequisites", (0,)),
        ({"dimensions": "growth"}, "uplift", (0.0, 0.0, 0.0, 0.0, 0.0, 2.0)),
    ],
)
def test_what_the_optimiser_knows_of_a_course(framework, make, row, name, value):
    case = Case(make).with_courses({"course_id": "C0"}, row)
    assert getattr(case.problem(framework).courses[1], name) == value


def test_a_course_shown_to_do_harm_adds_nothing(framework, make):
    case = Case(make).with_courses({}).with_effects(C1=-1.0)
    assert case.problem(framework).courses[0].uplift[0] == 0.0


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Simulation", "simulation"),
        ("模拟演练", "simulation"),
        ("CASE study", "case_study"),
        ("案例研讨", "case_study"),
        ("微课", "micro_lesson"),
        ("lectures", None),
        (None, None),
    ],
)
def test_kinds_by_their_patterns(framework, make, name, kind):
    (course,) = Case(make).with_courses({"format": name}).setting(framework).courses
    assert kind_of(framework.paths, course) == kind


@pytest.mark.parametrize(
    ("group", "mix"), [("new", 0), ("in_service", 1), ("backbone", None), (None, None)]
)
def test_mix_of_the_staff_group(framework, make, group, mix):
    case = Case(make)
    case.ladder["seniority"] = group
    problem = case.problem(framework)
    assert problem.agents[0].mix == mix
    kinds = list(framework.paths.formats)
    new = dict(zip(kinds, problem.mixes[GROUPS.index("new")], strict=True))
    assert new == {"theory": 0.3, "simulation": 0.4, "shadowing": 0.3} | dict.fromkeys(
        ("case_study", "role_play", "micro_lesson"), 1.0
    )
    free = rules(framework, training_mix=TrainingMix(new=None, in_service=None))
    assert agent(free, case).mix is None


def test_mentors_are_numbered_over_everybody(framework, make):
    case = Case(make, {"A": {}, "B": {}})
    case.agents = case.agents.assign(mentor_id=["M2", "M1"], service_mentor_id=[None, "M2"])
    assert [one.mentors for one in case.problem(framework).agents] == [(1, None), (0, 1)]


# ---------- what is settled


def test_wanted_excluded_and_held(framework, make):
    case = Case(make).with_courses(
        {"course_id": "A1", "mandatory": True},
        {"course_id": "B1"},
        {"course_id": "C1"},
        {"course_id": "D1", "mandatory": True, "valid_days": 30},
        {"course_id": "E1", "prerequisites": "X"},
        {"course_id": "F1", "prerequisites": "Y"},
    )
    case.with_overrides({"course_id": "B1"})
    done = {"status": "completed", "completed_at": "2026-03-20"}
    case.with_enrollments(
        done, done | {"course_id": "D1", "completed_at": "2026-03-15"}, done | {"course_id": "Y"}
    )
    one = agent(framework, case)
    # A1 due on Thursday 30 April, D1 expires on Tuesday 14 April: counts until then as not taken.
    assert one.required == {0: 24.0 * 25, 3: 24.0 * 9}
    assert one.excluded == {1, 4}
    assert one.held == {2}


@pytest.mark.parametrize(
    ("decision", "earliest", "excluded"),
    [
        pytest.param("2026-04-13", {0: 1}, set(), id="a Monday"),
        pytest.param("2026-04-14", {0: 2}, set(), id="a Tuesday: the next week"),
        pytest.param("2026-03-02", {0: 0}, set(), id="long ago"),
        pytest.param("2026-05-26", {}, {0}, id="too late"),
    ],
)
def test_postponed_to_a_week(framework, make, decision, earliest, excluded):
    case = Case(make).with_courses({})
    case.with_overrides({"action": "postpone", "not_before": decision})
    one = agent(framework, case)
    assert (one.earliest, one.excluded) == (earliest, excluded)


def test_a_pinned_session_is_the_only_offer(framework, make):
    case = Case(make).with_courses({}).with_sessions(SOON, MIDDLE)
    case.with_overrides({"action": "pin", "session_id": "S2"})
    problem = case.problem(framework)
    ((course, number),) = problem.agents[0].pinned.items()
    assert (course, offer(problem, number)) == (0, (0, 1, 4))
    case.with_overrides({"action": "pin"})
    assert agent(framework, case).pinned == {}


@pytest.mark.parametrize(
    ("sent", "sessions", "expected"),
    [
        pytest.param({}, [], (0, -1, 2), id="self-paced in its week"),
        pytest.param({"planned_start": "2026-03-30"}, [], (0, -1, 0), id="should have begun"),
        pytest.param({"session_id": "S2"}, [SOON, MIDDLE], (0, 1, 4), id="in its session"),
        pytest.param(
            {"session_id": "S2", "planned_start": "2026-04-29"},
            [SOON, MIDDLE],
            (0, 1, 4),
            id="in its session, which was moved",
        ),
        pytest.param({"session_id": "S9"}, [SOON], None, id="its session is gone"),
        pytest.param({"course_id": "C9"}, [], None, id="its course is gone"),
        pytest.param({"planned_start": "2026-06-30"}, [], None, id="beyond the horizon"),
    ],
)
def test_what_was_sent_before_is_the_previous_plan(framework, make, sent, sessions, expected):
    case = Case(make).with_courses({}).with_sessions(*sessions).with_deliveries(sent)
    problem = case.problem(framework)
    found = [offer(problem, one) for one in problem.agents[0].previous.values()]
    assert found == ([] if expected is None else [expected])


def test_what_has_begun_is_no_plan_any_more(framework, make):
    case = Case(make).with_courses({}).with_deliveries({})
    case.with_enrollments({"enrolled_at": "2026-03-25", "minutes_spent": 5})
    one = agent(framework, case)
    assert (one.previous, [booking.course for booking in one.fixed]) == ({}, [0])


def test_time_saved_up_for_what_was_sent_is_not_lost_when_weeks_go_by(framework, make):
    # 360 minutes in the second week: four weeks of 90 were saved, of which two are over now.
    day = {"starts_at": "2026-04-15 09:00", "ends_at": "2026-04-15 15:00"}
    case = Case(make, {"A": {"process": 30.0}, "B": {"process": 30.0}})
    case.with_courses({"duration_minutes": 360}).with_sessions(day)
    assert agent(framework, case).minutes == (90,) * 8
    assert len(case.plan(framework)[0]) == 0
    case.with_deliveries({"session_id": "S1", "planned_start": "2026-04-15", "due": "2026-04-15"})
    assert agent(framework, case).minutes == (270, *(90,) * 7)
    assert case.plan(framework)[0]["agent_id"].tolist() == ["A"]


def test_what_is_begun_beyond_the_time_is_no_time_saved_up(framework, make):
    # 300 minutes begun in the first week, 60 sent for the fifth: 450 minutes hold both by then.
    case = Case(make).with_courses(
        {"course_id": "C0", "duration_minutes": 300}, {"duration_minutes": 60}
    )
    case.with_sessions(
        {"session_id": "S0", "course_id": "C0", "starts_at": "2026-04-08 09:00",
         "ends_at": "2026-04-08 14:00"},
        {"starts_at": "2026-05-06 09:00", "ends_at": "2026-05-06 10:00"},
    )  # fmt: skip
    case.with_enrollments({"course_id": "C0", "session_id": "S0", "enrolled_at": "2026-03-20"})
    case.with_deliveries({"session_id": "S1", "planned_start": "2026-05-06", "due": "2026-05-06"})
    assert agent(framework, case).minutes == (90,) * 8
    assert case.plan(framework)[0]["course_id"].tolist() == ["C0", "C1"]


# ---------- bookings


@pytest.mark.parametrize(
    ("course", "enrolled", "minutes", "last"),
    [
        pytest.param({}, {"enrolled_at": "2026-03-20"}, [60], 6, id="begun"),
        pytest.param(
            {"duration_minutes": 200}, {"enrolled_at": "2026-03-20"}, [67, 67, 66], 6, id="long"
        ),
        pytest.param(
            {"duration_minutes": 200},
            {"enrolled_at": "2026-03-20", "minutes_spent": 150},
            [50],
            6,
            id="what is left of it",
        ),
        pytest.param({}, {"enrolled_at": "2025-11-02"}, [60], 0, id="overdue, to be made up for"),
        pytest.param(
            {},
            {"enrolled_at": "2025-11-02", "minutes_spent": 60},
            [],
            -1,
            id="overdue, all but the test",
        ),
        pytest.param({}, {"session_id": "S1"}, [0, 60], 1, id="in its session"),
        pytest.param({}, {"session_id": "S0"}, [], -1, id="session over, not reported yet"),
        pytest.param(
            {"duration_minutes": 900}, {"enrolled_at": "2026-03-20"}, [90] * 8, 7, id="too long"
        ),
        pytest.param(
            {"launched_at": "2026-03-31"}, {"agent_id": "B"}, [60], 0, id="new product at once"
        ),
    ],
)
def test_time_and_end_of_what_has_begun(framework, make, course, enrolled, minutes, last):
    case = Case(make).with_courses(course).with_enrollments(enrolled)
    if enrolled.get("session_id"):
        case.with_sessions(
            SOON, {"session_id": "S0", "starts_at": "2026-03-02", "ends_at": "2026-03-02"}
        )
    (booking,) = agent(framework, case).fixed
    assert list(booking.minutes) == minutes + [0] * (8 - len(minutes))
    assert booking.last == last


def test_a_course_that_is_not_in_the_catalogue_takes_no_time(framework, make):
    case = Case(make).with_enrollments({"enrolled_at": "2026-03-20"})
    assert agent(framework, case).fixed == ()
