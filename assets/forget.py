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

from assets.archive import Archive
from assets.erased_people import begin, begun_path, find_erased, scratch_of
from assets.erasure_proof import places
from assets.erasure_record import (
    PERSON,
    Asked,
    Erasure,
    Proved,
    StillNamedError,
    erased_pseudonym,
    prove,
    read_erasures,
    record_path,
)
from assets.keys import Keys
from assets.object_store_mirror import is_mirrored
from assets.private_files import write_private
from assets.publication import publish, remove_leftovers, version_folders
from assets.published_record import read_published
from assets.redacted_record import redacted_records, write_record
from assets.redacted_version import redact_version
from assets.redaction import Redaction, redact_parquet
from assets.restricted import PEOPLE
from assets.sealed_lines import sha


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


def forget(
    out: Path,
    keys: Keys,
    *,
    person: str | None = None,
    tell: Callable[[str], None] = lambda text: None,
) -> Forgotten:
    """Erase all that is on record to be erased and not proved. Callers hold `single_writer`.

    Args:
        out: the output folder.
        keys: its keys.
        person: somebody to look for again, and to erase again where something names them: an
            archive or a version of before may have been put back.
        tell: called with what is being done.

    Raises:
        StillNamedError: somebody is still named somewhere afterwards; says in which files.
        ErasureError: the record was tampered with.
        ArchiveError, KeysError, OSError: something kept cannot be read or written.
    """
    waiting = [one for one in read_erasures(out) if one.proved is None]
    again = _found_again(out, keys, person, tell) if person is not None else []
    waiting += again
    if not waiting:
        return Forgotten(None)
    redaction = find_erased(out, keys, waiting, also=[str(person)] if again else ())
    if not redaction.rows:
        return Forgotten(_prove(out, waiting, Forgotten(None)))
    begin(out, keys, redaction)
    records = redacted_records(out, redaction)
    hashes = {old: new for one in records.values() for old, new in one.hashes.items() if old != new}
    everything = replace(redaction, replaced=hashes)
    versions, removed = _redact_versions(out, keys, everything, tell)
    tell("kept landings")
    contents = _redact_archive(out, keys, everything)
    before = {path: path.read_text(encoding="utf-8").count("\n") for path in records}
    for path, one in records.items():
        write_record(path, one)
    _remove_working_files(out)
    tell("searching everything that is kept")
    searched, named = places(out, redaction, keys)
    if named:
        raise StillNamedError(
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


def _found_again(out: Path, keys: Keys, person: str, tell: Callable[[str], None]) -> list[Erasure]:
    """The erasure of somebody that was proved, where something names them nevertheless."""
    asked = (PERSON, erased_pseudonym(keys, person))
    proved = [
        one
        for one in read_erasures(out)
        if one.proved is not None and (one.asked.kind, one.asked.pseudonym) == asked
    ]
    if proved:
        tell("searching everything that is kept")
        redaction = find_erased(out, keys, proved, also=[person])
        _, named = places(out, redaction, keys)
        return proved if named else []
    return []


def _redact_versions(
    out: Path, keys: Keys, redaction: Redaction, tell: Callable[[str], None]
) -> tuple[int, list[str]]:
    """Make every version anew that names somebody; the published one first."""
    remove_leftovers(out)
    current = (out / "current").resolve()
    for folder in version_folders(out):
        # Killed before the folder went that this one was made from.
        if folder != current and _copies(out, folder.name)[-1] > _number(folder.name):
            shutil.rmtree(folder)
    folders = sorted(version_folders(out), key=lambda folder: (folder != current, folder.name))
    anew, removed = 0, []
    for number, version in enumerate(folders, start=1):
        tell(f"version {number} of {len(folders)}: {version.name}")
        staged = out / "work" / "next"
        try:
            redact_version(version, staged, redaction, keys)
        except Exception as error:
            if version == current or "No space left" in str(error):
                raise
            # Pages of a version of before are not made any more; its marts went with it.
            tell(f"{version.name} cannot be made anew ({type(error).__name__}) and is removed")
            shutil.rmtree(version)
            removed.append(version.name)
            continue
        anew += 1
        # A name beside the old one: whoever reads there is never shown half of another.
        name = f"{_base(version.name)}-without-{_copies(out, version.name)[-1] + 1}"
        if version == current:
            publish(staged, out, version=name, keep=len(folders))
        else:
            staged.replace(out / "versions" / name)
        shutil.rmtree(version)
    return anew, removed


def _base(name: str) -> str:
    return name.partition("-without-")[0]


def _number(name: str) -> int:
    """How often a version was made anew."""
    number = name.partition("-without-")[2]
    return int(number) if number.isdecimal() else 0


def _copies(out: Path, name: str) -> list[int]:
    """Numbers in use for a version, in order."""
    versions = (out / "versions").iterdir()
    return sorted(_number(one.name) for one in versions if _base(one.name) == _base(name))


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
            text = content.decode()
            return (redaction.json if name.endswith(".json") else redaction.text)(text).encode()

        return Archive(out).rewrite(change, reason="erasure")


def _remove_working_files(out: Path) -> None:
    """What the next run makes anew; dbt's own cache knows nobody, and a run reads its mirror."""
    for path in (out / "work").glob("*"):
        if path.name != "dbt" and not is_mirrored(path.relative_to(out)):
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
            "copies on object storage until the next `ladder ship`",
            "the record of configurations (config/record.jsonl): who proposed, approved or withdrew"
            " one is named there for good, and the tables and pages of later runs repeat it",
            "access files of `ladder serve`",
        ],
    }
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    path = record_path(out).parent / f"proof-{sha(text)[:12]}.json"
    write_private(path, text.encode())
    event = Proved(erased=tuple(erased), proof=path.name, proof_sha256=sha(text))
    prove(out, event)
    begun_path(out).unlink(missing_ok=True)
    return path


def _content(out: Path) -> str | None:
    current = (out / "current").resolve()
    if not current.is_dir():
        return None
    record = read_published(current)
    found: str | None = record.get("content", {}).get("sha256")
    return found


def asked_for(keys: Keys, person: str, *, by: str, reason: str) -> Asked:
    """Word an erasure of a person."""
    return Asked(kind=PERSON, pseudonym=erased_pseudonym(keys, person), by=by, reason=reason)
