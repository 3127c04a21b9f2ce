"""Rules between the fields of the section on what training returns.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from competency.config_findings import Finding, unknown
from competency.framework import Framework


def _tier(framework: Framework) -> Iterator[Finding]:
    tiers = [tier.key for tier in framework.ladder.tiers]
    key = framework.returns.proficiency.tier
    place = ("returns", "proficiency", "tier")
    if key not in tiers:
        yield Finding(place, unknown("tier", key, tiers))
    elif key == tiers[0]:
        yield Finding(place, f"{key!r} is where everybody starts: nobody takes time to reach it.")


def _outcomes(framework: Framework) -> Iterator[Finding]:
    known = [item.key for item in framework.indicators]
    for index, key in enumerate(framework.returns.outcomes):
        if key not in known:
            yield Finding(("returns", "outcomes", index), unknown("indicator", key, known))


def _assumptions(framework: Framework) -> Iterator[Finding]:
    for name, one in framework.returns.assumptions:
        if not one.low <= one.base <= one.high:
            yield Finding(
                ("returns", "assumptions", name), "needs low <= base <= high, in this order."
            )


RETURN_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (
    _tier,
    _outcomes,
    _assumptions,
)
