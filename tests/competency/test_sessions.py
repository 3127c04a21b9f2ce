import pandas as pd

from competency.sessions import read_timetable

SESSIONS = pd.DataFrame(
    {
        "session_id": ["S2", "S1", "S3"],
        "course_id": ["C1", "C1", None],
        "starts_at": pd.to_datetime(["2026-05-02 09:00", "2026-04-02 09:00", None]),
        "ends_at": pd.to_datetime(["2026-05-02 10:00", None, None]),
        "seats": [1, None, 3],
    }
)
ENROLLED = pd.DataFrame(
    {
        "agent_id": ["A", "A", "B"],
        "session_id": ["S2", "S2", "S1"],
        "course_id": ["C1", "C1", "C1"],
        "status": ["enrolled", "enrolled", "dropped"],
    }
)


def test_sessions_in_order_of_time_with_seats_left():
    table = read_timetable(SESSIONS, ENROLLED.head(0))
    first, second = table.by_course["C1"]
    assert (first.session_id, second.session_id) == ("S1", "S2")
    assert first.ends == first.starts
    assert table.free(second)
    table.take(second)
    assert not table.free(second)
    assert table.free(first)
    assert set(table.by_id) == {"S1", "S2"}


def test_open_enrolments_hold_one_seat_each():
    table = read_timetable(SESSIONS, ENROLLED)
    assert table.seats == {"S2": 0, "S1": None}
    assert table.has_sessions("C1")
    assert not table.has_sessions("C2")


def test_who_has_left_holds_no_seat():
    assert read_timetable(SESSIONS, ENROLLED, {"A"}).seats == {"S2": 1, "S1": None}
    assert read_timetable(SESSIONS, ENROLLED, {"B"}).seats == {"S2": 0, "S1": None}
