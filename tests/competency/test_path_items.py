import datetime as dt

import numpy as np
import pytest

from competency import path_words
from competency.course_uplifts import Uplift
from competency.path_input import build_problem
from competency.path_items import items_of
from tests.competency.path_cases import Case

DAY = {"starts_at": "2026-04-15 09:00", "ends_at": "2026-04-16 10:00"}


def items(framework, case, *taken):
    """Items of the only learner who takes courses in weeks, or sessions: (course, week or key)."""
    setting, learners = case.learners(framework)
    problem = build_problem(setting, learners)
    offers = problem.offers
    plan = []
    for course, when in taken:
        session = [number for number, one in enumerate(problem.sessions) if one.key == when]
        found = (offers.course == setting.place[course]) & (
            offers.session == session[0] if session else offers.first == when
        )
        plan.append(int(np.flatnonzero(found)[0]))
    return items_of(setting, problem, learners[0], np.array(plan, dtype=np.int64))


def test_items_stand_in_order_of_time_and_what_must_be_first(framework, make):
    case = Case(make).with_courses(
        {"course_id": "C1"},
        {"course_id": "C2"},
        {"course_id": "M1", "mandatory": True},
        {"course_id": "E1"},
    )
    case.with_enrollments({"course_id": "E1", "enrolled_at": "2026-03-20"})
    found = items(framework, case, ("C2", 1), ("C1", 0), ("M1", 0))
    assert [one.course_id for one in found] == ["E1", "M1", "C1", "C2"]
    assert [one.status for one in found] == ["enrolled", "planned", "planned", "planned"]
    assert [one.mandatory for one in found] == [False, True, False, False]


@pytest.mark.parametrize(
    ("course", "when", "start", "due"),
    [
        pytest.param({}, 2, (4, 20), (4, 26), id="self-paced: its week"),
        pytest.param({"duration_minutes": 200}, 2, (4, 20), (5, 10), id="of three weeks"),
        pytest.param({}, "S1", (4, 15), (4, 16), id="session: its days"),
        pytest.param({"mandatory": True}, 2, (4, 20), (4, 30), id="mandatory: when it is due"),
        pytest.param({"mandatory": True}, "S1", (4, 15), (4, 16), id="mandatory in a session"),
        pytest.param({"mandatory": True}, 3, (4, 27), (4, 30), id="in the week it is due"),
        pytest.param({"mandatory": True}, 4, (5, 4), (5, 10), id="late"),
    ],
)
def test_dates(framework, make, course, when, start, due):
    case = Case(make).with_courses(course)
    if when == "S1":
        case.with_sessions(DAY)
    (one,) = items(framework, case, ("C1", when))
    assert (one.start, one.due) == (dt.date(2026, *start), dt.date(2026, *due))


@pytest.mark.parametrize(
    ("course", "when", "late"),
    [
        pytest.param({}, 3, False, id="in time"),
        pytest.param({}, 4, True, id="begins late"),
        pytest.param({"duration_minutes": 180}, 3, True, id="ends late"),
        pytest.param({"duration_minutes": 180}, 2, False, id="ends in the week it is due"),
    ],
)
def test_what_comes_after_its_day_says_so(framework, make, course, when, late):
    case = Case(make).with_courses({"mandatory": True} | course)
    (one,) = items(framework, case, ("C1", when))
    words = path_words.mandatory(False)
    due = dt.date(2026, 4, 30)
    assert one.words == (path_words.too_late(words, due) if late else words)
    assert (one.due > due) is late


def test_a_session_later_in_the_week_is_late_too(framework, make):
    case = Case(make).with_courses({"mandatory": True})
    case.with_sessions({"starts_at": "2026-05-01 09:00", "ends_at": "2026-05-01 10:00"})
    (one,) = items(framework, case, ("C1", "S1"))
    assert "first time it fits" in one.words.en


def test_a_pin_is_never_late(framework, make):
    case = Case(make).with_courses({})
    case.with_overrides({"action": "pin", "valid_until": "2026-04-08"})
    (one,) = items(framework, case, ("C1", 4))
    assert one.words == path_words.pinned("Li", "on site visit")
    assert one.due == dt.date(2026, 5, 10)


@pytest.mark.parametrize(
    ("enrolled", "delivery", "when", "status"),
    [
        pytest.param([{}], {}, 0, "enrolled", id="as sent"),
        pytest.param([], {}, 0, "planned", id="LMS does not have it yet"),
        pytest.param([{}], {"state": "withdrawn"}, 0, "planned", id="withdrawn: sent anew"),
        pytest.param([{"session_id": "S1"}], {"session_id": "S1"}, "S1", "enrolled", id="session"),
        pytest.param([{"session_id": "S1"}], {"session_id": "S1"}, "S2", "planned", id="moved"),
    ],
)
def test_enrolled_is_what_the_lms_has(framework, make, enrolled, delivery, when, status):
    case = Case(make).with_courses({}).with_enrollments(*enrolled).with_deliveries(delivery)
    if when != 0:
        case.with_sessions(DAY, DAY | {"session_id": "S2"})
    (one,) = items(framework, case, ("C1", when))
    assert one.status == status


def test_gaps_narrow_from_item_to_item(framework, make):
    case = Case(make, {"A": {"process": 42.0}}).with_courses({}, {"course_id": "C2"})
    first, second = items(framework, case, ("C2", 0), ("C1", 1))
    weight = framework.dimensions[0].weight
    assert (first.course_id, first.gap, first.uplift) == ("C2", 3.0, Uplift(2.0))
    assert (second.gap, second.gain) == (1.0, pytest.approx(weight * 1.0))
    assert "3.0 points short of Executing, 1.0 after the courses before" in second.words.en


def test_the_dimension_told_is_the_one_that_gains_most_by_weight(framework, make):
    case = Case(make, {"A": {"process": 44.0, "resolution": 30.0}})
    case.with_courses({"dimensions": "process|resolution"})
    (one,) = items(framework, case, ("C1", 0))
    weights = {item.key: item.weight for item in framework.dimensions}
    assert (one.dimension, one.gap) == ("resolution", 15.0)
    assert one.gain == pytest.approx(weights["process"] * 1.0 + weights["resolution"] * 2.0)


def test_a_prerequisite_says_what_for(framework, make):
    case = Case(make).with_courses(
        {"course_id": "C1", "prerequisites": "C0", "title": "Deep"},
        {"course_id": "C0", "dimensions": "growth"},
    )
    first, _ = items(framework, case, ("C0", 0), ("C1", 1))
    assert first.words == path_words.prerequisite("Deep")


def test_what_closes_the_rest_of_a_gap_says_so_and_not_that_it_was_sent(framework, make):
    case = Case(make, {"A": {"process": 42.7}}).with_courses({}, {"course_id": "C2"})
    _, second = items(framework, case, ("C1", 0), ("C2", 1))
    assert second.words.en.startswith("Process mastery is 2.3 points short of Executing, 0.3 after")


def test_what_closes_nothing_any_more_stays_from_before(framework, make):
    case = Case(make, {"A": {"process": 44.0}}).with_courses({}, {"course_id": "C2"})
    _, second = items(framework, case, ("C1", 0), ("C2", 1))
    assert second.words == path_words.KEPT_UP


def test_a_course_that_is_not_in_the_catalogue_is_told_by_its_id(framework, make):
    case = Case(make).with_enrollments({"course_id": "X", "enrolled_at": "2026-03-20"})
    (one,) = items(framework, case)
    assert (one.course_id, one.title, one.dimension, one.minutes) == ("X", "X", None, 60)
