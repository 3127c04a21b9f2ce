"""The archive: the landing of every published result, so that it can be built again. OUT/archive.

Files lie by their content (`archive_objects`), so that what did not change is kept once; which
landing had which files is in the ledger (`archive_ledger`).
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assets.archive_facts import files_of_table, months_until, table_facts
from assets.archive_ledger import (
    Kept,
    KeptEvent,
    PrunedEvent,
    Reason,
    RewrittenEvent,
    TableFacts,
    read_ledger,
    write_event,
)
from assets.archive_objects import ArchiveError, Objects
from assets.archive_retention import Retention, kept_for_good
from assets.content_hash import DamagedResult, read_record
from assets.landing.known_files import KnownFiles
from assets.landing.report import TableReport
from assets.publication import version_folders
from assets.published_record import put_back_record
from assets.run_mode import PROVISIONAL

_RECORD = "run.json"

__all__ = ["Archive", "ArchiveError", "Kept", "Retention", "TableFacts"]


class Archive:
    """Kept landings of an output folder. Whoever writes holds `publication.single_writer`.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     Archive(Path(name)).landings()
    []
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.folder = out / "archive"
        self._objects = Objects(self.folder / "files")

    def landings(self) -> list[Kept]:
        """Landings that are there, the oldest first: by as-of day, then as they were published.

        Raises:
            ArchiveError: the ledger was tampered with.
        """
        there = [one for one in self.ledger() if not one.pruned]
        return sorted(there, key=lambda one: one.as_of)

    def ledger(self) -> list[Kept]:
        """Every landing ever kept, in the order of publication, also those that are gone.

        Raises:
            ArchiveError: the ledger was tampered with.
        """
        return read_ledger(self.folder)

    def newest(self, as_of: date) -> Kept | None:
        """Return the newest landing that is there and not of a day after `as_of`."""
        before = [one for one in self.landings() if one.as_of <= as_of]
        return before[-1] if before else None

    def closing(self, month: str) -> Kept | None:
        """Return the landing that first closed a month, written YYYY-MM; None: none did."""
        return next((one for one in self.ledger() if month in one.closed_months), None)

    def keep(self, landing: Path, record: Mapping[str, Any], version: str) -> None:
        """Keep a landing and the record of the result that was published from it.

        Args:
            landing: folder of the landed tables.
            record: run.json as it was published.
            version: name of the published version; one that is kept already stays as it is.

        Raises:
            ArchiveError: the ledger was tampered with.
            OSError: a file cannot be read, or its copy cannot be written.
        """
        self.enter(self.hold(landing), record, version)

    def hold(self, landing: Path) -> dict[str, str]:
        """Copy every file below a landing; hashes by path. The ledger does not name them yet."""
        known = KnownFiles(landing)
        held = {
            path.relative_to(landing).as_posix(): self._objects.put(path, known)
            for path in sorted(landing.rglob("*"))
            if path.is_file() and not _is_hidden(path.relative_to(landing))
        }
        known.save()
        return held

    def enter(self, files: Mapping[str, str], record: Mapping[str, Any], version: str) -> None:
        """Write the line of a published version whose files are held.

        A provisional result closes no month: the first whole one after it does.

        Raises:
            ArchiveError: the ledger was tampered with, or a file is not there.
        """
        earlier = self.ledger()
        if version in {one.version for one in earlier}:
            return
        paths = {name: self._objects.path(sha256) for name, sha256 in files.items()}
        for path in paths.values():
            if not path.is_file():
                raise ArchiveError(f"{path} is missing: run again to keep this landing")
        as_of = date.fromisoformat(record["as_of"])
        notices = record.get("mode", {}).get("notices", [])
        over = months_until(record.get("first_month"), as_of)
        if any(one["code"] in PROVISIONAL for one in notices):
            over = []
        closed = {month for one in earlier if one.as_of <= as_of for month in one.closed_months}
        text = json.dumps(record, ensure_ascii=False, indent=2)
        event = KeptEvent(
            version=version,
            run_id=record["run_id"],
            as_of=as_of,
            finished_at=record["finished_at"],
            code_version=record["code_version"],
            content_sha256=record.get("content", {}).get("sha256", ""),
            closed_months=tuple(month for month in over if month not in closed),
            tables=table_facts(paths, notices),
            files=dict(files),
            record=self._objects.put_bytes(text.encode()),
        )
        write_event(self.folder, event)

    def heal(self) -> list[str]:
        """Write the lines of published versions that a killed run has not; their names.

        A run.json that was damaged since is put back from its copy here.

        Raises:
            ArchiveError: the ledger was tampered with.
        """
        known = {one.version for one in self.ledger()}
        healed = []
        for folder in version_folders(self.out):
            if folder.name in known:
                put_back_record(folder)
                continue
            try:
                record = read_record(folder)
            except DamagedResult:  # nothing says what its landing was
                continue
            # Results of before there was an archive say nothing of their landing.
            held = record.get("ledger", {}).get("landing", {})
            if held and all(self._objects.is_whole(sha256) for sha256 in held.values()):
                self.enter(held, record, folder.name)
                healed.append(folder.name)
        return healed

    def restore(self, kept: Kept, folder: Path) -> None:
        """Lay a whole landing out.

        Raises:
            ArchiveError: retention has removed it, or a file is missing or damaged.
        """
        self._require(kept)
        for name, sha256 in kept.files.items():
            self._objects.lay(sha256, folder / name)

    def restore_table(self, kept: Kept, table_key: str, landing: Path) -> None:
        """Lay one table out, with its keys, refused rows and report, in place of what it had.

        What it had stays when this fails.

        Raises:
            ArchiveError: retention has removed it, or a file is missing or damaged.
        """
        self._require(kept)
        landing.mkdir(parents=True, exist_ok=True)
        names = files_of_table(kept.files, table_key)
        with TemporaryDirectory(dir=landing, prefix=".restored-") as whole:
            for name in names:
                self._objects.lay(kept.files[name], Path(whole) / name)
            there = (path.relative_to(landing).as_posix() for path in landing.rglob("*.parquet"))
            for name in files_of_table(there, table_key):
                (landing / name).unlink()
            for name in names:
                (landing / name).parent.mkdir(parents=True, exist_ok=True)
                (Path(whole) / name).replace(landing / name)

    def read(self, kept: Kept, name: str) -> bytes:
        """One file of a landing, such as `reports/crm_agents.json`.

        Raises:
            ArchiveError: retention has removed it, it is damaged, or there is none of that name.
        """
        self._require(kept)
        if name not in kept.files:
            raise ArchiveError(f"the landing of {kept.as_of} has no {name}")
        return self._objects.read(kept.files[name])

    def report(self, kept: Kept, table_key: str) -> TableReport:
        """Report of a table, as it was when it landed.

        Raises:
            ArchiveError: as `read`.
        """
        name = table_key.replace("/", "_")
        return TableReport.model_validate_json(self.read(kept, f"reports/{name}.json"))

    def whole_report(self, kept: Kept, table_key: str) -> TableReport | None:
        """Report of a table, as `report`; None where it is missing or damaged."""
        try:
            return self.report(kept, table_key)
        except ArchiveError:
            return None

    def record(self, kept: Kept) -> dict[str, Any]:
        """Return run.json as it was published.

        Raises:
            ArchiveError: it is missing or damaged.
        """
        found: dict[str, Any] = json.loads(self.record_text(kept))
        return found

    def record_text(self, kept: Kept) -> bytes:
        """Return the bytes of run.json; errors as `record`."""
        return self._objects.read(kept.record)

    def rewrite(self, change: Callable[[str, bytes], bytes], *, reason: Reason) -> int:
        """Replace contents of landings that are there and of all records; remove what they were.

        Each content is changed once. A crash leaves the old ones or the new ones named, never a
        mixture; what is no longer named goes with the next call or `prune`.

        Args:
            change: gets a path below the landing, or `run.json`, and its content; returns what
                it shall be.
            reason: why, for the ledger.

        Returns:
            How many contents were replaced.
        """
        self.heal()
        anew: dict[tuple[str, str], str] = {}

        def replaced(name: str, sha256: str) -> bool:
            if (name, sha256) not in anew:
                content = change(name, self._objects.read(sha256))
                anew[name, sha256] = self._objects.put_bytes(content)
            return anew[name, sha256] != sha256

        files: dict[str, dict[str, str]] = {}
        for kept in self.landings():
            for name, sha256 in kept.files.items():
                if replaced(name, sha256):
                    files.setdefault(kept.version, {})[name] = anew[name, sha256]
        records = {
            one.version: anew[_RECORD, one.record]
            for one in self.ledger()
            if replaced(_RECORD, one.record)
        }
        if files or records:
            event = RewrittenEvent(reason=reason, files=files, records=records)
            write_event(self.folder, event)
        self.sweep()
        return sum(after != before for (_, before), after in anew.items())

    def prune(self, policy: Retention) -> list[str]:
        """Remove landings that a policy does not keep; their versions."""
        self.heal()
        landings = self.landings()
        kept = kept_for_good(landings, policy)
        gone = [one.version for one in landings if one.version not in kept]
        if gone:
            write_event(self.folder, PrunedEvent(versions=tuple(gone)))
        self.sweep()
        return gone

    def sweep(self) -> int:
        """Remove contents that no landing has; how many."""
        ledger = self.ledger()
        named = {sha256 for one in ledger if not one.pruned for sha256 in one.files.values()}
        return self._objects.sweep(named | {one.record for one in ledger})

    def _require(self, kept: Kept) -> None:
        if kept.pruned:
            raise ArchiveError(
                f"the landing of {kept.as_of} ({kept.version}) was removed by retention"
            )


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
