"""Calendars: read back by the library, with stable UIDs, rising sequences and cancellations."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from icalendar import Calendar

from assets.delivery.calendars import agent_calendar, load_sessions, team_calendar

AS_OF = date(2025, 11, 19)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def sessions(marts):
    return load_sessions(marts, AS_OF, SHANGHAI)


def _events(content):
    calendar = Calendar.from_ical(content)
    assert calendar["method"] == "PUBLISH"
    assert calendar["version"] == "2.0"
    assert all(not event.errors for event in calendar.events)
    return calendar.events


def test_a_session_is_where_the_centre_is(make_item, sessions):
    (event,) = _events(agent_calendar([make_item(session_id="S 1/2")], sessions, AS_OF))
    assert event.decoded("dtstart") == datetime(2025, 11, 24, 6, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2025, 11, 24, 7, 30, tzinfo=UTC)
    assert event["summary"] == "t"
    assert event["description"] == "r\n因"
    assert (event["status"], event["sequence"]) == ("CONFIRMED", 0)


def test_what_has_no_time_or_is_over_is_in_no_calendar(make_item, sessions):
    items = [make_item(), make_item(session_id="S0"), make_item(session_id="unknown")]
    assert agent_calendar(items, sessions, AS_OF) == b""
    assert team_calendar(items, sessions, AS_OF, team_id="T1", names={}) == b""


def test_a_moved_one_stays_the_same_event_and_a_withdrawn_one_is_cancelled(make_item, sessions):
    stages = [
        make_item(session_id="S 1/2"),
        make_item(session_id="S 1/2", revision=1),
        make_item(session_id="S 1/2", revision=1, state="withdrawn", state_since=AS_OF),
    ]
    events = [_events(agent_calendar([stage], sessions, AS_OF))[0] for stage in stages]
    assert len({event["uid"] for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 1, 2]
    assert [event["status"] for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_a_team_has_one_event_a_session(make_item, sessions):
    both = [make_item(session_id="S 1/2"), make_item(session_id="S 1/2", agent_id="A2")]
    content = team_calendar(
        both, sessions, AS_OF, team_id="T1", names={"A1": "Zoë; O'Brien\\", "A2": "王,芳"}
    )
    (event,) = _events(content)
    assert event["description"] == "Zoë; O'Brien\\\n王,芳"
    assert event["summary"] == "t (2)"
    later = date(2025, 11, 20)
    (next_day,) = _events(team_calendar(both, sessions, later, team_id="T1", names={}))
    assert next_day["uid"] == event["uid"]
    assert next_day["sequence"] == event["sequence"] + 1
    gone = [make_item(session_id="S 1/2", state="withdrawn")]
    (empty,) = _events(team_calendar(gone, sessions, AS_OF, team_id="T1", names={}))
    assert (empty["status"], empty["uid"]) == ("CANCELLED", event["uid"])
    (other,) = _events(team_calendar(both, sessions, AS_OF, team_id="T2", names={}))
    assert other["uid"] != event["uid"]


def test_lines_are_folded_and_text_cannot_begin_a_property(make_item, sessions):
    title = "课" * 60 + "\r\nATTENDEE:mailto:x@example.org"
    content = agent_calendar([make_item(session_id="S 1/2", title=title)], sessions, AS_OF)
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert not any(line.startswith(b"ATTENDEE") for line in lines)
    assert "课" * 60 in _events(content)[0]["summary"]


def test_sessions_without_times_are_left_out(marts):
    frame = marts["sessions"].assign(ends_at=[pd.NaT, pd.Timestamp("2026-01-01")])
    assert set(load_sessions({"sessions": frame}, AS_OF, SHANGHAI)) == {"S0"}
    assert load_sessions({}, AS_OF, SHANGHAI) == {}
