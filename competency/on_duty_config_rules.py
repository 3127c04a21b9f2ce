"""Rules between the fields of the on-duty section: tests told apart, one milestone a week.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from competency.config_findings import Finding, Place, unknown
from competency.framework import Framework
from competency.on_duty_rules import CourseMilestone


def _tests(framework: Framework) -> Iterator[Finding]:
    rules = framework.on_duty
    for name, patterns in (("written", rules.written), ("simulation", rules.simulation)):
        if not patterns:
            yield Finding(
                ("on_duty", name), "needs at least one pattern, or nobody can pass the gate."
            )
        for index, pattern in enumerate(patterns):
            if not pattern.strip(" *"):
                yield Finding(("on_duty", name, index), f"{pattern!r} would take every test.")
    written = {pattern.strip().casefold() for pattern in rules.written}
    for index, pattern in enumerate(rules.simulation):
        if pattern.strip().casefold() in written:
            yield Finding(
                ("on_duty", "simulation", index),
                f"{pattern!r} is a pattern of written too; one test cannot be both.",
            )
    if rules.pass_share == 0:
        yield Finding(("on_duty", "pass_share"), "with 0 every attempt would pass.")


def _milestones(framework: Framework) -> Iterator[Finding]:
    layers = [layer.key for layer in framework.layers]
    weeks = [milestone.week for milestone in framework.on_duty.milestones]
    if weeks != [1, 2, 3]:
        yield Finding(
            ("on_duty", "milestones"),
            f"found week {', '.join(str(week) for week in weeks) or 'none'}; "
            "name weeks 1, 2 and 3 once each, in this order.",
        )
    for index, milestone in enumerate(framework.on_duty.milestones):
        place: Place = ("on_duty", "milestones", index)
        if isinstance(milestone, CourseMilestone) and milestone.layer not in layers:
            yield Finding((*place, "layer"), unknown("layer", milestone.layer, layers))


ON_DUTY_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (_tests, _milestones)
