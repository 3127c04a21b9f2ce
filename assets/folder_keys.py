"""The key file that an output folder goes with: another one is refused before anything is written.

Under other keys erased people would be unknown, and so let in again, and names would be lost.
"""

import contextlib
import os
from pathlib import Path

from assets.archive import Archive
from assets.erasure_record import record_path
from assets.keys import Keys, KeysError, find_keys, open_keys
from assets.private_files import write_private
from assets.publication import version_folders
from assets.restricted import PEOPLE, key_of_people

CHECK = Path("erasures") / "key_check"
"""What the key for pseudonyms makes of a fixed word; it tells another key, not what the key is."""


def keys_of(out: Path, path: Path) -> Keys:
    """Read the key file of an output folder; made first where nothing there needs one yet.

    Args:
        out: the output folder; notes in `CHECK` which key for pseudonyms it goes with.
        path: where its key file should lie.

    Raises:
        KeysError: the file is gone, another one, broken or open to others; says what to do.
        ArchiveError: the archive's ledger was tampered with.
        OSError: the folder cannot be written.
    """
    needs = _needs(out)
    keys = find_keys(path)
    if keys is None:
        if needs:
            raise _refusal(out, path, needs, "is not there, or this account may not read it")
        keys = open_keys(path)
    own, known = keys.pseudonym("key", "check"), _known(out)
    if needs and known not in (None, own):
        raise _refusal(out, path, needs, "holds other keys")
    _require_key_of_names(out, path, needs, keys)
    if known != own:
        write_private(out / CHECK, own.encode())
    return keys


def _needs(out: Path) -> str:
    """What there is that only one key file goes with; empty where there is nothing."""
    if record_path(out).exists():
        return "a record of erasures"
    if any((folder / PEOPLE).exists() for folder in version_folders(out)):
        return "names of people"
    if any(PEOPLE.as_posix() in kept.files for kept in Archive(out).landings()):
        return "names of people in its archive"
    return ""


def _known(out: Path) -> str | None:
    try:
        return (out / CHECK).read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return None


def _require_key_of_names(out: Path, path: Path, needs: str, keys: Keys) -> None:
    needed = None
    with contextlib.suppress(KeysError):  # damaged names: the next result has its own
        needed = key_of_people(out / "current")
    if needed is not None and needed not in keys.key_ids:
        raise _refusal(out, path, needs, f"lacks the key {needed} of the published names")


def _refusal(out: Path, path: Path, needs: str, why: str) -> KeysError:
    variable = os.environ.get("LADDER_KEYS")
    return KeysError(
        f"{out} holds {needs}, and the key file {path} {why}. Put back the key file that this "
        f"folder has had so far; it is looked for where LADDER_KEYS says "
        f"({variable or 'which is not set'}), else at {out / 'keys' / 'keys.json'}. With other "
        "keys erased people would come back and names be lost, so nothing is published. If no "
        "copy of it is left, begin in a new folder and erase there again whoever was erased"
    )
