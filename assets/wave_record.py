"""The record of drawn waves: reading, checking and appending. OUT/waves/record.jsonl.

Kept as the record of configurations is (`config_record`): it outlives every published version, and
what the published result cites must still be there. Agents stand in it by id. Drawing is
`wave_draw`, what a run reads of it `wave_landing`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import duckdb
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assets.sealed_lines import SealError, append_line, read_lines

Design = Literal["parallel", "stepped"]
Units = Literal["people", "teams"]


class WaveError(RuntimeError):
    """The record was tampered with, or a wave cannot be drawn or found."""


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str = Field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


class Drawn(_Event):
    """A wave as the lot decided it.

    Attributes:
        starts: first day of each group's first month, in the order of the groups; null: never.
        ends: first day of the month in which the comparison is over.
        as_of: last day the published result saw that it was drawn from.
        people: agent id, unit id, stratum, block and group (from 0) of everybody in it.
        inputs_sha256: hash of what the lot was drawn on: units, strata, scores and covariates.
        balance: one entry a covariate and group; `precision`: one a dimension.
        left_out: how many people were left out, by reason.
    """

    event: Literal["drawn"] = "drawn"
    id: str
    by: str
    reason: str
    course_id: str
    design: Design
    units: Units
    starts: list[date | None]
    ends: date
    seed: int
    strata: list[str]
    covariates: list[str]
    run_id: str
    as_of: date
    code_version: str
    inputs_sha256: str
    people: list[tuple[str, str, str, int, int]]
    balance: list[dict[str, Any]]
    precision: list[dict[str, Any]]
    left_out: dict[str, int]


class Cancelled(_Event):
    """A wave that was called off; as_of: last day the published result saw then."""

    event: Literal["cancelled"] = "cancelled"
    id: str
    by: str
    reason: str
    as_of: date


class _Read(BaseModel):
    event: Drawn | Cancelled = Field(discriminator="event")


@dataclass(frozen=True)
class Wave:
    """A drawn wave, whether it was cancelled, and the lines that say so by their hashes."""

    drawn: Drawn
    sha256: str
    cancelled: Cancelled | None = None
    cancel_sha256: str | None = None

    def seen_by(self, as_of: date) -> "Wave | None":
        """The wave as a result of an earlier day may know it; None if it was drawn later."""
        if self.drawn.as_of > as_of:
            return None
        if self.cancelled is not None and self.cancelled.as_of > as_of:
            return Wave(self.drawn, self.sha256)
        return self


def record_path(out: Path) -> Path:
    """Where the record of an output folder lies."""
    return out / "waves" / "record.jsonl"


def read_waves(out: Path) -> list[Wave]:
    """Read and verify the waves of an output folder, oldest first; none where there is no record.

    Raises:
        WaveError: a line was changed, makes no sense, or lines are missing; names the line.
    """
    waves: dict[str, Wave] = {}
    try:
        lines = read_lines(record_path(out))
    except SealError as error:
        raise WaveError(str(error)) from error
    for fields, sha256, where in lines:
        try:
            event = _Read.model_validate({"event": fields}).event
        except ValidationError as error:
            raise WaveError(f"{where}: this line is not one the record wrote.") from error
        before = waves.get(event.id)
        if isinstance(event, Drawn):
            if before is not None:
                raise WaveError(f"{where}: wave {event.id} was drawn before.")
            waves[event.id] = Wave(event, sha256)
        elif before is None or before.cancelled is not None:
            state = "never drawn" if before is None else "cancelled before"
            raise WaveError(f"{where}: cancels wave {event.id}, which was {state}.")
        else:
            waves[event.id] = Wave(before.drawn, before.sha256, event, sha256)
    _require_cited(out, {line.sha256 for line in lines}, len(lines))
    return list(waves.values())


def find_wave(out: Path, wave_id: str) -> Wave:
    """Return the wave of an id.

    Raises:
        WaveError: there is none.
    """
    waves = read_waves(out)
    for wave in waves:
        if wave.drawn.id == wave_id:
            return wave
    known = ", ".join(wave.drawn.id for wave in waves) or "none"
    raise WaveError(f"{record_path(out)} has no wave {wave_id!r}; there are: {known}")


def append(out: Path, event: Drawn | Cancelled) -> str:
    """Write one more line; its hash. Callers hold `publication.single_writer`.

    Raises:
        WaveError: the record was tampered with.
    """
    read_waves(out)
    return append_line(record_path(out), event.model_dump(mode="json"), shared=True)


def _require_cited(out: Path, kept: set[str], lines: int) -> None:
    """What the published result cites must still be there: lines cut off at the end leave no gap.

    Raises:
        WaveError: it is not.
    """
    path = (out / "current").resolve() / "marts" / "training_waves.parquet"
    if not path.is_file():
        return
    cited = duckdb.execute(
        "select wave_id, entry_sha256, cancel_sha256 from read_parquet(?) order by all",
        [str(path)],
    ).fetchall()
    for wave_id, *entries in cited:
        for entry in entries:
            if entry is not None and entry not in kept:
                raise WaveError(
                    f"{record_path(out)}:{lines + 1}: the published result cites wave {wave_id} "
                    f"({entry[:12]}), which is not in the record any more; lines are missing. Put "
                    "the record back from a copy"
                )
