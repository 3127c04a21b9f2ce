"""A broken rule between fields of the configuration: the place blamed and the words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from competency.errors import hint

Place = tuple[str | int, ...]


class Finding(NamedTuple):
    """A broken rule: where, and what to do about it; a guard's name and what it is there for."""

    path: Place
    message: str
    rule: str = ""
    why: str = ""


def unknown(kind: str, word: str, choices: Iterable[str]) -> str:
    """Say that `word` is none of `choices`, with the likeliest one meant.

    >>> unknown("tier", "experts", ["entry", "expert"])
    "'experts' is no tier; known: entry, expert. Did you mean 'expert'?"
    """
    known = list(choices)
    return f"{word!r} is no {kind}; known: {', '.join(known) or 'none'}.{hint(word, known)}"
