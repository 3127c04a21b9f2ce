"""The error a broken mapping file raises, and its hint. Reading YAML is in mapping_yaml.py."""

import difflib
from collections.abc import Iterable


class MappingError(ValueError):
    """A mapping file that cannot be used: what is wrong, where, and what to do about it.

    Attributes:
        problem: What is wrong, without the place.
        where: `file.yml, line 12` or shorter, empty when the place is not known yet.

    >>> str(MappingError("unknown key 'form'", where="centre.yml, line 3"))
    "centre.yml, line 3: unknown key 'form'"
    """

    def __init__(self, problem: str, *, where: str = "") -> None:
        super().__init__(f"{where}: {problem}" if where else problem)
        self.problem = problem
        self.where = where


def hint(value: str, known: Iterable[str]) -> str:
    """Name the nearest known value, or list them all when there are few.

    >>> hint("form", ["from", "constant"])
    "; did you mean 'from'?"
    >>> hint("zzz", ["from", "constant"])
    '; known: constant, from'
    """
    names = sorted(set(known))
    folded = {name.lower(): name for name in names}
    near = difflib.get_close_matches(value.lower(), folded, n=1, cutoff=0.6)
    if near:
        return f"; did you mean {folded[near[0]]!r}?"
    shown = ", ".join(names[:30]) + (", ..." if len(names) > 30 else "")
    return f"; known: {shown}" if names else ""
