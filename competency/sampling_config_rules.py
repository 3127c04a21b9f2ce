"""Rules between the fields of the sampling section: shares that leave room, marks in their order.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from competency.config_findings import Finding
from competency.framework import Framework

#: Below that, too few reviews are left to narrow anybody's interval.
LEAST_LEFT = 0.2


def _shares(framework: Framework) -> Iterator[Finding]:
    rules = framework.sampling
    taken = rules.even_share + rules.issue_type_share + rules.risk_share + rules.new_hire_share
    if taken > 1 - LEAST_LEFT + 1e-9:
        yield Finding(
            ("sampling",),
            f"even_share, issue_type_share, risk_share and new_hire_share add up to {taken:g}; "
            f"at most {1 - LEAST_LEFT:g} may be given away, the rest narrows intervals.",
        )
    if rules.even_share == 0:
        yield Finding(
            ("sampling", "even_share"),
            "with 0 some contacts could never be drawn; no average over reviews would then stand "
            "for the centre.",
        )
    if rules.target_share == 0:
        yield Finding(("sampling", "target_share"), "with 0 nothing would be reviewed.")


def _marks(framework: Framework) -> Iterator[Finding]:
    rules = framework.sampling
    if rules.poor_mark >= rules.excellent_mark:
        yield Finding(
            ("sampling", "poor_mark"),
            f"{rules.poor_mark:g} is not below excellent_mark {rules.excellent_mark:g}; "
            "a case cannot be good and bad.",
        )


SAMPLING_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (_shares, _marks)
