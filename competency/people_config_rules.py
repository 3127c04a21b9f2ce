"""Rules between the fields of the people section: dimensions there are, handles once each.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from competency.config_findings import Finding, unknown
from competency.framework import Framework


def _pairing(framework: Framework) -> Iterator[Finding]:
    pairing = framework.people.pairing
    for name, dimensions in (("business", pairing.business), ("service", pairing.service)):
        if not dimensions:
            yield Finding(("people", "pairing", name), "needs at least one dimension.")
        for index, dimension in enumerate(dimensions):
            if dimension not in framework.dimension_keys:
                yield Finding(
                    ("people", "pairing", name, index),
                    unknown("dimension", dimension, framework.dimension_keys),
                )


def _points(framework: Framework) -> Iterator[Finding]:
    handles = [handle.strip().casefold() for handle in framework.people.points.opt_in.values()]
    for agent, handle in zip(framework.people.points.opt_in, handles, strict=True):
        if handles.count(handle) > 1:
            yield Finding(
                ("people", "points", "opt_in", agent),
                f"{handle!r} is taken by another; handles must differ.",
            )
        if handle in (agent.casefold(), ""):
            yield Finding(
                ("people", "points", "opt_in", agent), "a handle must not be the agent's id."
            )


PEOPLE_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (_pairing, _points)
