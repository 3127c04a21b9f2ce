import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from competency.calendar_rules import Calendar
from competency.catalogue import read_catalogue
from competency.gaps import Standing
from competency.history import History, OpenEnrolment
from competency.planner import Plan, World
from competency.sessions import read_timetable
from competency.time_budget import Weeks

AS_OF = dt.date(2026, 3, 31)
NO_ENROLMENTS = pd.DataFrame({"agent_id": [], "course_id": []})


def world(framework, courses, sessions=()):
    columns = ["course_id", "dimensions", "duration_minutes", "prerequisites", "min_tier"]
    frame = pd.DataFrame(courses, columns=columns)
    catalogue = read_catalogue(framework, frame)
    offered = pd.DataFrame(
        sessions, columns=["session_id", "course_id", "starts_at", "ends_at", "seats"]
    )
    weights = {item.key: item.weight for item in framework.dimensions}
    uplift = {
        (one.course_id, key): 3.0 for one in catalogue.courses.values() for key in one.dimensions
    }
    weeks = Weeks.after(AS_OF, 8, 90, framework.calendar)
    timetable = read_timetable(offered, NO_ENROLMENTS)
    return World(framework, AS_OF, weeks, catalogue, timetable, weights, uplift)


def plan(of, gaps, tier=2, history=None):
    standing = Standing(tier, 3, dict.fromkeys(gaps, 40.0), gaps)
    return Plan(of, "A", "zh", standing, history or History())


def test_bundle_brings_missing_prerequisites_in_order(framework):
    of = world(
        framework,
        [
            ("C3", "process", 30, "C2", 1),
            ("C2", "process", 30, "C1", 1),
            ("C1", "process", 30, None, 1),
        ],
    )
    path = plan(of, {"process": 9.0})
    ids = [one.course_id for one in path.bundle(of.catalogue.courses["C3"])]
    assert ids == ["C1", "C2", "C3"]
    done = plan(of, {"process": 9.0}, history=History({"C2": None}))
    assert [one.course_id for one in done.bundle(of.catalogue.courses["C3"])] == ["C3"]


def test_bundle_with_a_closed_prerequisite_is_not_to_be_had(framework):
    of = world(framework, [("C2", "process", 30, "C1", 1), ("C1", "process", 30, None, 5)])
    assert plan(of, {"process": 9.0}).bundle(of.catalogue.courses["C2"]) is None


def test_worth_counts_each_gap_once(framework):
    of = world(framework, [("C1", "process|growth", 30, None, 1), ("C2", "process", 30, None, 1)])
    path = plan(of, {"process": 4.0, "growth": 1.0})
    both = list(of.catalogue.courses.values())
    assert path.worth(both[:1]) == pytest.approx(0.2 * 3 + 0.1 * 1)
    assert path.worth(both) == pytest.approx(0.2 * 4 + 0.1 * 1)


def test_a_bundle_is_planned_whole_or_not_at_all(framework):
    of = world(framework, [("C2", "process", 700, "C1", 1), ("C1", "process", 90, None, 1)])
    path = plan(of, {"process": 9.0})
    assert path.try_bundle(path.bundle(of.catalogue.courses["C2"])) == "no_time"
    assert path.items == []
    assert sum(path.budget.left) == 720
    assert path.ended == {}


def test_sessions_do_not_clash_and_fill_up(framework):
    same = ("2026-04-20 09:00", "2026-04-20 10:00")
    of = world(
        framework,
        [("C1", "process", 60, None, 1), ("C2", "growth", 60, None, 1)],
        [("S1", "C1", *same, 1), ("S2", "C2", *same, 1)],
    )
    path = plan(of, {"process": 9.0, "growth": 9.0})
    first, second = (of.catalogue.courses[key] for key in ("C1", "C2"))
    assert path.try_bundle([first]) is None
    assert path.try_bundle([second]) == "no_time"
    other = plan(of, {"process": 9.0, "growth": 9.0})
    assert other.try_bundle([first]) == "no_seat"
    assert other.try_bundle([second]) is None
    assert (other.items[0].session_id, other.items[0].start) == ("S2", dt.date(2026, 4, 20))


@pytest.mark.parametrize(
    ("tier", "is_open"),
    [pytest.param(3, True, id="of the tier"), pytest.param(2, False, id="below")],
)
def test_least_tier_of_a_course(framework, tier, is_open):
    of = world(framework, [("C1", "process", 60, None, 3)])
    assert plan(of, {"process": 9.0}, tier).open_to(of.catalogue.courses["C1"]) is is_open


def closed(framework, *days):
    """The framework with some days of April 2026 off."""
    calendar = Calendar(holidays=tuple(dt.date(2026, 4, day) for day in days))
    return framework.model_copy(update={"calendar": calendar})


def test_a_short_week_takes_less_and_starts_on_a_working_day(framework):
    of = world(closed(framework, 6, 7), [("C1", "process", 60, None, 1)])
    path = plan(of, {"process": 9.0})
    assert path.try_bundle([of.catalogue.courses["C1"]]) is None
    # 54 of the 60 minutes fit the three days of the first week.
    assert (path.items[0].start, path.items[0].due) == (dt.date(2026, 4, 8), dt.date(2026, 4, 19))


@pytest.mark.parametrize(
    ("enrolled", "start", "due"),
    [
        pytest.param(dt.date(2026, 4, 4), dt.date(2026, 4, 6), dt.date(2026, 6, 3), id="weekend"),
        pytest.param(dt.date(2026, 3, 20), AS_OF, dt.date(2026, 5, 19), id="working day"),
        pytest.param(dt.date(2026, 1, 2), AS_OF, dt.date(2026, 3, 3), id="overdue"),
    ],
)
def test_an_open_enrolment_starts_on_a_working_day(framework, enrolled, start, due):
    of = world(framework, [("C1", "process", 60, None, 1)])
    path = plan(of, {"process": 9.0})
    path.keep_enrolled(OpenEnrolment("C1", None, enrolled))
    assert (path.items[0].start, path.items[0].due) == (start, due)


def test_nothing_is_moved_past_the_day_it_is_due(framework):
    of = world(closed(framework, *range(1, 31)), [("C1", "process", 60, None, 1)])
    of = replace(of, as_of=dt.date(2026, 4, 4))
    path = plan(of, {"process": 9.0})
    path.keep_enrolled(OpenEnrolment("C1", None, dt.date(2026, 2, 4)))
    assert (path.items[0].start, path.items[0].due) == (dt.date(2026, 4, 5), dt.date(2026, 4, 5))
