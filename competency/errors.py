"""Errors an analyst can act on: where, what was found, what was expected, what was probably meant.

Only the error types live here; who finds the problems: `config_text` (YAML), `config_rules`
(rules between fields) and `frames` (missing columns).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that looks most like `word`, or None when none is near.

    >>> nearest("wieght", ["weight", "target"])
    'weight'
    >>> nearest("zzz", ["weight"]) is None
    True
    """
    found = difflib.get_close_matches(word, sorted(set(choices)), n=1, cutoff=0.6)
    return found[0] if found else None


def hint(word: str, choices: Iterable[str]) -> str:
    """Return ' Did you mean ...?' for the nearest choice, or an empty string."""
    found = nearest(word, choices)
    return f" Did you mean {found!r}?" if found else ""


@dataclass(frozen=True, order=True)
class Problem:
    """One finding in a configuration file; `line` counts from 1. Guards have a rule and a why."""

    source: str
    line: int
    where: str
    message: str
    rule: str = ""
    why: str = ""

    def __str__(self) -> str:
        """Return 'file:line: place: message [rule: why]', which editors turn into a link."""
        place = f"{self.where}: " if self.where else ""
        guard = f" [{self.rule}: {self.why}]" if self.rule else ""
        return f"{self.source}:{self.line}: {place}{self.message}{guard}"


class CompetencyError(Exception):
    """Anything in this package that a user can put right."""


class ConfigError(CompetencyError):
    """A configuration was refused; carries every problem found, in the order of the file.

    `note` says what was not looked at because of them.
    """

    def __init__(self, problems: Sequence[Problem], note: str = "") -> None:
        self.problems = tuple(sorted(set(problems)))
        self.note = note
        super().__init__("\n".join([*map(str, self.problems), *([note] if note else [])]))


class MissingColumnsError(CompetencyError):
    """A frame handed in lacks columns that the calculation needs."""

    @classmethod
    def of(cls, frame: str, missing: Sequence[str], present: Sequence[str]) -> MissingColumnsError:
        """Name the frame, each missing column and what it may be called there."""
        named = ", ".join(f"{column!r}{hint(column, present)}" for column in missing)
        return cls(f"{frame}: missing column(s) {named} Present: {', '.join(present) or 'none'}.")
