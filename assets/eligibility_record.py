"""Lists for promotion and pay as they were drawn, and what named people decided on each line.

OUT/eligibility/record.jsonl, kept as drawn waves are (`wave_record`): only ever added to. People
stand in it by id. Drawing and deciding is `eligibility`.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assets.entered_record import Words, new_id
from assets.sealed_lines import SealError, append_line, read_lines
from competency.eligibility_rules import Purpose


class EligibilityError(RuntimeError):
    """The record was tampered with, or a list cannot be drawn, found or decided on; says why."""


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str = Field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    by: Words


class ListLine(BaseModel):
    """One person on a list.

    Attributes:
        state: eligible, or not_assessable.
        reason: key of `competency.eligibility.REASONS`.
        months_held: months in a row on the tier asked for or higher.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    agent_id: str
    team_id: str | None
    state: Literal["eligible", "not_assessable"]
    reason: str
    tier: int | None
    months_held: int


class Drawn(_Event):
    """A list as it was drawn.

    Attributes:
        period: first day of the month it goes by.
        run_id: the published result. config_sha256: its configuration.
        tier, months_in_tier: what the rule asked for.
        conditions: what was seen of each condition, by its code, in English.
        not_met: how many people were assessed and do not meet the rule.
    """

    event: Literal["drawn"] = "drawn"
    list_id: str = Field(default_factory=lambda: new_id("list"))
    purpose: Purpose
    period: date
    run_id: str
    config_sha256: str
    tier: str
    months_in_tier: int
    conditions: dict[str, str]
    lines: tuple[ListLine, ...]
    not_met: int


class Decided(_Event):
    """A named person's decision on one line."""

    event: Literal["decided"] = "decided"
    list_id: str
    agent_id: str
    decision: Literal["yes", "no"]
    reason: Words


class _Read(BaseModel):
    event: Drawn | Decided = Field(discriminator="event")


@dataclass(frozen=True)
class EligibilityList:
    """A list and the decisions on it by agent; without one a line waits."""

    drawn: Drawn
    sha256: str
    decided: dict[str, Decided] = field(default_factory=dict)


def record_path(out: Path) -> Path:
    """Where the record of an output folder lies."""
    return out / "eligibility" / "record.jsonl"


def read_lists(out: Path) -> list[EligibilityList]:
    """Read and verify the lists of an output folder, oldest first; none without a record.

    Raises:
        EligibilityError: a line was changed or makes no sense; names it.
    """
    found: dict[str, EligibilityList] = {}
    try:
        lines = read_lines(record_path(out))
    except SealError as error:
        raise EligibilityError(str(error)) from error
    for fields, sha256, where in lines:
        try:
            event = _Read.model_validate({"event": fields}).event
        except ValidationError as error:
            raise EligibilityError(f"{where}: this line is not one the record wrote.") from error
        before = found.get(event.list_id)
        if isinstance(event, Drawn):
            if before is not None:
                raise EligibilityError(f"{where}: {event.list_id} was drawn before.")
            found[event.list_id] = EligibilityList(event, sha256)
        elif before is None or event.agent_id in before.decided:
            raise EligibilityError(f"{where}: decides a line of {event.list_id} that is not open.")
        else:
            before.decided[event.agent_id] = event
    return list(found.values())


def find_list(out: Path, list_id: str) -> EligibilityList:
    """Return the list of an id.

    Raises:
        EligibilityError: there is none.
    """
    lists = read_lists(out)
    for one in lists:
        if one.drawn.list_id == list_id:
            return one
    known = ", ".join(one.drawn.list_id for one in lists) or "none"
    raise EligibilityError(f"{record_path(out)} has no list {list_id!r}; there are: {known}")


def write_event(out: Path, event: Drawn | Decided) -> None:
    """Put one more line on record; callers hold the record's folder."""
    fields: dict[str, Any] = event.model_dump(mode="json")
    append_line(record_path(out), fields)
