"""Rules between the fields of the people section: dimensions that there are.

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


PEOPLE_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (_pairing,)
