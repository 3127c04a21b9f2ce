"""Calendar files (iCalendar, RFC 5545): an agent's sessions, and all sessions of a team.

Only what has a time is in them: self-paced courses have days alone, which are in the other files.
Times are UTC, so that a calendar needs no time zone of its own. An event's UID stays for as long as
its item is known; SEQUENCE rises with its revision, and a withdrawn one is CANCELLED. In a team's
file a session is one event with all who are to come; there SEQUENCE is the as-of day on which it
last changed, as the calendar sent before tells.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import pandas as pd
from icalendar import Calendar, Event

from assets.delivery.csv_text import seen
from assets.delivery.items import ROOT, Item

# SEQUENCE has to rise from one day to the next; any day before the first calendar would do.
_FIRST_DAY = date(2020, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Session:
    """When a session takes place, UTC."""

    starts: datetime
    ends: datetime


class Sent(NamedTuple):
    """What is remembered of an event: no name is in it.

    Attributes:
        sequence: its SEQUENCE.
        said_sha256: hash of what people read in it.
    """

    sequence: int
    said_sha256: str


def load_sessions(
    marts: Mapping[str, pd.DataFrame], as_of: date, time_zone: ZoneInfo
) -> dict[str, Session]:
    """Sessions that end after the as-of day, by id; times of the mart are the centre's."""
    frame = marts.get("sessions")
    if frame is None or frame.empty:
        return {}
    over = datetime.combine(as_of, time.max)
    found = {}
    for own, start, end in zip(
        frame["session_id"], frame["starts_at"], frame["ends_at"], strict=True
    ):
        if not pd.isna(start) and not pd.isna(end) and end.to_pydatetime() > over:
            found[str(own)] = Session(starts=_utc(start, time_zone), ends=_utc(end, time_zone))
    return found


def agent_calendar(items: Iterable[Item], sessions: Mapping[str, Session], as_of: date) -> bytes:
    """One event an item with a session to come; nothing to write is empty bytes."""
    events = []
    for item in items:
        session = sessions.get(item.session_id)
        if session is None or item.state == "started":
            continue
        event = _event(item.key, item.title or item.course_id, session, as_of)
        event.add("sequence", item.revision + (not item.is_open))
        event.add("status", "CONFIRMED" if item.is_open else "CANCELLED")
        if item.reason or item.reason_zh:
            told = filter(None, (item.reason, item.reason_zh))
            event.add("description", seen("\n".join(told)))
        events.append(event)
    return _calendar(events)


def team_calendar(
    items: Iterable[Item],
    sessions: Mapping[str, Session],
    as_of: date,
    *,
    team_id: str,
    names: Mapping[str, str],
    before: Mapping[str, Sent] = MappingProxyType({}),
) -> bytes:
    """One event a session, with who is to come.

    Args:
        items: the team's.
        sessions: those to come, by id.
        as_of: day of the result.
        team_id: whose calendar it is.
        names: people's by agent id.
        before: what the calendar of the result before this one said; empty where there was none.
    """
    by_session: dict[str, list[Item]] = {}
    for item in items:
        if item.session_id in sessions:
            by_session.setdefault(item.session_id, []).append(item)
    events = []
    for own, all_items in sorted(by_session.items()):
        coming = sorted({names.get(i.agent_id, i.agent_id) for i in all_items if i.is_open})
        title = all_items[0].title or all_items[0].course_id
        uid = str(uuid5(NAMESPACE_URL, f"{ROOT}:team-session:{team_id}:{own}"))
        event = _event(uid, f"{title} ({len(coming)})", sessions[own], as_of)
        event.add("status", "CONFIRMED" if coming else "CANCELLED")
        if coming:
            event.add("description", seen("\n".join(coming)))
        event.add("sequence", _sequence(event, before.get(uid), as_of))
        events.append(event)
    return _calendar(events)


def read_sent(content: bytes) -> dict[str, Sent]:
    """What a calendar said, by event; nothing of one that cannot be read.

    >>> read_sent(b"BEGIN:VCALENDAR")
    {}
    """
    try:
        events = Calendar.from_ical(content).events
        return {str(one["uid"]): Sent(int(one.get("sequence", 0)), _said(one)) for one in events}
    except (KeyError, ValueError):
        return {}


def _sequence(event: Event, before: Sent | None, as_of: date) -> int:
    """The number sent before, if nothing has changed; else the day's, or more if that was sent."""
    today = max((as_of - _FIRST_DAY).days, 0)
    if before is None:
        return today
    same = _said(event) == before.said_sha256
    return before.sequence if same else max(today, before.sequence + 1)


def _said(event: Event) -> str:
    """Hash of the properties people read, as they are in the file."""
    said = [event.get(name) for name in ("dtstart", "dtend", "summary", "status", "description")]
    told = [None if value is None else value.to_ical().decode() for value in said]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _event(uid: str, title: str, session: Session, as_of: date) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", datetime.combine(as_of, time(), UTC))
    event.add("dtstart", session.starts)
    event.add("dtend", session.ends)
    event.add("summary", seen(title))
    return event


def _calendar(events: Sequence[Event]) -> bytes:
    if not events:
        return b""
    calendar = Calendar()
    calendar.add("prodid", "-//ladder//learning paths//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _utc(local: pd.Timestamp, time_zone: ZoneInfo) -> datetime:
    return local.to_pydatetime().replace(tzinfo=time_zone).astimezone(UTC)
