"""Rules of law on indicators: what may only count with a documented legal review.

Each rule yields findings, as those of `config_rules` do; they refuse the configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from competency.config_findings import Finding
from competency.criteria import claims
from competency.framework import Framework
from competency.guard_config_rules import guard_finding
from competency.legal_rules import CLASSES, LegalClass

#: What forms call marks that a machine read off voice or mood, and their class: whoever takes such
#: a mark for an ordinary one rates people by it unseen.
READ_BY_MACHINE: Mapping[str, LegalClass] = {
    **dict.fromkeys(
        ("speech_rate", "speech rate", "speaking_rate", "语速", "语速稳定性"), "special_category"
    ),
    **dict.fromkeys(
        ("ai_emotion", "ai emotion", "auto_emotion", "voice_emotion", "emotion_ai", "sentiment",
         "voice_sentiment", "ai情绪", "语音情绪"),
        "prohibited_practice",
    ),
}  # fmt: skip


def _reviewed(framework: Framework) -> Iterator[Finding]:
    for index, item in enumerate(framework.indicators):
        if item.enabled and item.legal_class != "ordinary" and item.legal_review is None:
            terms = CLASSES[item.legal_class]
            # Without the line 'enabled' the class is what stands there.
            key = "enabled" if "enabled" in item.model_fields_set else "legal_class"
            yield guard_finding(
                ("indicators", index, key),
                "legal_class",
                f"{item.key!r} is {item.legal_class} ({terms.law.en}): switched on it needs "
                "legal_review: {by, date, reference}.",
            )


def _classed(framework: Framework) -> Iterator[Finding]:
    place_of = {item.key: index for index, item in enumerate(framework.indicators)}
    told: set[str] = set()
    for name, owner in claims(framework, "qa/reviews", READ_BY_MACHINE).items():
        index = place_of[owner]
        item = framework.indicators[index]
        if not item.enabled or item.legal_class != "ordinary" or owner in told:
            continue
        told.add(owner)
        key = "criteria" if item.criteria else "fallback"
        yield guard_finding(
            ("indicators", index, key),
            "legal_class",
            f"{owner!r} is ordinary and would count marks called {name!r}, which a machine reads: "
            f"put an indicator of legal_class {READ_BY_MACHINE[name]} before it that claims them.",
        )


LEGAL_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (_reviewed, _classed)
