import datetime as dt

import numpy as np
import pytest

from competency.calendar_rules import Calendar
from competency.learning_rules import Staffing
from competency.path_limits import Slots
from tests.competency.path_cases import Case, rules

SOON = {"starts_at": "2026-04-15 09:00", "ends_at": "2026-04-15 10:30", "seats": 3}
MINE = {"session_id": "S1", "enrolled_at": "2026-03-25"}


def staffing(framework, **update):
    return rules(framework, staffing=Staffing(**update))


# ---------- seats


@pytest.mark.parametrize(
    ("enrolled", "sent", "seats"),
    [
        pytest.param([], [], 3, id="all free"),
        pytest.param([MINE], [], 2, id="one is taken"),
        pytest.param([MINE], [{"session_id": "S1"}], 3, id="what may move gives its seat back"),
        pytest.param(
            [MINE | {"minutes_spent": 5}], [{"session_id": "S1"}], 2, id="not what has begun"
        ),
        pytest.param([MINE], [{"state": "withdrawn"}], 3, id="withdrawn"),
        pytest.param([MINE | {"agent_id": "gone"}], [], 2, id="of somebody not planned for"),
        pytest.param([MINE | {"agent_id": one} for one in "BCDE"], [], 0, id="overbooked is full"),
        pytest.param(
            [MINE | {"agent_id": one} for one in "ABCDE"],
            [{"session_id": "S1"}],
            0,
            id="a seat given back by an overbooked one is not free",
        ),
    ],
)
def test_seats_left(framework, make, enrolled, sent, seats):
    case = Case(make).with_courses({}).with_sessions(SOON)
    case.with_enrollments(*enrolled).with_deliveries(*sent)
    (session,) = case.problem(framework).sessions
    assert session.seats == seats


def test_sessions_are_numbered_by_key_with_their_weeks_and_hours(framework, make):
    case = (
        Case(make)
        .with_courses({})
        .with_sessions(
            SOON | {"session_id": "S2", "seats": None},
            {"session_id": "S1", "starts_at": "2026-04-12 22:00", "ends_at": "2026-04-13 01:00"},
            {"session_id": "S3", "course_id": "unknown", "starts_at": "2026-04-15"},
        )
    )
    one, other = case.problem(framework).sessions
    assert (one.key, one.first, one.last, one.starts, one.ends) == ("S1", 0, 1, 166.0, 169.0)
    assert (other.key, other.first, other.last, other.seats) == ("S2", 1, 1, None)
    assert (other.starts, other.ends) == (9 * 24 + 9.0, 9 * 24 + 10.5)


# ---------- peak hours


def test_peak_hours_of_working_days_alone(framework, make):
    off = Calendar(holidays=(dt.date(2026, 4, 6),), extra_days=(dt.date(2026, 4, 11),))
    peaks = staffing(framework, peak_hours=("10:00-12:30",))
    setting = Case(make).setting(peaks.model_copy(update={"calendar": off}))
    spans = Slots(setting).spans
    assert len(spans) == 8 * 5
    assert spans[:5] == [(day * 24 + 10.0, day * 24 + 12.5) for day in (1, 2, 3, 4, 5)]


@pytest.mark.parametrize(
    ("starts", "ends", "slots"),
    [
        pytest.param("10:00", "11:00", (4,), id="within one"),
        pytest.param("08:00", "10:00", (), id="over as it begins"),
        pytest.param("12:00", "14:00", (), id="between two"),
        pytest.param("11:59", "14:01", (4, 5), id="both"),
        pytest.param("09:00", "17:00", (4, 5), id="all day"),
    ],
)
def test_the_peak_hours_a_session_lies_in(framework, make, starts, ends, slots):
    day = "2026-04-08"  # the third day of the horizon, with two peaks a day
    case = (
        Case(make)
        .with_courses({})
        .with_sessions({"starts_at": f"{day} {starts}", "ends_at": f"{day} {ends}"})
    )
    (session,) = case.problem(framework).sessions
    assert session.peaks == slots


def test_a_session_of_days_lies_in_the_peaks_of_each(framework, make):
    case = (
        Case(make)
        .with_courses({})
        .with_sessions({"starts_at": "2026-04-10 15:00", "ends_at": "2026-04-13 11:00"})
    )
    (session,) = case.problem(framework).sessions
    assert session.peaks == (9, 10)  # Friday afternoon, Monday morning


@pytest.mark.parametrize(
    ("present", "heads", "away"),
    [(0.7, 10, 3), (0.7, 9, 2), (0.7, 3, 1), (1.0, 40, 1), (0.0, 4, 4), (0.9, 10, 1)],
)
def test_so_many_may_be_away_at_peak_hours_and_one_always(framework, make, present, heads, away):
    case = Case(make, {f"A{one}": {} for one in range(heads)})
    limits = case.problem(staffing(framework, present_share=present)).team_heads
    assert limits.shape == (1, 80)
    assert (limits == away).all()


# ---------- time


def test_team_time_shrinks_with_the_week_and_is_each_teams_own(framework, make):
    case = Case(make, {key: {} for key in "ABC"})
    case.agents["team_id"] = ["T2", "T1", "T2"]
    off = Calendar(holidays=tuple(dt.date(2026, 4, day) for day in (6, 7)))
    minutes = case.problem(framework.model_copy(update={"calendar": off})).team_minutes
    assert minutes.shape == (2, 8)
    assert minutes[:, 0].tolist() == pytest.approx([144.0, 288.0])
    assert minutes[:, 1].tolist() == pytest.approx([240.0, 480.0])


@pytest.mark.parametrize(("most", "each"), [(120, 120.0), (0, 0.0), (None, np.inf)])
def test_mentors_have_their_minutes(framework, make, most, each):
    case = Case(make, {"A": {}, "B": {}})
    case.agents = case.agents.assign(mentor_id=["M", "M"], service_mentor_id=["S", None])
    minutes = case.problem(rules(framework, mentor_minutes_per_week=most)).mentor_minutes
    assert minutes.shape == (2, 8)
    assert (minutes == each).all()
