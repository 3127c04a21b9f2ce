"""Puts a new key in the place of older ones: everything restricted is encrypted with it anew."""

from pathlib import Path
from typing import NamedTuple

from assets.archive import Archive
from assets.keys import KeysError, add_key, drop_older_keys, find_keys, key_file
from assets.publication import single_writer, version_folders
from assets.restricted import PEOPLE, rekey, rekey_people
from assets.run_settings import RunSettings


class Rotation(NamedTuple):
    """What was done: the new key's name, folders and archived files that have it now."""

    key_id: str
    folders: int
    archived: int


def rotate(out: Path, *, drop_old: bool = False) -> Rotation:
    """Add a key and encrypt published and rebuilt results, archive and landing with it.

    Killed half-way, older keys still read what they encrypted; the next call finishes the work.
    What a result says (`result_content`) does not change.

    Args:
        out: the output folder.
        drop_old: forget the older keys in the end.

    Raises:
        KeysError: there is no key file, or it cannot read what it should encrypt anew.
        AnotherRunError: a run is writing.
        ArchiveError: the archive is damaged.
    """
    path = key_file(out)
    with single_writer(out):
        held = find_keys(path)
        if held is None:
            raise KeysError(f"{path}: there is no key file that this account may read")
        keys = add_key(held)
        landing = RunSettings(exports=out, out=out).landing
        rebuilt = sorted((out / "rebuilt").glob("*"))
        folders = [*version_folders(out), *rebuilt, landing]
        done = sum(rekey_people(folder, keys) for folder in folders)
        archived = Archive(out).rewrite(
            lambda name, content: rekey(content, keys) if name == PEOPLE.as_posix() else content,
            reason="keys",
        )
        if drop_old:
            keys = drop_older_keys(keys)
    return Rotation(keys.key_ids[-1], done, archived)
