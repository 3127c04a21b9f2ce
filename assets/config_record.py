"""The record of configurations: proposed, shown, approved, from when. Reading and appending only.

One JSON object a line in OUT/config/record.jsonl. A line carries the hash of the line before it and
a seal over itself, so that what was changed, taken out or put in between is found, with its line.
Who may propose and approve what is `config_approval`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assets.config_citation import read_cited
from assets.content_hash import DamagedResult
from assets.person_names import same_person
from assets.sealed_lines import SealError, append_line, read_lines

State = Literal["open", "approved", "rejected", "superseded"]


class RecordError(RuntimeError):
    """The record was tampered with, or does not allow what is asked."""


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str = Field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


class Founded(_Event):
    """The configuration that was published before anything had to be approved."""

    event: Literal["founded"] = "founded"
    run_id: str
    sha256: str
    text: str


class Proposed(_Event):
    """A configuration somebody wants from a month on, with what it would change."""

    event: Literal["proposed"] = "proposed"
    id: str
    by: str
    reason: str
    effective_from: date
    run_id: str
    sha256: str
    text: str
    what_if: dict[str, Any]


class Approved(_Event):
    """A second name agrees."""

    event: Literal["approved"] = "approved"
    id: str
    by: str
    note: str


class Rejected(_Event):
    """A name, the proposer's or another, says no."""

    event: Literal["rejected"] = "rejected"
    id: str
    by: str
    note: str


Event = Founded | Proposed | Approved | Rejected


class _Read(BaseModel):
    event: Event = Field(discriminator="event")


@dataclass(frozen=True)
class Entry:
    """One line: what happened, and the hash by which a published result cites it."""

    event: Event
    sha256: str


@dataclass(frozen=True)
class Plan:
    """A configuration the record puts in force; without approval: the one founded on."""

    text: str
    effective_from: date | None
    proposed: Proposed | None = None
    approved: Approved | None = None
    entry_sha256: str | None = None


@dataclass(frozen=True)
class Record:
    """All lines, oldest first."""

    entries: tuple[Entry, ...] = ()

    @property
    def founded(self) -> Founded | None:
        """What was in force before the first approval."""
        found = [one.event for one in self.entries if isinstance(one.event, Founded)]
        return found[-1] if found else None

    def proposals(self) -> list[tuple[Proposed, State]]:
        """Every proposal and what became of it.

        An open one is superseded by a later one for the same month, and by any later approval:
        what was shown was held against something else.
        """
        events = [one.event for one in self.entries]
        return [
            (one, _fate(one, events[place + 1 :])[0])
            for place, one in enumerate(events)
            if isinstance(one, Proposed)
        ]

    def closed_by(self, proposal: str) -> Event | None:
        """What answered or superseded a proposal; None while it is open."""
        events = [one.event for one in self.entries]
        for place, one in enumerate(events):
            if isinstance(one, Proposed) and one.id == proposal:
                return _fate(one, events[place + 1 :])[1]
        return None

    @property
    def head(self) -> str | None:
        """Hash of the last line; None where there is none."""
        return self.entries[-1].sha256 if self.entries else None

    def plans(self) -> list[Plan]:
        """Configurations by the month they hold from; empty without any approval.

        Of two approved for the same month the later approval holds.
        """
        proposed = {one.id: one for one, _ in self.proposals()}
        by_month: dict[date, Plan] = {}
        for entry in self.entries:
            if isinstance(entry.event, Approved):
                what = proposed[entry.event.id]
                by_month[what.effective_from] = Plan(
                    what.text, what.effective_from, what, entry.event, entry.sha256
                )
        if not by_month or self.founded is None:
            return []
        return [Plan(self.founded.text, None), *(by_month[month] for month in sorted(by_month))]


def _fate(proposed: Proposed, later: list[Event]) -> tuple[State, Event | None]:
    for event in later:
        if isinstance(event, Approved | Rejected) and event.id == proposed.id:
            return event.event, event
        same_month = isinstance(event, Proposed) and event.effective_from == proposed.effective_from
        if same_month or isinstance(event, Approved):
            return "superseded", event
    return "open", None


def record_path(out: Path) -> Path:
    """Where the record of an output folder lies; it outlives every published version."""
    return out / "config" / "record.jsonl"


def read_record(out: Path) -> Record:
    """Read and verify the record of an output folder; empty where there is none.

    Raises:
        RecordError: a line was changed, or lines are missing; names the line.
    """
    entries: list[Entry] = []
    try:
        lines = read_lines(record_path(out))
    except SealError as error:
        raise RecordError(str(error)) from error
    for fields, sha256, where in lines:
        try:
            event = _Read.model_validate({"event": fields}).event
        except ValidationError as error:
            raise RecordError(f"{where}: this line is not one the record wrote.") from error
        if nonsense := _nonsense(event, Record(tuple(entries))):
            raise RecordError(f"{where}: {nonsense}")
        entries.append(Entry(event, sha256))
    record = Record(tuple(entries))
    _require_cited(out, record)
    return record


def _nonsense(event: Event, before: Record) -> str | None:
    """Say why an answer can not be one: whoever knows how lines are sealed may write any."""
    if not isinstance(event, Approved | Rejected):
        return None
    state, proposed = next(
        ((state, one) for one, state in before.proposals() if one.id == event.id), ("unknown", None)
    )
    if proposed is None or state != "open":
        return f"{event.event} proposal {event.id!r}, which was {state}."
    if isinstance(event, Approved) and same_person(event.by, proposed.by):
        return f"{event.by!r} approved what they had proposed."
    return None


def append(out: Path, event: Event) -> Entry:
    """Write one more line, on disk when this returns. Callers hold `publication.single_writer`."""
    read_record(out)
    return Entry(event, append_line(record_path(out), event.model_dump(mode="json"), shared=True))


def _require_cited(out: Path, record: Record) -> None:
    """What the published result cites must still be there: lines cut off at the end leave no gap.

    Raises:
        RecordError: it is not, or what is published does not say what it cites.
    """
    try:
        cited = read_cited(out)
    except DamagedResult as error:
        raise RecordError(str(error)) from error
    kept = {one.sha256 for one in record.entries}
    lines = [(f"the approval of {cited.approval[0]}", cited.approval[1])] if cited.approval else []
    lines += [("the line that was its last", cited.head)] if cited.head else []
    for what, line in lines:
        if line not in kept:
            raise RecordError(
                f"{record_path(out)}:{len(record.entries) + 1}: the published result cites {what} "
                f"({line[:12]}), which is not in the record any more; lines are missing. Put the "
                "record back from a copy"
            )
