"""Configurations with the month from which each holds: a past month keeps the one it was under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from competency.columns import Ints
from competency.errors import CompetencyError
from competency.framework import Framework


@dataclass(frozen=True)
class Editions:
    """Resolved frameworks by the month they hold from; the first also holds for all before.

    since: months since 1970, rising; the first one's is never asked.
    """

    frameworks: tuple[Framework, ...]
    since: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.frameworks or len(self.frameworks) != len(self.since):
            raise CompetencyError("editions need one framework or more, each with its first month.")
        if any(late <= early for early, late in zip(self.since, self.since[1:], strict=False)):
            raise CompetencyError("editions must follow each other in time.")

    @property
    def latest(self) -> Framework:
        """The framework in force last: it says what is measured, for all months alike."""
        return self.frameworks[-1]

    def number(self, month: Ints | Sequence[int]) -> Ints:
        """Return the place in `frameworks` of the edition in force in each month.

        >>> from competency.loading import load_framework
        >>> shipped = load_framework()
        >>> Editions((shipped, shipped), (0, 600)).number([599, 600, 700]).tolist()
        [0, 1, 1]
        """
        place = np.searchsorted(np.array(self.since), np.asarray(month), side="right") - 1
        return np.maximum(place, 0).astype(np.int64)

    def at(self, month: int) -> Framework:
        """Return the framework in force in a month."""
        return self.frameworks[int(self.number([month])[0])]


def editions_of(framework: Framework | Editions) -> Editions:
    """Return a single framework as the edition of all months."""
    return framework if isinstance(framework, Editions) else Editions((framework,), (0,))
