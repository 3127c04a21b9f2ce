"""Rules between the fields of the staff groups: a gate or shares, and shares that add up.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from competency.config_findings import Finding, Place
from competency.framework import Framework
from competency.staff_rules import StaffGroup

SHARES = ("quality", "tests", "mentees")


def _shares(framework: Framework) -> Iterator[Finding]:
    for name, group in framework.staff_groups:
        place: Place = ("staff_groups", name)
        total = sum(getattr(group, share) for share in SHARES)
        if group.gate is not None and total > 0:
            yield Finding(
                (*place, "gate"), "a gate is passed or not; leave out quality, tests and mentees."
            )
        elif group.gate is None and abs(total - 1) > 1e-6:
            yield Finding(
                place, f"{_told(group)} add up to {total:.4g}; they must add to 1, or name a gate."
            )


def _told(group: StaffGroup) -> str:
    return ", ".join(f"{name} {getattr(group, name):g}" for name in SHARES)


STAFF_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (_shares,)
