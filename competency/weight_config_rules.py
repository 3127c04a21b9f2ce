"""Rules between the fields of `recalibration` and `scoring`: shares add up, what is named exists.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from competency.config_findings import Finding, Place, unknown
from competency.framework import Framework, Indicator

_PLACE: Place = ("recalibration",)
#: Measures read from the same answers or the same facts.
_SHARED: tuple[frozenset[str], ...] = (
    frozenset({"reopened", "repeat_contact"}),
    frozenset({"satisfied", "csat"}),
    frozenset({"resolved_first_contact", "complex_resolved"}),
)


def _shares(framework: Framework) -> Iterator[Finding]:
    rules = framework.recalibration
    total = rules.prior + rules.importance + rules.demand
    if abs(total - 1) > 1e-6:
        yield Finding(
            _PLACE,
            f"prior {rules.prior:g}, importance {rules.importance:g} and demand {rules.demand:g} "
            f"add up to {total:.4g}; they must add to 1.",
        )
    outcomes = sum(outcome.weight for outcome in rules.outcomes)
    if rules.outcomes and abs(outcomes - 1) > 1e-6:
        yield Finding(
            (*_PLACE, "outcomes"),
            f"weights of the outcomes add up to {outcomes:.4g}; they must add to 1.",
        )


def _outcomes(framework: Framework) -> Iterator[Finding]:
    outcomes = framework.recalibration.outcomes
    indicators = {item.key: item for item in framework.indicators}
    for index, outcome in enumerate(outcomes):
        place: Place = (*_PLACE, "outcomes", index)
        before = outcomes[:index]
        if outcome.key in [other.key for other in before]:
            yield Finding((*place, "key"), f"{outcome.key!r} is used twice; keys must differ.")
        wanted: Place = (*place, "indicator")
        item = indicators.get(outcome.indicator)
        if item is None:
            yield Finding(wanted, unknown("indicator", outcome.indicator, indicators))
        elif item.source != "crm/interactions":
            yield Finding(
                wanted,
                f"{item.key!r} comes from {item.source}; an outcome is what customers show: "
                "name an indicator of crm/interactions.",
            )
        elif not item.enabled:
            yield Finding(
                wanted, f"{item.key!r} is switched off; switch it on or drop the outcome."
            )
        if item is not None and item.key in [other.indicator for other in before]:
            yield Finding(wanted, f"{item.key!r} is already another outcome; count it once.")
        for number, key in enumerate(outcome.leave_out):
            if key not in indicators:
                yield Finding((*place, "leave_out", number), unknown("indicator", key, indicators))


def _outcomes_do_not_foretell_themselves(framework: Framework) -> Iterator[Finding]:
    """An indicator of the very same answers would foretell the outcome and double its weight."""
    indicators = {item.key: item for item in framework.indicators}
    named = {outcome.indicator for outcome in framework.recalibration.outcomes}
    for index, outcome in enumerate(framework.recalibration.outcomes):
        own = indicators.get(outcome.indicator)
        if own is None:
            continue
        for item in framework.measured_indicators():
            if _same_data(item, own) and item.key not in {*named, *outcome.leave_out}:
                yield Finding(
                    (*_PLACE, "outcomes", index, "leave_out"),
                    f"{item.key!r} is made of the same data as {own.key!r}; name it in leave_out.",
                    "outcome_leak",
                    "an outcome foretold from its own answers doubles a dimension's weight",
                )


def _same_data(one: Indicator, other: Indicator) -> bool:
    # By the measures too: what is said to be needed can be worded in more than one way.
    if any(one.measure in group and other.measure in group for group in _SHARED):
        return True
    return one.source == other.source and set(one.needs) == set(other.needs)


def _calls(framework: Framework) -> Iterator[Finding]:
    calls = framework.recalibration.calls
    for index, call in enumerate(calls):
        place: Place = (*_PLACE, "calls", index, "dimension")
        if call.dimension not in framework.dimension_keys:
            yield Finding(place, unknown("dimension", call.dimension, framework.dimension_keys))
        elif call.dimension in [other.dimension for other in calls[:index]]:
            yield Finding(place, f"{call.dimension!r} is named twice; put its patterns together.")


def _bounds(framework: Framework) -> Iterator[Finding]:
    lower = sum(item.lower_bound for item in framework.dimensions)
    upper = sum(item.upper_bound for item in framework.dimensions)
    if lower > 1 + 1e-6:
        yield Finding(
            ("dimensions",),
            f"lower bounds add up to {lower:.4g}; more than 1 leaves no weights that add to 1.",
        )
    if upper < 1 - 1e-6:
        yield Finding(
            ("dimensions",),
            f"upper bounds add up to {upper:.4g}; less than 1 leaves no weights that add to 1.",
        )


def _families(framework: Framework) -> Iterator[Finding]:
    known = [item.key for item in framework.indicators]
    seen: set[str] = set()
    for index, family in enumerate(framework.scoring.families):
        for number, key in enumerate(family):
            place: Place = ("scoring", "families", index, number)
            if key not in known:
                yield Finding(place, unknown("indicator", key, known))
            elif key in seen:
                yield Finding(place, f"{key!r} already stands in a family; one is enough.")
            seen.add(key)


WEIGHT_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (
    _shares,
    _outcomes,
    _outcomes_do_not_foretell_themselves,
    _calls,
    _bounds,
    _families,
)
