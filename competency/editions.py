"""Configurations with the month from which each holds: a past month keeps the one it was under."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.availability import available_framework
from competency.columns import Ints, months, require, texts
from competency.errors import CompetencyError
from competency.framework import Framework


@dataclass(frozen=True)
class Editions:
    """Resolved frameworks by the month they hold from; the first also holds for all before.

    Bars, targets, weights and thresholds are those of the month. What is measured at all, how it is
    learnt and how paths are planned is the latest framework's for all months alike, since months
    are learnt from together.

    since: month numbers as `columns.months` counts them, rising; the first one's is never asked.
    """

    frameworks: tuple[Framework, ...]
    since: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.frameworks or len(self.frameworks) != len(self.since):
            raise CompetencyError("editions need one framework or more, each with its first month.")
        if any(late <= early for early, late in zip(self.since[1:], self.since[2:], strict=False)):
            raise CompetencyError("editions must follow each other in time.")
        for earlier in self.frameworks[:-1]:
            if reasons := differences(earlier, self.latest):
                raise CompetencyError("editions do not go together: " + " ".join(reasons))

    @property
    def latest(self) -> Framework:
        """The framework in force last: it says what is measured, for all months alike."""
        return self.frameworks[-1]

    def number(self, month: Ints | Sequence[int]) -> Ints:
        """Return the place in `frameworks` of the edition in force in each month.

        >>> from competency.loading import load_framework
        >>> shipped = load_framework()
        >>> Editions((shipped, shipped), (0, 24312)).number([24311, 24312, 24400]).tolist()
        [0, 1, 1]
        """
        place = np.searchsorted(np.array(self.since[1:]), np.asarray(month), side="right")
        return place.astype(np.int64)

    def at(self, month: int) -> Framework:
        """Return the framework in force in a month."""
        return self.frameworks[int(self.number([month])[0])]

    def parts(self, month: Ints) -> Iterator[tuple[Framework, Ints]]:
        """Yield each framework that is in force in some of these months, with their places."""
        number = self.number(month)
        for place, framework in enumerate(self.frameworks):
            here = np.flatnonzero(number == place)
            if len(here):
                yield framework, here

    def available(self, unavailable: Sequence[str]) -> Editions:
        """Return editions with every indicator off that needs something the exports lack."""
        changed = tuple(available_framework(one, unavailable) for one in self.frameworks)
        return Editions(changed, self.since)

    def followed_by(self, framework: Framework, month: int) -> Editions:
        """Return editions with a framework in force from a month on, whatever was from then on.

        >>> from competency.loading import load_framework
        >>> shipped = load_framework()
        >>> Editions((shipped, shipped), (0, 24312)).followed_by(shipped, 24310).since
        (0, 24310)
        """
        # The first holds for all before, so it stays whatever its month.
        kept = 1 + sum(one < month for one in self.since[1:])
        return Editions((*self.frameworks[:kept], framework), (*self.since[:kept], month))


def editions_of(framework: Framework | Editions) -> Editions:
    """Return a single framework as the edition of all months."""
    return framework if isinstance(framework, Editions) else Editions((framework,), (0,))


def read_editions(frame: pd.DataFrame) -> Editions:
    """Read landed editions.

    Args:
        frame: effective_from (null: from the beginning), framework_json; one row an edition.
    """
    require(frame, "framework_editions", ("effective_from", "framework_json"))
    since = months(frame, "effective_from")
    order = np.argsort(since)
    text = texts(frame, "framework_json")
    return Editions(
        tuple(Framework.model_validate_json(text[place] or "") for place in order.tolist()),
        tuple(since[order].tolist()),
    )


def differences(one: Framework, other: Framework) -> list[str]:
    """Say what two frameworks must have in common to follow each other and do not.

    People stay on one ladder and one set of dimensions: otherwise months could not be compared.

    >>> from competency.loading import load_framework
    >>> shipped = load_framework()
    >>> differences(shipped, shipped.model_copy(update={"time_zone": "Europe/Berlin"}))
    ["time_zone: 'Asia/Shanghai' and 'Europe/Berlin'."]
    """
    wanted = (
        ("tiers", *([tier.key for tier in each.ladder.tiers] for each in (one, other))),
        ("dimensions", *(list(each.dimension_keys) for each in (one, other))),
        ("layers", *([layer.key for layer in each.layers] for each in (one, other))),
        ("time_zone", one.time_zone, other.time_zone),
    )
    return [f"{name}: {mine!r} and {yours!r}." for name, mine, yours in wanted if mine != yours]
