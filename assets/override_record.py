"""Managers' decisions that were entered on the served pages. OUT/overrides/record.jsonl.

Kept as drawn waves are (`wave_record`): only ever added to, beside the published versions. A run
reads it as one more file of lms/overrides, judged by the same rules: `override_landing`.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import duckdb
from pydantic import BaseModel, Field, ValidationError, model_validator

from assets.contracts.markers import EARLIEST, LATEST
from assets.entered_record import Event, Id, Words, checked, new_id, one_writer
from assets.sealed_lines import SealError, append_line, read_lines

PREFIX = "entered"
# What the table's contract takes would otherwise be refused by the next run only.
Day = Annotated[date, Field(ge=EARLIEST.date(), lt=LATEST.date())]
_ID = re.compile(rf"{PREFIX}-[0-9a-f]{{12}}")


class OverrideRecordError(RuntimeError):
    """The record was tampered with."""


class OverrideRefused(ValueError):
    """What was entered is no decision."""


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
        if (self.action == "replace") != (self.replacement_id is not None):
            raise ValueError("replacement_id is for the action replace, which needs it")
        if self.replacement_id == self.course_id:
            raise ValueError("replacement_id is the course itself")
        if (self.action == "postpone") != (self.not_before is not None):
            raise ValueError("not_before is for the action postpone, which needs it")
        if self.session_id is not None and self.action not in ("pin", "replace"):
            raise ValueError("session_id is for the actions pin and replace")
        first = self.not_before or self.entered_at.date()
        if self.valid_until is not None and self.valid_until < first:
            raise ValueError(f"valid_until lies before {first}")
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


def decide(out: Path, by: str, user: str, entered: dict[str, Any]) -> Decided:
    """Put a decision on record.

    Args:
        out: folder with the record.
        by: who decides, as others know them.
        user: as which user they signed in.
        entered: agent_id, course_id, action, reason, and what the action needs.

    Raises:
        OverrideRefused: it is none, or the fields contradict each other.
        OverrideRecordError: the record was tampered with.
        AnotherRunError: others are writing for too long.
    """
    event = checked(lambda: Decided(**{**entered, "by": by, "user": user}), OverrideRefused)
    with one_writer(record_path(out).parent):
        read_overrides(out)
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
            raise OverrideRefused(f"there is no decision {override_id!r} to take back")
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
