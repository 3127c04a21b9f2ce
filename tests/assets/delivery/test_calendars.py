"""Calendars: read back by the library, with stable UIDs, rising sequences and cancellations."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from icalendar import Calendar

from assets.delivery.calendars import (
    agent_calendar,
    load_sessions,
    read_sent,
    team_calendar,
)

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
    assert next_day["sequence"] == event["sequence"] + 1, "not known what was sent before"
    gone = [make_item(session_id="S 1/2", state="withdrawn")]
    (empty,) = _events(team_calendar(gone, sessions, AS_OF, team_id="T1", names={}))
    assert (empty["status"], empty["uid"]) == ("CANCELLED", event["uid"])
    (other,) = _events(team_calendar(both, sessions, AS_OF, team_id="T2", names={}))
    assert other["uid"] != event["uid"]


def test_a_teams_event_gets_a_new_sequence_only_when_it_changes(make_item, sessions):
    names = {"A1": "Zoë; O'Brien\\", "A2": "王,芳" * 40}
    one, two = (make_item(session_id="S 1/2", agent_id=agent) for agent in names)
    late = {"S 1/2": replace(sessions["S 1/2"], starts=datetime(2025, 11, 24, 5, tzinfo=UTC))}
    gone = replace(two, state="withdrawn")
    # Day by day; the second stage and the last one are of the day of the one before.
    stages = [
        (AS_OF, [one], sessions, True),
        (AS_OF, [one, two], sessions, True),
        (date(2025, 11, 20), [two, one], sessions, False),
        (date(2025, 11, 21), [one, gone], sessions, True),
        (date(2025, 11, 22), [one, gone], late, True),
        (date(2025, 11, 23), [gone], late, True),
        (date(2025, 11, 23), [gone], late, False),
    ]
    content, last = b"", -1
    for day, items, times, changed in stages:
        content = team_calendar(
            items, times, day, team_id="T1", names=names, before=read_sent(content)
        )
        (event,) = _events(content)
        assert (event["sequence"] > last) == changed, day
        assert event["sequence"] >= last
        last = event["sequence"]


@pytest.mark.parametrize("before", [b"not a calendar", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"])
def test_of_a_calendar_that_cannot_be_read_nothing_is_known(before):
    assert read_sent(before) == {}


def test_what_is_remembered_of_a_calendar_names_nobody(make_item, sessions):
    items = [make_item(session_id="S 1/2", agent_id="A1")]
    content = team_calendar(items, sessions, AS_OF, team_id="T1", names={"A1": "Zoë O'Brien"})
    assert "Brien" in content.decode()
    assert "Brien" not in str(read_sent(content))


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
