"""Rules between the fields of the content section: topics, micro-lessons, sources.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from competency.config_findings import Finding, unknown
from competency.framework import Framework


def _topics(framework: Framework) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, topic in enumerate(framework.content.topics):
        place = ("content", "topics", index)
        if topic.dimension not in framework.dimension_keys:
            found = unknown("dimension", topic.dimension, framework.dimension_keys)
            yield Finding((*place, "dimension"), found)
        if topic.dimension in seen:
            yield Finding((*place, "dimension"), f"{topic.dimension!r} has topics already.")
        seen.add(topic.dimension)
        for at, pattern in enumerate(topic.issue_types):
            if not pattern.strip(" *"):
                words = f"{pattern!r} would take every issue type."
                yield Finding((*place, "issue_types", at), words)


def _micro(framework: Framework) -> Iterator[Finding]:
    shortest, longest = framework.content.micro_minutes_from, framework.paths.micro_minutes
    if shortest > longest:
        yield Finding(
            ("content", "micro_minutes_from"),
            f"{shortest:g} is more than paths.micro_minutes ({longest:g}).",
        )


def _sources(framework: Framework) -> Iterator[Finding]:
    rules = framework.content
    for source, patterns in rules.provider_sources.items():
        for at, pattern in enumerate(patterns):
            if not pattern.strip(" *"):
                words = f"{pattern!r} would take every provider."
                yield Finding(("content", "provider_sources", source, at), words)
    mix = rules.provider_mix
    if mix is None:
        return
    for source in mix:
        if source not in rules.provider_sources:
            found = unknown("source of training", source, tuple(rules.provider_sources))
            yield Finding(("content", "provider_mix", source), found)
    if abs(sum(mix.values()) - 1) > 1e-6:
        words = f"the shares add up to {sum(mix.values()):.4g}; they must add to 1, or be null."
        yield Finding(("content", "provider_mix"), words)


CONTENT_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (_topics, _micro, _sources)
