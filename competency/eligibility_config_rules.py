"""Rules between the eligibility lists and the ladder: the tier a list asks for is one of it.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from competency.config_findings import Finding, unknown
from competency.eligibility_rules import Purpose
from competency.framework import Framework

PURPOSES: tuple[Purpose, ...] = ("promotion", "pay")


def _tiers(framework: Framework) -> Iterator[Finding]:
    keys = [tier.key for tier in framework.ladder.tiers]
    for purpose in PURPOSES:
        rule = framework.eligibility.rule(purpose)
        if rule is None:
            continue
        if rule.tier not in keys:
            yield Finding(("eligibility", purpose, "tier"), unknown("tier", rule.tier, keys))
        elif rule.tier == keys[0]:
            yield Finding(
                ("eligibility", purpose, "tier"),
                f"everybody with a tier holds {rule.tier!r}: a list of it would tell nothing.",
            )


def _evidence(framework: Framework) -> Iterator[Finding]:
    asked, ladder = framework.eligibility.minimum_known_weight, framework.ladder
    if asked < ladder.minimum_known_weight - 1e-9:
        yield Finding(
            ("eligibility", "minimum_known_weight"),
            f"{asked:g} is less than a tier itself asks for (ladder.minimum_known_weight "
            f"{ladder.minimum_known_weight:g}).",
        )


ELIGIBILITY_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (_tiers, _evidence)
