"""Rules between the fields of the roles section: keys once, tiers and dimensions that there are.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from competency.config_findings import Finding, Place, unknown
from competency.framework import Framework


def _targets(framework: Framework) -> Iterator[Finding]:
    targets = framework.roles.targets
    keys = [target.key for target in targets]
    tiers, dimensions = len(framework.ladder.tiers), framework.dimension_keys
    for index, target in enumerate(targets):
        place: Place = ("roles", "targets", index)
        if target.key in keys[:index]:
            yield Finding((*place, "key"), f"{target.key!r} is used twice; keys must differ.")
        if target.minimum_tier > tiers:
            yield Finding(
                (*place, "minimum_tier"),
                f"asks for tier {target.minimum_tier}; the ladder has {tiers}.",
            )
        for dimension in target.dimensions:
            if dimension not in dimensions:
                yield Finding(
                    (*place, "dimensions", dimension),
                    unknown("dimension", dimension, dimensions),
                )
        if target.kind == "rotation" and not target.teams:
            yield Finding(
                (*place, "teams"), "a rotation leads to other teams; name the teams of the desk."
            )


ROLE_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (_targets,)
