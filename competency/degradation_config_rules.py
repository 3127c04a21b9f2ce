"""Rules between the fields of the degradation section: only dated tables can be late.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from competency.config_findings import Finding
from competency.degradation_rules import DATED
from competency.framework import Framework


def _late_tables_are_dated(framework: Framework) -> Iterator[Finding]:
    for table, rules in framework.degradation.sources.items():
        if rules.late_after_days is not None and table not in DATED:
            yield Finding(
                ("degradation", "sources", table, "late_after_days"),
                f"{table} has no events, so it is never late; leave late_after_days out.",
            )


def _freeze_has_a_cap(framework: Framework) -> Iterator[Finding]:
    rules = framework.degradation
    if rules.on_excess == "freeze" and rules.max_lost_weight >= 1:
        yield Finding(
            ("degradation", "max_lost_weight"),
            "with 1 nothing is ever too much, so on_excess: freeze never happens; lower it.",
        )


DEGRADATION_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (
    _late_tables_are_dated,
    _freeze_has_a_cap,
)
