"""One object a course sent to an agent, in an order that never changes, for every format."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from assets.report.records import Record, records, whole

#: Ids of things in this system; `urn:` because nothing answers at an address.
ROOT = "urn:ladder"
# Receivers that were away for longer than this no longer hear of what was withdrawn.
_REMEMBERED = timedelta(days=90)
_OPEN = ("sent", "enrolled", "started")

#: What the LMS shows of an agent's course: nothing open, not begun, or begun.
InLms = Literal["none", "open", "begun"]


@dataclass(frozen=True, kw_only=True)
class Item:
    """A row of `path_deliveries` that is open or withdrawn, with what the path says of it.

    `sequence` and what follows is of the path as it is now: none for what is in no path any more.
    """

    agent_id: str
    team_id: str
    course_id: str
    title: str
    sent_on: date
    origin: str
    state: str
    state_since: date
    revision: int
    session_id: str
    start: date | None
    due: date | None
    days_overdue: int | None
    in_lms: InLms
    sequence: int | None
    dimension: str
    uplift: float | None
    minutes: int | None
    mandatory: bool
    reason: str
    reason_zh: str

    @property
    def key(self) -> str:
        """A UUID that stays for as long as the row is known."""
        said = [self.agent_id, self.course_id, self.sent_on.isoformat()]
        return str(uuid5(NAMESPACE_URL, f"{ROOT}:delivery:{json.dumps(said)}"))

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in _OPEN

    @property
    def is_ours(self) -> bool:
        """Whether it was sent from here; what others enrolled is theirs."""
        return self.origin == "path"

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was sent from here and is taken back."""
        return self.is_ours and not self.is_open


def load_items(marts: Mapping[str, pd.DataFrame], as_of: date) -> list[Item]:
    """What is to be done and what was withdrawn lately, by agent and place in the path."""
    teams = {str(r["agent_id"]): r.get("team_id") or "" for r in records(marts, "agents")}
    paths = {
        (str(r["agent_id"]), str(r["course_id"])): r for r in records(marts, "path_assignments")
    }
    lms = _in_lms(marts, as_of)
    items = []
    for row in records(marts, "path_deliveries"):
        is_open = row["state"] in _OPEN
        withdrawn = row.get("withdrawn_on")
        if not is_open and (withdrawn is None or withdrawn < as_of - _REMEMBERED):
            continue
        course = (str(row["agent_id"]), str(row["course_id"]))
        path: Record = paths.get(course, {}) if is_open else {}
        items.append(_item(row, path, teams.get(course[0], ""), lms.get(course, "none")))
    return sorted(
        items, key=lambda i: (i.agent_id, i.sequence or 10**6, i.course_id, i.sent_on, i.state)
    )


def _item(row: Record, path: Record, team: str, in_lms: InLms) -> Item:
    return Item(
        agent_id=str(row["agent_id"]),
        team_id=team,
        course_id=str(row["course_id"]),
        title=row.get("title") or "",
        sent_on=row["sent_on"],
        origin=row["origin"],
        state=row["state"],
        state_since=row["state_since"],
        revision=whole(row["revision"]) or 0,
        session_id=row.get("session_id") or "",
        start=row.get("planned_start"),
        due=row.get("due"),
        days_overdue=whole(row.get("days_overdue")),
        in_lms=in_lms,
        sequence=whole(path.get("sequence")),
        dimension=path.get("dimension") or "",
        uplift=path.get("expected_uplift"),
        minutes=whole(path.get("minutes")),
        mandatory=bool(path.get("mandatory")),
        reason=path.get("reason") or "",
        reason_zh=path.get("reason_zh") or "",
    )


def _in_lms(marts: Mapping[str, pd.DataFrame], as_of: date) -> dict[tuple[str, str], InLms]:
    """What the LMS has open, by agent and course; begun wins."""
    begun_sessions = {
        r["session_id"] for r in records(marts, "sessions") if r["starts_at"] <= as_of
    }
    found: dict[tuple[str, str], InLms] = {}
    for row in records(marts, "enrollments"):
        if row.get("completed_at") or row.get("status") in {"completed", "dropped", "failed"}:
            continue
        course = (str(row["agent_id"]), str(row["course_id"]))
        begun = (row.get("minutes_spent") or 0) > 0 or row.get("session_id") in begun_sessions
        if begun or course not in found:
            found[course] = "begun" if begun else "open"
    return found
