"""Courses land on the list of the week they matter in."""

from datetime import date

import pytest

from assets.report.assignments import team_assignments, when
from assets.report.charts.svg import Scale
from assets.report.names import read_names
from assets.report.people import load_people
from assets.report.sessions import load_sessions
from report.made_up_run import AS_OF, PERIODS

WEDNESDAY = date(2025, 11, 19)


@pytest.mark.parametrize(
    ("start", "due", "status", "expected"),
    [
        pytest.param(date(2025, 11, 3), date(2025, 11, 28), "enrolled", "this_week", id="running"),
        pytest.param(date(2025, 11, 23), date(2025, 12, 1), "planned", "this_week", id="sunday"),
        pytest.param(date(2025, 11, 24), date(2025, 12, 1), "planned", "next_week", id="monday"),
        pytest.param(date(2025, 12, 1), date(2025, 12, 8), "planned", "later", id="later"),
        pytest.param(date(2025, 11, 3), date(2025, 11, 18), "enrolled", "overdue", id="past-due"),
        pytest.param(date(2025, 11, 3), WEDNESDAY, "enrolled", "this_week", id="due-today"),
        pytest.param(date(2025, 12, 1), date(2025, 12, 8), "overdue", "overdue", id="said-so"),
        pytest.param(None, None, "planned", "later", id="no-dates"),
    ],
)
def test_when(start, due, status, expected):
    assert when(start, due, status, WEDNESDAY) == expected


@pytest.fixture(scope="module")
def lists(marts):
    people = load_people(marts, PERIODS[-1].date())
    return team_assignments(
        people, read_names(marts), AS_OF, sessions=load_sessions(marts), scale=Scale(0, 20)
    )


def test_what_the_ledger_calls_overdue_is_overdue_oldest_first(lists, marts):
    ledger = marts["path_deliveries"].query("overdue")
    days = {(i.agent_id, i.course_id): i.late.days for i in lists["overdue"]}
    for row in ledger.itertuples():
        assert days.pop((row.agent_id, row.course_id)) == row.days_overdue
    # The rest is on a path and past its day, and was never sent.
    assert days
    assert set(days.values()) == {10}
    order = [i.late.days for i in lists["overdue"]]
    assert order == sorted(order, reverse=True)


def test_new_dates_stand_beside_those_that_passed(lists):
    late = {i.agent_id: i for i in lists["overdue"] if i.sequence}
    # A007's course has been planned anew, A000's has not: its due day has passed as well.
    assert late["A007"].moved
    assert late["A007"].due >= AS_OF > late["A007"].late.due
    assert late["A007"].late.days == 7
    assert not late["A000"].moved


def test_a_late_course_that_left_the_path_is_still_listed_and_only_once(lists, marts):
    paths = set(marts["path_assignments"][["agent_id", "course_id"]].itertuples(index=False))
    gone = [i for i in lists["overdue"] if (i.agent_id, i.course_id) not in paths]
    assert {i.course_id for i in gone} == {f"L{place}" for place in range(6)}
    seen = [(i.agent_id, i.course_id) for items in lists.values() for i in items]
    assert len(seen) == len(set(seen)) == len(paths) + len(gone)


def test_a_class_has_its_hours_and_seats(teams):
    rows = [r.text() for r in teams["Billing"].find("tr", data_course="C03")]
    assert rows
    assert all("14:00–16:00" in words and "12 seats" in words for words in rows)
    others = [r.text() for r in teams["Billing"].find("tr", data_course="C01")]
    assert not any("14:00" in words for words in others)
