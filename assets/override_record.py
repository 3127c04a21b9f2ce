"""Managers' decisions that were entered on the served pages. OUT/overrides/record.jsonl.

Kept as drawn waves are (`wave_record`): only ever added to, beside the published versions. A run
reads it as one more file of lms/overrides, judged by the same rules: `override_landing`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import duckdb
from pydantic import BaseModel, Field, ValidationError, model_validator

from assets.contracts.markers import EARLIEST, LATEST
from assets.entered_record import (
    Contradiction,
    EntryRefused,
    Event,
    Id,
    Words,
    checked,
    field_trouble,
    new_id,
    one_writer,
)
from assets.report.text import Text, both
from assets.sealed_lines import SealError, append_line, read_lines

PREFIX = "entered"
# What the table's contract takes would otherwise be refused by the next run only.
Day = Annotated[date, Field(ge=EARLIEST.date(), lt=LATEST.date())]
_ID = re.compile(rf"{PREFIX}-[0-9a-f]{{12}}")


#: What is entered of a decision, with the columns of lms/overrides.
ENTERED = ("agent_id", "course_id", "action", "reason", "replacement_id", "session_id",
           "not_before", "valid_until")  # fmt: skip


class OverrideRecordError(RuntimeError):
    """The record was tampered with."""


class OverrideRefused(EntryRefused):
    """What was entered is no decision."""


class DecidedBefore(OverrideRefused):
    """The same was decided before, and holds."""


class Decided(Event):
    """A decision on one course of one person, with the columns of lms/overrides."""

    event: Literal["decided"] = "decided"
    override_id: Id = Field(default_factory=lambda: new_id(PREFIX))
    agent_id: Id
    course_id: Id
    action: Literal["pin", "exclude", "replace", "postpone"]
    reason: Words
    replacement_id: Id | None = None
    session_id: Id | None = None
    not_before: Day | None = None
    valid_until: Day | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Decided":
        first = self.not_before or self.entered_at.date()
        pins, replaces = self.action in ("pin", "replace"), self.action == "replace"
        wrong = {
            "replacement_id": replaces != (self.replacement_id is not None)
            and Text("is for the action replace, which needs it", "仅用于“替换”，且必填"),
            "course_id": self.replacement_id == self.course_id
            and Text("is replaced by the course itself", "替换课程即为该课程本身"),
            "not_before": (self.action == "postpone") != (self.not_before is not None)
            and Text("is for the action postpone, which needs it", "仅用于“推迟”，且必填"),
            "session_id": self.session_id is not None
            and not pins
            and Text("is for the actions pin and replace", "仅用于“必须安排”和“替换”"),
            "valid_until": self.valid_until is not None
            and self.valid_until < first
            and both("lies before {day}", "早于 {day}", day=first),
        }
        for name, trouble in wrong.items():
            if trouble:
                raise Contradiction(field_trouble(name, trouble))
        return self


class Withdrawn(Event):
    """A decision taken back; from the next run on it does not hold."""

    event: Literal["withdrawn"] = "withdrawn"
    override_id: Id
    reason: Words


class _Read(BaseModel):
    event: Decided | Withdrawn = Field(discriminator="event")


@dataclass(frozen=True)
class Entry:
    """A decision, its line in the record, and whether it was taken back."""

    decided: Decided
    line: int
    withdrawn: Withdrawn | None = None


def record_path(out: Path) -> Path:
    """Where the record of an output folder lies."""
    return out / "overrides" / "record.jsonl"


def read_overrides(out: Path) -> list[Entry]:
    """Read and verify the decisions of an output folder, oldest first; none without a record.

    Raises:
        OverrideRecordError: a line was changed, makes no sense, or lines are missing; names it.
    """
    path = record_path(out)
    found: dict[str, Entry] = {}
    try:
        lines = read_lines(path)
    except SealError as error:
        raise OverrideRecordError(str(error)) from error
    for number, (fields, _, where) in enumerate(lines, start=1):
        try:
            event = _Read.model_validate({"event": fields}).event
        except ValidationError as error:
            raise OverrideRecordError(f"{where}: this line is not one the record wrote.") from error
        before = found.get(event.override_id)
        if isinstance(event, Decided):
            if before is not None:
                raise OverrideRecordError(f"{where}: {event.override_id} was entered before.")
            found[event.override_id] = Entry(event, number)
        elif before is None or before.withdrawn is not None:
            raise OverrideRecordError(
                f"{where}: takes back {event.override_id}, which is not open."
            )
        else:
            found[event.override_id] = Entry(before.decided, before.line, event)
    _require_published(out, set(found), len(lines))
    return list(found.values())


def superseded(entries: Sequence[Entry], by: Decided) -> Decided | None:
    """Return the decision that another one takes the place of; None: there is none that holds.

    Of all decisions on one course of one person the last one holds, as in
    `competency.overrides.in_force`: taken back or over, it does not let an earlier one hold again.

    Args:
        entries: oldest first.
        by: the other one; itself and what came after it do not count.
    """
    last: Entry | None = None
    for one in entries:
        if one.decided.override_id == by.override_id:
            break
        if (one.decided.agent_id, one.decided.course_id) == (by.agent_id, by.course_id):
            last = one
    if last is None or last.withdrawn is not None:
        return None
    until = last.decided.valid_until
    return None if until is not None and until < by.entered_at.date() else last.decided


def _says(one: Decided) -> dict[str, Any]:
    """What makes a decision the same as another: not by whom, when and why."""
    return one.model_dump(exclude={"at", "by", "user", "override_id", "reason"})


def decide(out: Path, by: str, user: str, entered: dict[str, Any]) -> Decided:
    """Put a decision on record.

    Args:
        out: folder with the record.
        by: who decides, as others know them.
        user: as which user they signed in.
        entered: agent_id, course_id, action, reason, and what the action needs.

    Raises:
        OverrideRefused: it is none, or the fields contradict each other.
        DecidedBefore: the same decision holds already.
        OverrideRecordError: the record was tampered with.
        AnotherRunError: others are writing for too long.
    """
    event = checked(lambda: Decided(**{**entered, "by": by, "user": user}), OverrideRefused)
    with one_writer(record_path(out).parent):
        same = superseded(read_overrides(out), event)
        if same is not None and _says(same) == _says(event):
            raise DecidedBefore(
                both("{id} says the same and holds", "{id}内容相同，仍然有效", id=same.override_id)
            )
        append_line(record_path(out), event.model_dump(mode="json"))
    return event


def withdraw(out: Path, override_id: str, by: str, user: str, reason: str) -> Withdrawn:
    """Take a decision back.

    Raises:
        OverrideRefused: there is no such decision that holds, or no reason.
        OverrideRecordError: the record was tampered with.
        AnotherRunError: others are writing for too long.
    """
    event = checked(
        lambda: Withdrawn(override_id=override_id, by=by, user=user, reason=reason), OverrideRefused
    )
    with one_writer(record_path(out).parent):
        known = {one.decided.override_id: one for one in read_overrides(out)}
        if override_id not in known or known[override_id].withdrawn is not None:
            raise OverrideRefused(
                both(
                    "there is no decision '{id}' to take back",
                    "没有编号为“{id}”的可撤回决定",
                    id=override_id,
                )
            )
        append_line(record_path(out), event.model_dump(mode="json"))
    return event


def _require_published(out: Path, kept: set[str], lines: int) -> None:
    """What the published result followed must still be there: lines cut off leave no gap.

    Raises:
        OverrideRecordError: it is not.
    """
    path = (out / "current").resolve() / "marts" / "path_overrides.parquet"
    if not path.is_file():
        return
    rows = duckdb.execute(
        "select override_id from read_parquet(?) where starts_with(override_id, ?) order by all",
        [str(path), PREFIX],
    ).fetchall()
    for (override_id,) in rows:
        if _ID.fullmatch(override_id) and override_id not in kept:
            raise OverrideRecordError(
                f"{record_path(out)}:{lines + 1}: the published result has the decision "
                f"{override_id}, which is not in the record any more; lines are missing. Put the "
                "record back from a copy"
            )
