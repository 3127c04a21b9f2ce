"""Rules between the fields of service standards.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from competency.config_findings import Finding, Place, unknown
from competency.framework import Framework
from competency.standards_rules import ServiceStandard


def _placed(framework: Framework) -> Iterator[tuple[Place, ServiceStandard]]:
    for index, one in enumerate(framework.standards.table):
        yield ("standards", "table", index), one


def _indicators(framework: Framework) -> Iterator[Finding]:
    known = [item.key for item in framework.indicators]
    for place, one in _placed(framework):
        if one.indicator is not None and one.indicator not in known:
            yield Finding((*place, "indicator"), unknown("indicator", one.indicator, known))


def _profiles(framework: Framework) -> Iterator[Finding]:
    for place, one in _placed(framework):
        for key in one.targets:
            if key not in framework.profiles:
                yield Finding((*place, "targets", key), unknown("profile", key, framework.profiles))


def _targets(framework: Framework) -> Iterator[Finding]:
    shares = {item.key for item in framework.indicators if item.unit == "share"}
    for place, one in _placed(framework):
        given: dict[Place, float | None] = {("target",): one.target}
        given |= {("targets", key): value for key, value in one.targets.items()}
        for where, value in given.items():
            if value is not None and one.indicator in shares and not 0 <= value <= 1:
                yield Finding((*place, *where), f"{value:g} is no share: from 0 to 1, 0.9 is 90 %.")


def _days(framework: Framework) -> Iterator[Finding]:
    for place, one in _placed(framework):
        if one.valid_to is not None and one.valid_to <= one.valid_from:
            yield Finding(
                (*place, "valid_to"),
                f"{one.valid_to} is not after valid_from ({one.valid_from}): it never holds.",
            )


STANDARDS_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (
    _indicators,
    _profiles,
    _targets,
    _days,
)
