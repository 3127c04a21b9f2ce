"""Who and what was erased, and the proofs. OUT/erasures/record.jsonl.

Nobody stands in it by id: a keyed pseudonym is enough to know them again in later exports, and to
refuse them. Kept as drawn waves are (`wave_record`): only ever added to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assets.keys import Keys
from assets.landing.erased import PERSON, PSEUDONYM
from assets.sealed_lines import SealError, append_line, read_lines

__all__ = ["PERSON"]


class ErasureError(RuntimeError):
    """The record was tampered with, or an erasure cannot be done; says why."""


class StillNamedError(ErasureError):
    """Everything of ours was redacted, but some file still names somebody; says which."""


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str = Field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


class Asked(_Event):
    """Somebody, or a row, is to be erased.

    Attributes:
        kind: `person`, or the key of a table of the exports, such as `crm/surveys`.
        pseudonym: of the id, `erased_pseudonym`.
        by: who asked for it here: a name, or `exports` where a file of the exports did.
        reason: why; of the exports, the file's own.
    """

    event: Literal["asked"] = "asked"
    kind: str
    pseudonym: str
    by: str
    reason: str


class Proved(_Event):
    """It was done, and everything that is kept was searched afterwards.

    Attributes:
        erased: kind and pseudonym of what was.
        proof: name of the file in OUT/erasures that tells what was searched.
        proof_sha256: its hash.
    """

    event: Literal["proved"] = "proved"
    erased: tuple[tuple[str, str], ...]
    proof: str
    proof_sha256: str


class _Read(BaseModel):
    event: Asked | Proved = Field(discriminator="event")


@dataclass(frozen=True)
class Erasure:
    """An erasure, and the proof of it; None while it is not done."""

    asked: Asked
    proved: Proved | None = None


def record_path(out: Path) -> Path:
    """Where the record of an output folder lies."""
    return out / "erasures" / "record.jsonl"


def erased_pseudonym(keys: Keys, value: str) -> str:
    """Name an erased id stands under."""
    return keys.pseudonym(PSEUDONYM, value)


def read_erasures(out: Path) -> list[Erasure]:
    """Read and verify the erasures of an output folder, oldest first; none without a record.

    Raises:
        ErasureError: a line was changed, makes no sense, or lines are missing; names it.
    """
    found: dict[tuple[str, str], Erasure] = {}
    try:
        lines = read_lines(record_path(out))
    except SealError as error:
        raise ErasureError(str(error)) from error
    for fields, _, where in lines:
        try:
            event = _Read.model_validate({"event": fields}).event
        except ValidationError as error:
            raise ErasureError(f"{where}: this line is not one the record wrote.") from error
        if isinstance(event, Asked):
            found.setdefault((event.kind, event.pseudonym), Erasure(event))
            continue
        for one in event.erased:
            if one not in found:
                raise ErasureError(f"{where}: proves what nobody had asked for.")
            found[one] = Erasure(found[one].asked, event)
    return list(found.values())


def erased_pseudonyms(out: Path) -> dict[str, frozenset[str]]:
    """Pseudonyms of what is erased, by kind.

    Raises:
        ErasureError: the record was tampered with.
    """
    found: dict[str, set[str]] = {}
    for one in read_erasures(out):
        found.setdefault(one.asked.kind, set()).add(one.asked.pseudonym)
    return {kind: frozenset(pseudonyms) for kind, pseudonyms in found.items()}


def ask(out: Path, events: Iterable[Asked]) -> int:
    """Put on record what is new of what is asked for; how many. Callers hold `single_writer`.

    Raises:
        ErasureError: the record was tampered with.
    """
    known = {(one.asked.kind, one.asked.pseudonym) for one in read_erasures(out)}
    asked = {(one.kind, one.pseudonym): one for one in events}
    new = {name: one for name, one in asked.items() if name not in known}
    for event in new.values():
        _append(out, event.model_dump(mode="json"))
    return len(new)


def prove(out: Path, event: Proved) -> None:
    """Put a proof on record. Callers hold `single_writer`.

    Raises:
        ErasureError: the record was tampered with.
    """
    _append(out, event.model_dump(mode="json"))


def _append(out: Path, fields: dict[str, Any]) -> None:
    try:
        append_line(record_path(out), fields)
    except SealError as error:
        raise ErasureError(str(error)) from error
