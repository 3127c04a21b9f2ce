"""The ledger of the archive: which landing was published when, and what became of it.

Sealed lines in OUT/archive/ledger/record.jsonl, only ever added to: a landing that retention took
away still says which months it closed, and what its result's hash was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assets.archive_objects import ArchiveError
from assets.sealed_lines import SealError, append_line, read_lines

Reason = Literal["erasure", "keys"]


class TableFacts(BaseModel):
    """What a landed table was.

    Attributes:
        status: as in its report: ok, empty, missing or failed.
        latest_event: day of its latest event; None where there is none, or its rows are no events.
        rows: rows that landed.
        late: its run said that it had stopped short of its as-of day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: str
    latest_event: date | None
    rows: int
    late: bool = False

    @property
    def is_good(self) -> bool:
        """Whether it came from its exports, in time and with rows: it may stand in for later ones.

        >>> TableFacts(status="snapshot", latest_event=None, rows=3).is_good
        False
        """
        return self.status == "ok" and self.rows > 0 and not self.late


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str = Field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


class KeptEvent(_Event):
    """A landing was kept, with the result that was published from it; attributes as in `Kept`."""

    event: Literal["kept"] = "kept"
    version: str
    run_id: str
    as_of: date
    finished_at: str
    code_version: str
    content_sha256: str
    closed_months: tuple[str, ...]
    tables: dict[str, TableFacts]
    files: dict[str, str]
    record: str


class RewrittenEvent(_Event):
    """Files of kept landings were replaced.

    Attributes:
        files: hashes by version and path.
        records: hashes of the published run.json by version.
    """

    event: Literal["rewritten"] = "rewritten"
    reason: Reason
    files: dict[str, dict[str, str]]
    records: dict[str, str] = {}


class PrunedEvent(_Event):
    """Files of landings were removed, by retention."""

    event: Literal["pruned"] = "pruned"
    versions: tuple[str, ...]


Event = KeptEvent | RewrittenEvent | PrunedEvent


class _Read(BaseModel):
    event: Event = Field(discriminator="event")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A landing in the archive, and the result that was published from it.

    Attributes:
        version: name of the published version.
        run_id: as in run.json.
        as_of: last day it saw.
        finished_at: when it was published, ISO 8601.
        code_version: version of this project that made it.
        content_sha256: hash of what was published.
        closed_months: months (YYYY-MM) that it was the first to publish as a whole.
        files: SHA-256 by path below the landing folder.
        tables: facts by table key, such as `crm/interactions`.
        record: SHA-256 of the published run.json.
        rewritten: why files were replaced since, oldest first.
        pruned: retention has removed its files.
    """

    version: str
    run_id: str
    as_of: date
    finished_at: str
    code_version: str
    content_sha256: str
    closed_months: tuple[str, ...]
    files: Mapping[str, str]
    tables: Mapping[str, TableFacts]
    record: str = ""
    rewritten: tuple[Reason, ...] = ()
    pruned: bool = False


def ledger_path(archive: Path) -> Path:
    """Where the ledger of an archive lies."""
    return archive / "ledger" / "record.jsonl"


def read_ledger(archive: Path) -> list[Kept]:
    """Read and verify a ledger: every landing ever kept, in the order of publication.

    Raises:
        ArchiveError: a line was changed, makes no sense, or lines are missing; names the line.
    """
    path = ledger_path(archive)
    try:
        lines = read_lines(path)
    except SealError as error:
        raise ArchiveError(f"{error} {_MENDING.format(archive=archive)}") from error
    found: dict[str, Kept] = {}
    for fields, _, where in lines:
        try:
            event = _Read.model_validate({"event": fields}).event
            _follow(found, event)
        except (ValidationError, KeyError) as error:
            raise ArchiveError(
                f"{where}: this line is not one the archive wrote. "
                f"{_MENDING.format(archive=archive)}"
            ) from error
    return list(found.values())


def write_event(archive: Path, event: Event) -> None:
    """Write one more line. Callers hold `publication.single_writer`.

    Raises:
        ArchiveError: the lines before were tampered with.
    """
    try:
        append_line(ledger_path(archive), event.model_dump(mode="json"))
    except SealError as error:
        raise ArchiveError(f"{error} {_MENDING.format(archive=archive)}") from error


_MENDING = (
    "Put {archive} back from a backup, or move it away: earlier months can then not be rebuilt."
)


def _follow(found: dict[str, Kept], event: Event) -> None:
    if isinstance(event, KeptEvent):
        found[event.version] = Kept(
            **{
                name: getattr(event, name)
                for name in KeptEvent.model_fields
                if name not in _OF_LINES
            }
        )
    elif isinstance(event, PrunedEvent):
        for version in event.versions:
            found[version] = replace(found[version], pruned=True)
    else:
        for version in {**event.files, **event.records}:
            one = found[version]
            found[version] = replace(
                one,
                files={**one.files, **event.files.get(version, {})},
                record=event.records.get(version, one.record),
                rewritten=(*one.rewritten, event.reason),
            )


_OF_LINES = ("event", "at")
