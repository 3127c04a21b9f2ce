"""Rules between the fields of the ladder: bars rise from tier to tier, what is named exists.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

from competency.config_findings import Finding, Place, unknown
from competency.framework import Framework
from competency.ladder_rules import Level, Seniority, StandardLevel, Tier

_PLACE: Place = ("ladder", "tiers")
_RISING = ("min_months", "minimum_evidence", "clock_months")


def _names(framework: Framework) -> Iterator[Finding]:
    layers = [layer.key for layer in framework.layers]
    keys = [tier.key for tier in framework.ladder.tiers]
    for index, tier in enumerate(framework.ladder.tiers):
        place: Place = (*_PLACE, index)
        for layer in tier.layer_floors:
            if layer not in layers:
                yield Finding((*place, "layer_floors", layer), unknown("layer", layer, layers))
        if tier.course_layer is not None and tier.course_layer not in layers:
            yield Finding((*place, "course_layer"), unknown("layer", tier.course_layer, layers))
        if tier.mentees is None:
            continue
        wanted: Place = (*place, "mentees", "tier")
        if tier.mentees.tier not in keys:
            yield Finding(wanted, unknown("tier", tier.mentees.tier, keys))
        elif keys.index(tier.mentees.tier) >= index:
            yield Finding(
                wanted,
                f"{tier.mentees.tier!r} is not below {tier.key!r}: "
                "nobody must bring others further than oneself.",
            )


def _bars_rise(framework: Framework) -> Iterator[Finding]:
    tiers = framework.ladder.tiers
    for index in range(1, len(tiers)):
        below, tier = tiers[index - 1], tiers[index]
        place: Place = (*_PLACE, index)
        if tier.composite_cut <= below.composite_cut:
            yield Finding(
                (*place, "composite_cut"),
                f"cut {tier.composite_cut:g} of {tier.key!r} does not rise above "
                f"{below.composite_cut:g} of {below.key!r}.",
            )
        for layer, floor in below.layer_floors.items():
            if tier.layer_floors.get(layer, 0) < floor:
                yield Finding(
                    (*place, "layer_floors"),
                    f"floor of {layer!r} falls below the {floor:g} of {below.key!r}.",
                )
        for name in _RISING:
            if getattr(tier, name) < getattr(below, name):
                yield Finding(
                    (*place, name),
                    f"{name} falls below the {getattr(below, name)} of the tier under it.",
                )


def _gates_rise(framework: Framework) -> Iterator[Finding]:
    tiers = framework.ladder.tiers
    keys = [tier.key for tier in tiers]
    for index in range(1, len(tiers)):
        below, tier = tiers[index - 1], tiers[index]
        place: Place = (*_PLACE, index)
        if below.roles and not (tier.roles and set(tier.roles) <= set(below.roles)):
            yield Finding(
                (*place, "roles"),
                f"{below.key!r} under it is only for {', '.join(below.roles)}; "
                "name none but these.",
            )
        for name in ("mentees", "feedback_360"):
            asked, before = _asks(tier, name, keys), _asks(below, name, keys)
            if any(one < two for one, two in zip(asked, before, strict=True)):
                yield Finding(
                    (*place, name), f"asks for less than {name} of {below.key!r} under it."
                )


def _asks(tier: Tier, name: str, keys: list[str]) -> tuple[float, ...]:
    """Return the numbers one gate asks for; zeros where there is no such gate."""
    if name == "feedback_360":
        feedback = tier.feedback_360
        return (feedback.minimum_ratings, feedback.share) if feedback else (0, 0)
    mentees = tier.mentees
    if mentees is None:
        return (0, 0, 0)
    reached = keys.index(mentees.tier) if mentees.tier in keys else len(keys)
    return (mentees.minimum, mentees.share, reached)


def _crosswalk_rises(framework: Framework) -> Iterator[Finding]:
    orders: dict[str, tuple[str, ...]] = {
        "seniority": get_args(Seniority),
        "level": get_args(Level),
        "standard_level": get_args(StandardLevel),
    }
    tiers = framework.ladder.tiers
    for name, order in orders.items():
        ranks = [order.index(getattr(tier, name) or order[0]) for tier in tiers]
        for index in range(1, len(tiers)):
            if ranks[index] < ranks[index - 1]:
                yield Finding(
                    (*_PLACE, index, name),
                    f"{getattr(tiers[index], name) or 'none'} is lower than "
                    f"{getattr(tiers[index - 1], name)} of the tier under it.",
                )


def _first_tier_is_open(framework: Framework) -> Iterator[Finding]:
    first = framework.ladder.tiers[0]
    gates = (
        first.composite_cut,
        first.layer_floors,
        first.min_months,
        first.minimum_evidence,
        first.certificates,
        first.roles,
        first.mentees,
        first.feedback_360,
    )
    if any(gates):
        yield Finding((*_PLACE, 0), "the first tier is where everybody starts: no gates.")


def _moves(framework: Framework) -> Iterator[Finding]:
    rules = framework.ladder
    if rules.promotion.probability < 0.5:
        yield Finding(
            ("ladder", "promotion", "probability"),
            "below 0.5 a tier would be won on a coin's toss.",
        )
    if rules.demotion.probability < 0.5:
        yield Finding(
            ("ladder", "demotion", "probability"),
            "below 0.5 a tier would be lost on a coin's toss.",
        )
    usual = max(rules.promotion.probability, rules.demotion.probability)
    if rules.reversal.probability < usual:
        yield Finding(
            ("ladder", "reversal", "probability"),
            f"{rules.reversal.probability:g} is below {usual:g}, which any move needs: taking one "
            "back would be easier.",
        )
    if rules.seniority_months.backbone <= rules.seniority_months.in_service:
        yield Finding(
            ("ladder", "seniority_months", "backbone"),
            f"{rules.seniority_months.backbone} months are not more than the "
            f"{rules.seniority_months.in_service} of in_service.",
        )


LADDER_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (
    _names,
    _bars_rise,
    _gates_rise,
    _crosswalk_rises,
    _first_tier_is_open,
    _moves,
)
