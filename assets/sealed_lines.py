"""A file that is only appended to: JSON lines, each with the hash of the one before and a seal.

What was changed, taken out or put in between is found, with its line. What the lines mean is for
whoever keeps them: `wave_record`.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from assets.publication import flush_folder

FIRST = "0" * 64
# Lists in lists without end are a RecursionError; half a surrogate pair is a ValueError.
_NOT_A_LINE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


class SealError(RuntimeError):
    """A line was tampered with, or the file cannot be read."""


class Line(NamedTuple):
    """One line: what it says, the hash that names it, and where it stands."""

    fields: dict[str, Any]
    sha256: str
    where: str


def read_lines(path: Path) -> list[Line]:
    """Read and verify a file; nothing where there is none.

    Raises:
        SealError: a line was changed, or lines are missing; names the line. Or the file cannot be
            read.
    """
    found: list[Line] = []
    previous = FIRST
    for number, text in enumerate(_whole(path), start=1):
        where = f"{path}:{number}"
        try:
            fields = json.loads(text)
            seal, before = fields.pop("seal"), fields.pop("previous")
            unchanged = _line(fields, before) == text and seal == _seal(fields, before)
        except _NOT_A_LINE as error:
            raise SealError(f"{where}: this line is not one the record wrote.") from error
        if not unchanged:
            raise SealError(f"{where}: this line was changed after it was written.")
        if before != previous:
            raise SealError(
                f"{where}: the chain is broken: the line before it was changed, taken out or put in"
            )
        previous = sha(text)
        found.append(Line(fields, previous, where))
    return found


def append_line(path: Path, fields: dict[str, Any], *, shared: bool = False) -> str:
    """Write one more line, on disk when this returns; its hash.

    Callers hold `publication.single_writer`.

    Args:
        path: the file, alone in its folder but for its lock.
        fields: what the line says.
        shared: a new file and its folder get the permissions of any file, for records that several
            accounts of the machine keep; else only this account may read them.

    Raises:
        SealError: the lines before were tampered with.
    """
    lines = read_lines(path)
    text = _line(fields, lines[-1].sha256 if lines else FIRST)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not shared and not path.exists():
        # Whoever made the folder for this account says who reads it.
        with contextlib.suppress(PermissionError):
            path.parent.chmod(0o700)
        path.touch(0o600)
    with path.open("ab") as file:
        whole = sum(len(one.encode()) + 1 for one in _whole(path))
        if file.tell() < whole:
            file.write(b"\n")  # the last line was written but for its end
        # What a killed writer left half-written never happened.
        file.truncate(whole)
        file.write(f"{text}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    flush_folder(path.parent)
    return sha(text)


class Rewritten(NamedTuple):
    """A record as it is to be: its text, and new hashes of lines by those they had."""

    text: str
    hashes: dict[str, str]


def rewritten(
    path: Path, change: Callable[[dict[str, Any]], dict[str, Any] | None]
) -> Rewritten | None:
    """Say how a record is to be where the law asks that something in it is erased.

    Nothing is written. From the first changed line on every hash is another one: whatever cites
    them has to follow.

    Args:
        path: the file.
        change: gets what a line says; returns what it is to say, None where it is to go.

    Returns:
        None where nothing changes.

    Raises:
        SealError: a line was tampered with.
    """
    text, hashes, previous = "", {}, FIRST
    lines = read_lines(path)
    for line in lines:
        fields = change(dict(line.fields))
        if fields is not None:
            one = _line(fields, previous)
            previous = sha(one)
            text += f"{one}\n"
            hashes[line.sha256] = previous
    same = len(hashes) == len(lines) and all(old == new for old, new in hashes.items())
    return None if same else Rewritten(text, hashes)


def sha(text: str) -> str:
    """SHA-256 of a text, as lines are named by it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _whole(path: Path) -> list[str]:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):  # the latter is for who writes there
        return []
    except OSError as error:
        raise SealError(f"{path}:1: the record cannot be read: {error.strerror}.") from error
    *lines, rest = content.decode(errors="replace").split("\n")
    return [*lines, rest] if _is_sealed(rest) else lines


def _is_sealed(text: str) -> bool:
    """Tell whether a line is all there; a torn one is not."""
    try:
        fields = json.loads(text)
        return bool(fields.pop("seal") == sha(_dumped(fields)))
    except _NOT_A_LINE:
        return False


def _line(fields: dict[str, Any], previous: str) -> str:
    return _dumped({**fields, "previous": previous, "seal": _seal(fields, previous)})


def _seal(fields: dict[str, Any], previous: str) -> str:
    return sha(_dumped({**fields, "previous": previous}))


def _dumped(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False)
