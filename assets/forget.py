"""Erases people, and single rows, from everything an output folder keeps; and proves it.

Order matters, so that a crash at any point leaves a whole result and the next call goes on from
there: first the record of erasures, from which on every run refuses them; then what is published,
older versions, kept landings and records; the proof comes last.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from assets.archive import Archive
from assets.erased_people import RECORDS, find_erased, scratch_of
from assets.erasure_proof import places
from assets.erasure_record import (
    PERSON,
    Asked,
    Erasure,
    ErasureError,
    Proved,
    erased_pseudonym,
    prove,
    read_erasures,
    record_path,
)
from assets.keys import Keys
from assets.private_files import write_private
from assets.publication import publish, read_version, version_folders
from assets.redacted_version import redact_version
from assets.redaction import Redaction, redact_parquet
from assets.restricted import PEOPLE
from assets.sealed_lines import Rewritten, rewritten, sha


@dataclass(frozen=True)
class Forgotten:
    """What an erasure did.

    Attributes:
        proof: the file that tells; None where nothing was left to do.
        found: how many of those asked for were known here.
        versions: how many published versions were made anew.
        removed: versions that could not be made anew, and went.
        contents: how many contents of kept landings were.
        lines: how many lines of records went or were changed.
        searched: how many files were searched afterwards.
    """

    proof: Path | None
    found: int = 0
    versions: int = 0
    removed: tuple[str, ...] = ()
    contents: int = 0
    lines: int = 0
    searched: int = 0


def forget(out: Path, keys: Keys, *, tell: Callable[[str], None] = lambda text: None) -> Forgotten:
    """Erase all that is on record to be erased and not proved. Callers hold `single_writer`.

    Args:
        out: the output folder.
        keys: its keys.
        tell: called with what is being done.

    Raises:
        ErasureError: somebody is still named somewhere afterwards; says in which files.
        ArchiveError, KeysError, OSError: something kept cannot be read or written.
    """
    waiting = [one for one in read_erasures(out) if one.proved is None]
    if not waiting:
        return Forgotten(None)
    redaction = find_erased(out, keys, waiting)
    if not redaction.rows:
        return replace(Forgotten(None), proof=_prove(out, waiting, Forgotten(None)))
    records = _records(out, redaction)
    hashes = {old: new for one in records.values() for old, new in one.hashes.items() if old != new}
    everything = replace(redaction, replaced=hashes)
    versions, removed = _redact_versions(out, keys, everything, tell)
    tell("kept landings")
    contents = _redact_archive(out, keys, everything)
    before = {path: path.read_text(encoding="utf-8").count("\n") for path in records}
    for path, one in records.items():
        _write_record(path, one)
    _remove_working_files(out)
    tell("searching everything that is kept")
    searched, named = places(out, redaction, keys)
    if named:
        raise ErasureError(
            f"still named in {', '.join(named[:5])}"
            + (f" and {len(named) - 5} more" if len(named) > 5 else "")
            + f" below {out}; remove what is not ladder's and run `ladder forget` again"
        )
    done = Forgotten(
        None,
        found=sum(map(len, redaction.rows.values())),
        versions=versions,
        removed=tuple(removed),
        contents=contents,
        lines=sum(before[path] - one.text.count("\n") for path, one in records.items()),
        searched=searched,
    )
    return replace(done, proof=_prove(out, waiting, done))


def _records(out: Path, redaction: Redaction) -> dict[Path, Rewritten]:
    """Records that are about somebody who is erased, as they are to be."""
    found = {}
    for make in RECORDS:
        path = make(out)
        one = rewritten(path, _Lines(redaction))
        if one is not None:
            found[path] = one
    return found


class _Lines:
    """Lines about somebody go, with the lines that answer them; elsewhere their id is taken out."""

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction
        self._gone: set[str] = set()

    def __call__(self, fields: dict[str, Any]) -> dict[str, Any] | None:
        own = {str(value) for key, value in fields.items() if key in ("override_id", "appeal_id")}
        if fields.get("agent_id") in self._redaction.people or own & self._gone:
            self._gone |= own
            return None
        for key, about in (("people", 0), ("lines", "agent_id")):
            if isinstance(fields.get(key), list):
                fields[key] = [
                    one for one in fields[key] if one[about] not in self._redaction.people
                ]
        return {key: self._without(value) for key, value in fields.items()}

    def _without(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._redaction.text(value)
        if isinstance(value, list):
            return [self._without(one) for one in value]
        if isinstance(value, dict):
            return {key: self._without(one) for key, one in value.items()}
        return value


def _write_record(path: Path, one: Rewritten) -> None:
    mode = path.stat().st_mode & 0o777
    part = path.with_name(f".{path.name}.erasing")
    part.write_text(one.text, encoding="utf-8")
    part.chmod(mode)
    part.replace(path)


def _redact_versions(
    out: Path, keys: Keys, redaction: Redaction, tell: Callable[[str], None]
) -> tuple[int, list[str]]:
    """Make every version anew that names somebody; the published one first."""
    current = (out / "current").resolve()
    folders = sorted(version_folders(out), key=lambda folder: (folder != current, folder.name))
    anew, removed = 0, []
    for number, version in enumerate(folders, start=1):
        tell(f"version {number} of {len(folders)}: {version.name}")
        staged = out / "work" / "next"
        name = _new_name(out, version.name)
        try:
            redact_version(version, staged, redaction, keys)
        except (KeyError, duckdb.Error, OSError) as error:
            if version == current or isinstance(error, OSError):
                raise
            # Pages of a version of before are not made any more; its marts went with it.
            shutil.rmtree(version)
            removed.append(version.name)
            continue
        anew += 1
        if version == current:
            publish(staged, out, version=name, keep=len(folders))
        else:
            staged.replace(out / "versions" / name)
        shutil.rmtree(version)
    return anew, removed


def _new_name(out: Path, name: str) -> str:
    """A name beside the old one: whoever reads the old folder is never shown half of another."""
    base = name.partition("-without-")[0]
    number = 1 + sum(1 for one in (out / "versions").glob(f"{base}-without-*"))
    return f"{base}-without-{number}"


def _redact_archive(out: Path, keys: Keys, redaction: Redaction) -> int:
    with TemporaryDirectory(dir=scratch_of(out)) as scratch:

        def change(name: str, content: bytes) -> bytes:
            if name.endswith(".parquet"):
                return redact_parquet(content, redaction, Path(scratch))
            if name == PEOPLE.as_posix():
                names = json.loads(keys.decrypt(content, purpose="people"))
                kept = {one: named for one, named in names.items() if one not in redaction.people}
                text = json.dumps(dict(sorted(kept.items())), ensure_ascii=False)
                return keys.encrypt(text.encode(), purpose="people")
            if name.endswith(".jsonl"):
                lines = content.decode().splitlines(keepends=True)
                return "".join(line for line in lines if not redaction.is_named(line)).encode()
            return redaction.text(content.decode()).encode()

        return Archive(out).rewrite(change, reason="erasure")


def _remove_working_files(out: Path) -> None:
    """What the next run makes anew; dbt's own cache knows nobody."""
    for path in (out / "work").glob("*"):
        if path.name != "dbt":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in (out / "work" / "dbt").glob("run*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(out / "rebuilt", ignore_errors=True)


def _prove(out: Path, waiting: Sequence[Erasure], done: Forgotten) -> Path:
    erased = [(one.asked.kind, one.asked.pseudonym) for one in waiting]
    told = {
        "erased": erased,
        "asked_at": [one.asked.at for one in waiting],
        "known_here": done.found,
        "versions_made_anew": done.versions,
        "versions_removed": list(done.removed),
        "contents_of_kept_landings_replaced": done.contents,
        "lines_of_records_removed": done.lines,
        "files_searched_afterwards": done.searched,
        "files_that_name_them": 0,
        "current": _content(out),
        "not_reached": [
            "the exports folder: rows there are refused from now on",
            "backups made before",
            "what was delivered to the LMS and to managers",
            "the record of configurations, and access files of `ladder serve`",
        ],
    }
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    path = record_path(out).parent / f"proof-{sha(text)[:12]}.json"
    write_private(path, text.encode())
    event = Proved(erased=tuple(erased), proof=path.name, proof_sha256=sha(text))
    prove(out, event)
    return path


def _content(out: Path) -> str | None:
    current = (out / "current").resolve()
    if read_version(current) is None:
        return None
    record = json.loads((current / "run.json").read_text(encoding="utf-8"))
    found: str | None = record.get("content", {}).get("sha256")
    return found


def asked_for(keys: Keys, person: str, *, by: str, reason: str) -> Asked:
    """Word an erasure of a person."""
    return Asked(kind=PERSON, pseudonym=erased_pseudonym(keys, person), by=by, reason=reason)
