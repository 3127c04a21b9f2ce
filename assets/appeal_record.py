"""Appeals against a tier, a score, a course or an indicator, and what named people decided.

OUT/appeals/record.jsonl, kept as drawn waves are (`wave_record`): only ever added to, beside the
published versions. What a run reads of it is `appeal_landing`.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import duckdb
from pydantic import BaseModel, Field, ValidationError

from assets.entered_record import EntryRefused, Event, Id, Words, checked, new_id, one_writer
from assets.person_names import same_person
from assets.report.text import both
from assets.sealed_lines import SealError, append_line, read_lines

About = Literal["tier", "score", "indicator", "path_item"]
Outcome = Literal["upheld", "partly", "refused"]


class AppealRecordError(RuntimeError):
    """The record was tampered with."""


class AppealRefused(EntryRefused):
    """What was entered is no appeal, or no decision on one."""


class AppealedBefore(AppealRefused):
    """The same person said the same before, and it is not decided yet."""


class Opened(Event):
    """Somebody says that something about a person is wrong.

    Attributes:
        agent_id: whom it is about.
        about: kind of thing it is against.
        subject: which one: a dimension, an indicator or a course; null for the tier and the
            overall score.
        text: why.
        run_id: the published result they looked at.
        as_of: last day that result saw.
    """

    event: Literal["opened"] = "opened"
    appeal_id: Id = Field(default_factory=lambda: new_id("appeal"))
    agent_id: Id
    about: About
    subject: Id | None = None
    text: Words
    run_id: Id
    as_of: date


class Decided(Event):
    """A person's answer; as_of: last day the published result saw then."""

    event: Literal["decided"] = "decided"
    appeal_id: Id
    outcome: Outcome
    reason: Words
    as_of: date


class _Read(BaseModel):
    event: Opened | Decided = Field(discriminator="event")


@dataclass(frozen=True)
class Appeal:
    """An appeal, the answer to it, and the lines that say so by their hashes."""

    opened: Opened
    sha256: str
    decided: Decided | None = None
    decision_sha256: str | None = None

    def seen_by(self, as_of: date) -> "Appeal | None":
        """The appeal as a result of an earlier day may know it; None if it came later."""
        if self.opened.as_of > as_of:
            return None
        if self.decided is not None and self.decided.as_of > as_of:
            return Appeal(self.opened, self.sha256)
        return self


def record_path(out: Path) -> Path:
    """Where the record of an output folder lies."""
    return out / "appeals" / "record.jsonl"


def read_appeals(out: Path) -> list[Appeal]:
    """Read and verify the appeals of an output folder, oldest first; none without a record.

    Raises:
        AppealRecordError: a line was changed, makes no sense, or lines are missing; names it.
    """
    found: dict[str, Appeal] = {}
    try:
        lines = read_lines(record_path(out))
    except SealError as error:
        raise AppealRecordError(str(error)) from error
    for fields, sha256, where in lines:
        try:
            event = _Read.model_validate({"event": fields}).event
        except ValidationError as error:
            raise AppealRecordError(f"{where}: this line is not one the record wrote.") from error
        before = found.get(event.appeal_id)
        if isinstance(event, Opened):
            if before is not None:
                raise AppealRecordError(f"{where}: {event.appeal_id} was opened before.")
            found[event.appeal_id] = Appeal(event, sha256)
        elif before is None or before.decided is not None:
            raise AppealRecordError(f"{where}: decides {event.appeal_id}, which is not open.")
        else:
            found[event.appeal_id] = Appeal(before.opened, before.sha256, event, sha256)
    _require_cited(out, {line.sha256 for line in lines}, len(lines))
    return list(found.values())


def open_appeal(out: Path, by: str, user: str, *, as_of: date, entered: dict[str, Any]) -> Opened:
    """Put an appeal on record.

    Args:
        out: folder with the record.
        by: who appeals, as others know them.
        user: as which user they signed in.
        as_of: last day the published result saw.
        entered: agent_id, about, subject, text, and the run_id of the result they looked at.

    Raises:
        AppealRefused: a field is missing or odd.
        AppealedBefore: the same appeal is open.
        AppealRecordError: the record was tampered with.
        AnotherRunError: others are writing for too long.
    """
    known = {"by": by, "user": user, "as_of": as_of}
    event = checked(lambda: Opened(**{**entered, **known}), AppealRefused)
    with one_writer(record_path(out).parent):
        for one in read_appeals(out):
            if one.decided is None and _says(one.opened) == _says(event):
                raise AppealedBefore(
                    both(
                        "{id} says the same and is open",
                        "{id}内容相同，尚待处理",
                        id=one.opened.appeal_id,
                    )
                )
        append_line(record_path(out), event.model_dump(mode="json"))
    return event


def decide_appeal(
    out: Path, appeal_id: str, by: str, user: str, *, outcome: str, reason: str, as_of: date
) -> Decided:
    """Put the answer to an appeal on record.

    Raises:
        AppealRefused: it is not open, or the same person opened it.
        AppealRecordError: the record was tampered with.
        AnotherRunError: others are writing for too long.
    """
    fields: dict[str, Any] = {"outcome": outcome, "reason": reason, "by": by, "user": user}
    event = checked(lambda: Decided(appeal_id=appeal_id, as_of=as_of, **fields), AppealRefused)
    with one_writer(record_path(out).parent):
        appeals = {one.opened.appeal_id: one for one in read_appeals(out)}
        appeal = appeals.get(appeal_id)
        if appeal is None:
            raise AppealRefused(
                both("there is no appeal '{id}'", "没有编号为“{id}”的申诉", id=appeal_id)
            )
        if appeal.decided is not None:
            raise AppealRefused(
                both(
                    "{id} was decided by {by} before",
                    "{id}已由{by}作出决定",
                    id=appeal_id,
                    by=appeal.decided.by,
                )
            )
        if user == appeal.opened.user or same_person(by, appeal.opened.by):
            raise AppealRefused(
                both(
                    "{id} was opened by {by}; somebody else must decide it",
                    "{id}由{by}提出，须由他人决定",
                    id=appeal_id,
                    by=by,
                )
            )
        append_line(record_path(out), event.model_dump(mode="json"))
    return event


def _says(one: Opened) -> tuple[str | None, ...]:
    """What makes an appeal the same as another."""
    return one.agent_id, one.about, one.subject, one.text, one.user


def _require_cited(out: Path, kept: set[str], lines: int) -> None:
    """What the published result cites must still be there: lines cut off leave no gap.

    Raises:
        AppealRecordError: it is not.
    """
    path = (out / "current").resolve() / "marts" / "appeals.parquet"
    if not path.is_file():
        return
    cited = duckdb.execute(
        "select appeal_id, entry_sha256, decision_sha256 from read_parquet(?) order by all",
        [str(path)],
    ).fetchall()
    for appeal_id, *entries in cited:
        if any(entry is not None and entry not in kept for entry in entries):
            raise AppealRecordError(
                f"{record_path(out)}:{lines + 1}: the published result cites {appeal_id}, of which "
                "the record does not have every line any more. Put the record back from a copy"
            )
