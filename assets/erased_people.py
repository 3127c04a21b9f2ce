"""Finds who and what stands behind the pseudonyms of the erasures, among all that is kept."""

import contextlib
import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from assets import appeal_record, eligibility_record, override_record, wave_record
from assets.archive import Archive
from assets.contracts.catalogue import table
from assets.erasure_record import PERSON, Erasure, erased_pseudonym
from assets.keys import Keys, KeysError
from assets.private_files import private_folder, write_private
from assets.publication import version_folders
from assets.redacted_version import people_of, titles_of
from assets.redaction import PEOPLE_COLUMNS, Redaction
from assets.restricted import PEOPLE, read_people
from assets.run_settings import PROJECT_ROOT

RECORDS = (
    override_record.record_path,
    appeal_record.record_path,
    eligibility_record.record_path,
    wave_record.record_path,
)
"""Records that people enter into, and that may be about somebody who is erased."""

_PURPOSE = "erasure"


def find_erased(
    out: Path, keys: Keys, waiting: Sequence[Erasure], also: Sequence[str] = ()
) -> Redaction:
    """Find the ids behind pseudonyms, and the names these people had.

    Args:
        out: the output folder.
        keys: its keys.
        waiting: what is to be erased.
        also: ids that may be theirs though nothing kept has them any more.

    Raises:
        ArchiveError, KeysError: something kept is damaged, or its key is gone.
    """
    archive = Archive(out)
    begun = _begun(out, keys)
    rows: dict[str, list[str]] = {}
    people: list[str] = []
    for kind in sorted({one.asked.kind for one in waiting}):
        wanted = {one.asked.pseudonym for one in waiting if one.asked.kind == kind}
        column = "agent_id" if kind == PERSON else table(kind).key_columns[0]
        known = _known_ids(out, archive, column) | set(begun.rows.get(column, ()))
        if kind == PERSON:
            known |= set(also)
        found = sorted(one for one in known if erased_pseudonym(keys, one) in wanted)
        rows.setdefault(column, []).extend(found)
        if kind == PERSON:
            people = found
    names, staying = _names(out, archive, keys, people)
    words = [one for one in people if is_distinct(one)]
    words += [one for one in names if is_distinct(one) and not any(one in of for of in staying)]
    if set(begun.people) & set(people):
        words += [one for one in begun.words if one not in words]
    return Redaction({key: ids for key, ids in rows.items() if ids}, people=people, words=words)


def begun_path(out: Path) -> Path:
    """Where it stands, encrypted, who is being erased; the file goes with the proof."""
    return out / "erasures" / "begun.enc"


def begin(out: Path, keys: Keys, redaction: Redaction) -> None:
    """Remember who is being erased: half-way, nothing else kept may have their ids any more."""
    known = {"rows": redaction.rows, "people": redaction.people, "words": redaction.words}
    token = keys.encrypt(json.dumps(known, ensure_ascii=False).encode(), purpose=_PURPOSE)
    write_private(begun_path(out), token)


def _begun(out: Path, keys: Keys) -> Redaction:
    try:
        token = begun_path(out).read_bytes()
        return Redaction(**json.loads(keys.decrypt(token, purpose=_PURPOSE)))
    except (FileNotFoundError, NotADirectoryError, KeysError):
        return Redaction({})  # an erasure begun under a key that is gone begins anew


def scratch_of(out: Path) -> Path:
    """Folder for what is unpacked meanwhile; an erasure clears it when it ends."""
    return private_folder(out / "work")


def is_distinct(word: str) -> bool:
    """Tell whether a word in a text can only be the id or name it is.

    A number is not, nor is a word that stands on the pages anyway, such as May.

    >>> [is_distinct(word) for word in ("A0017", "17", "201734", "May", "Mei Li", "李小梅")]
    [True, False, False, False, True, True]
    """
    if re.fullmatch(r"[0-9]+|.", word):
        return False
    return re.search(rf"(?<![0-9A-Za-z_]){re.escape(word)}(?![0-9A-Za-z_])", _own_words()) is None


@cache
def _own_words() -> str:
    """All text that pages have of their own."""
    kinds = (".html", ".js", ".css", ".yml")
    folders = ("assets", "competency")
    return "\n".join(
        path.read_text(encoding="utf-8", errors="replace")
        for folder in folders
        for path in sorted((PROJECT_ROOT / folder).rglob("*"))
        if path.suffix in kinds
    )


def _known_ids(out: Path, archive: Archive, column: str) -> set[str]:
    """Every value of an id column in versions, kept landings and records."""
    found: set[str] = set()
    if column == "agent_id":
        for version in version_folders(out):
            found |= people_of(version)
        for make in RECORDS:
            found |= set(_ids_in_record(make(out)))
    with TemporaryDirectory(dir=scratch_of(out)) as scratch, duckdb.connect() as connection:
        seen: set[str] = set()
        for kept in archive.landings():
            for name, sha256 in kept.files.items():
                if not name.endswith(".parquet") or sha256 in seen:
                    continue
                seen.add(sha256)
                path = Path(scratch) / "one.parquet"
                path.write_bytes(archive.read(kept, name))
                columns = connection.execute(
                    "describe from read_parquet(?)", [str(path)]
                ).fetchall()
                also = PEOPLE_COLUMNS if column == "agent_id" else ()
                for own in {column, *also} & {one[0] for one in columns}:
                    rows = connection.execute(
                        f'select distinct "{own}" from read_parquet(?) where "{own}" is not null',
                        [str(path)],
                    )
                    found |= {str(row[0]) for row in rows.fetchall()}
    return found


def _ids_in_record(path: Path) -> Iterable[str]:
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            fields = json.loads(line)
        except ValueError:
            continue
        if isinstance(fields.get("agent_id"), str):
            yield fields["agent_id"]
        for one in (*fields.get("people", ()), *fields.get("lines", ())):
            yield str(one["agent_id"] if isinstance(one, dict) else one[0])


def _names(
    out: Path, archive: Archive, keys: Keys, people: Sequence[str]
) -> tuple[list[str], set[str]]:
    """Names that people had in any version or kept landing; and what stays and may contain them.

    That is names of others, of teams and titles of courses.
    """
    staying: set[str] = set()
    held = []
    for version in version_folders(out):
        with contextlib.suppress(KeysError):  # nobody can read them any more
            held.append(read_people(version, keys))
        staying |= titles_of(version)
    for kept in archive.landings():
        if PEOPLE.as_posix() in kept.files:
            token = archive.read(kept, PEOPLE.as_posix())
            held.append(json.loads(keys.decrypt(token, purpose="people")))
    found: set[str] = set()
    for names in held:
        found |= {names[agent] for agent in people if agent in names}
        staying |= {name for agent, name in names.items() if agent not in people}
    return sorted(found - set(people)), staying
