"""Names of people: the one table that is kept encrypted, apart from everything else.

Landing writes it, publishing copies it, pages and receipts read it through `names_for`, which
notes every reading. Without the key people stand under their ids.
"""

import json
import os
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

from assets.keys import Keys, find_keys, key_id_of
from assets.private_files import private_folder, write_private

PEOPLE = Path("restricted") / "people.enc"
"""The file, below the landing folder and below every published version."""
ACCESS_LOG = Path("logs") / "access.jsonl"
"""Who read it when, below the output folder; one JSON object a line."""

_PURPOSE = "people"


def write_people(folder: Path, people: Mapping[str, str], keys: Keys) -> None:
    """Write names by agent id; the same people give the same bytes under the same key.

    It goes through memory alone: in plain text names never reach the disk.
    """
    text = json.dumps(dict(sorted(people.items())), ensure_ascii=False)
    write_private(folder / PEOPLE, keys.encrypt(text.encode(), purpose=_PURPOSE))


def read_people(folder: Path, keys: Keys) -> dict[str, str]:
    """Names by agent id; nothing where the folder has no such file. Noted nowhere: `names_for` is.

    Raises:
        KeysError: its key is not there, or the file was changed.
    """
    try:
        token = (folder / PEOPLE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    found: dict[str, str] = json.loads(keys.decrypt(token, purpose=_PURPOSE))
    return found


def publish_people(landing: Path, staged: Path) -> None:
    """Copy the file, if there is one, from the landing to a version that will be published."""
    if (landing / PEOPLE).exists():
        write_private(staged / PEOPLE, (landing / PEOPLE).read_bytes())


def names_for(
    version: Path,
    *,
    out: Path,
    keys: Path,
    command: str,
    purpose: str,
    only: Collection[str] | None = None,
) -> dict[str, str] | None:
    """Names of a version's people, after the reading was noted in the access log.

    Args:
        version: folder with the published result.
        out: the output folder, which has the log.
        keys: the key file.
        command: which command reads.
        purpose: what for, such as `report`.
        only: the people whose names are wanted; None: all.

    Returns:
        Names by agent id; None where this account has no key, or cannot write the log: what cannot
        be noted is not read.

    Raises:
        KeysError: the key file is broken or open to others, lacks the key that is needed, or the
            names were changed.
    """
    if not (version / PEOPLE).exists():
        return {}
    held = find_keys(keys)
    if held is None:
        return None
    found = read_people(version, held)
    if only is not None:
        found = {agent: found[agent] for agent in only if agent in found}
    noted = _note(
        out,
        {
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "account": os.getuid() if hasattr(os, "getuid") else None,
            "command": command,
            "purpose": purpose,
            "version": version.name,
            "people": len(found),
        },
    )
    return found if noted else None


def _note(out: Path, line: Mapping[str, object]) -> bool:
    """Append to the access log; False where this account cannot."""
    path = out / ACCESS_LOG
    try:
        private_folder(path.parent)
        # One write of less than a page: lines of two commands never mix.
        descriptor = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            os.write(descriptor, (json.dumps(line) + "\n").encode())
        finally:
            os.close(descriptor)
    except OSError:
        return False
    return True


def rekey_people(folder: Path, keys: Keys) -> bool:
    """Encrypt a folder's names anew with the newest key; whether there was anything to do.

    Raises:
        KeysError: their key is not there, or they were changed.
    """
    try:
        token = (folder / PEOPLE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return False
    fresh = rekey(token, keys)
    if fresh == token:
        return False
    write_private(folder / PEOPLE, fresh)
    return True


def rekey(token: bytes, keys: Keys) -> bytes:
    """Encrypt the file's content anew with the newest key.

    Raises:
        KeysError: its key is not there, or it was changed.
    """
    return keys.encrypt(keys.decrypt(token, purpose=_PURPOSE), purpose=_PURPOSE)


def key_of_people(folder: Path) -> str | None:
    """Name of the key that a folder's names need; None where it has none."""
    try:
        return key_id_of((folder / PEOPLE).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
