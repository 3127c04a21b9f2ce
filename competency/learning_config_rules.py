"""Rules between the fields of the learning paths: shares that add up, kinds and hours that exist.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from competency.config_findings import Finding
from competency.errors import hint
from competency.framework import Framework


def _mixes(framework: Framework) -> Iterator[Finding]:
    rules = framework.paths
    for group, mix in rules.training_mix:
        if mix is None:
            continue
        for kind in mix:
            if kind not in rules.formats:
                yield Finding(
                    ("paths", "training_mix", group, kind),
                    f"no kind of training is called {kind!r}.{hint(kind, rules.formats)} "
                    "Kinds are in paths.formats.",
                )
        if abs(sum(mix.values()) - 1) > 1e-6:
            told = ", ".join(f"{kind} {share:g}" for kind, share in mix.items())
            yield Finding(
                ("paths", "training_mix", group),
                f"{told} add up to {sum(mix.values()):.4g}; they must add to 1, or be null.",
            )


def _hours(framework: Framework) -> Iterator[Finding]:
    for index, window in enumerate(framework.paths.staffing.peak_hours):
        start, _, end = window.partition("-")
        if start >= end:
            yield Finding(
                ("paths", "staffing", "peak_hours", index),
                f"{window} ends before it starts; over midnight takes two, to 23:59 and from "
                "00:00.",
            )


def _weeks(framework: Framework) -> Iterator[Finding]:
    rules = framework.paths
    if rules.most_minutes_in_week < rules.minutes_per_week:
        yield Finding(
            ("paths", "most_minutes_in_week"),
            f"{rules.most_minutes_in_week} is less than the {rules.minutes_per_week} that become "
            "available a week (minutes_per_week): time would pile up unused.",
        )


LEARNING_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (_mixes, _hours, _weeks)
