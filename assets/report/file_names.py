"""File names for ids that come from exports: safe on every system, and never two alike."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
# Windows treats these as devices, with any ending.
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d|index)")


def safe_file_names(ids: Iterable[str]) -> dict[str, str]:
    """A file name (without ending) for each id.

    A plain id is its own name. Any other keeps its plain characters and gains a part of its hash,
    so that no id can step out of a folder and no two ids meet, on disks that ignore case either.

    >>> safe_file_names(["T1"])
    {'T1': 'T1'}
    >>> safe_file_names(["../../etc"])
    {'../../etc': 'etc-74ccf3c5'}
    """
    distinct = sorted(set(ids))
    folded = Counter(i.casefold() for i in distinct)
    names: dict[str, str] = {}
    taken: set[str] = set()
    for own in distinct:
        plain = _PLAIN.fullmatch(own) and not _RESERVED.fullmatch(own)
        name = own if plain and folded[own.casefold()] == 1 else _hashed(own, 8)
        if name.casefold() in taken:
            name = _hashed(own, 64)
        taken.add(name.casefold())
        names[own] = name
    return names


def _hashed(own: str, length: int) -> str:
    """The plain characters of an id and the start of its SHA-256."""
    kept = re.sub(r"[^A-Za-z0-9_]+", "-", own).strip("-")[:40]
    digest = hashlib.sha256(own.encode("utf-8", "surrogatepass")).hexdigest()[:length]
    return f"{kept}-{digest}" if kept else f"team-{digest}"
