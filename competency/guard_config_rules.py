"""Guards against gaming: each finding carries the rule's name and why it is there.

`GUARD_RULES` refuse a configuration, as those of `config_rules` do; `warnings` only tell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from competency.config_findings import Finding, Place, unknown
from competency.framework import GAMEABLE, Framework, Indicator
from competency.guard_rules import GuardRules

WHY: dict[str, str] = {
    "paired_quality": "people can be quick by serving worse (S2-020, S4-025)",
    "indicator_cap": "one figure that decides alone is served instead of the customer (S4-025)",
    "counted_once": "the same data twice claims more evidence than there is and slips by the cap",
    "data_source": "a standard that cannot be traced to data cannot be checked",
    "review_by": "a target nobody looks at again stops saying what good is",
    "guards_loosened": "whoever loosens a guard should be seen to do so",
    "critical_bar": "good averages must not make up for a critical failure",
    "thin_evidence": "with little evidence asked for, tiers are luck",
}
#: Measures of time. Those in GAMEABLE need a pair of their own; the others are shares in time.
TIMED = GAMEABLE | {"search_seconds", "first_response_in_time", "closed_in_time"}
#: Measures of the very same answers.
_SAME = {"csat": "satisfied"}


def _finding(place: Place, rule: str, message: str) -> Finding:
    return Finding(place, message, rule, WHY[rule])


def _counting(framework: Framework) -> Iterator[tuple[Place, Indicator, float]]:
    """Yield place, indicator and share of its dimension's weight of whatever counts."""
    total: dict[str, float] = {}
    for item in framework.enabled_indicators():
        total[item.dimension] = total.get(item.dimension, 0.0) + item.weight
    for index, item in enumerate(framework.indicators):
        if item.enabled and item.weight > 0:
            yield ("indicators", index), item, item.weight / total[item.dimension]


def _pairs(framework: Framework) -> Iterator[Finding]:
    partners = {other.key: other for other in framework.indicators}
    for index, item in enumerate(framework.indicators):
        place: Place = ("indicators", index)
        counts = item.enabled and item.weight > 0
        if item.paired_with is None:
            if counts and item.measure in GAMEABLE:
                yield _finding(
                    (*place, "weight"),
                    "paired_quality",
                    f"{item.measure} may carry weight only beside a quality indicator of the same "
                    "contacts: add paired_with.",
                )
            continue
        partner = partners.get(item.paired_with)
        place = (*place, "paired_with")
        if partner is None:
            yield Finding(place, unknown("indicator", item.paired_with, partners))
        elif counts and (partner.measure in TIMED or partner.measure is None):
            message = f"{partner.key!r} is not a quality measure of the contacts."
            yield _finding(place, "paired_quality", message)
        elif counts and not (partner.enabled and partner.weight >= item.weight):
            yield _finding(
                place,
                "paired_quality",
                f"{partner.key!r} must be switched on with at least the weight {item.weight:g}.",
            )


def _time_below_quality(framework: Framework) -> Iterator[Finding]:
    weight = {item.key: item.weight for item in framework.dimensions}
    time = quality = 0.0
    heaviest: tuple[float, Place] = (0.0, ())
    for place, item, share in _counting(framework):
        part = weight.get(item.dimension, 0.0) * share
        if item.measure in TIMED:
            time += part
            heaviest = max(heaviest, (part, place), key=lambda one: one[0])
        elif item.measure is not None:
            quality += part
    if time > quality:
        yield _finding(
            (*heaviest[1], "weight"),
            "paired_quality",
            f"measures of time hold {time:.3g} of the composite, more than the {quality:.3g} of "
            "the quality measures of the same contacts.",
        )


def _caps(framework: Framework) -> Iterator[Finding]:
    rules = framework.guards
    weight = {item.key: item.weight for item in framework.dimensions}
    for place, item, share in _counting(framework):
        part = weight.get(item.dimension, 0.0) * share
        if share > 1 - 1e-9:
            message = f"{item.dimension!r} is measured by {item.key!r} alone; add another."
        elif share > rules.indicator_share + 1e-9:
            message = (
                f"{item.key!r} holds {share:.3g} of the indicator weight of {item.dimension!r}; "
                f"at most {rules.indicator_share:g}."
            )
        elif part > rules.composite_share + 1e-9:
            message = (
                f"{item.key!r} holds {part:.3g} of the composite (dimension weight "
                f"{weight[item.dimension]:g} x share {share:.3g}); at most "
                f"{rules.composite_share:g}."
            )
        else:
            continue
        yield _finding((*place, "weight"), "indicator_cap", message)


def _once(framework: Framework) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for place, item, _ in _counting(framework):
        if item.measure is None:
            continue
        measure = _SAME.get(item.measure, item.measure)
        if measure in first:
            yield _finding(
                (*place, "measure"),
                "counted_once",
                f"{item.key!r} measures what {first[measure]!r} measures; give one of them weight.",
            )
        first.setdefault(measure, item.key)


def _traced(framework: Framework) -> Iterator[Finding]:
    for index, item in enumerate(framework.indicators):
        place: Place = ("indicators", index)
        if item.enabled and not item.needs:
            message = "an indicator needs at least one source, such as crm/interactions.reopened."
            yield _finding((*place, "needs"), "data_source", message)
        elif item.enabled and item.measure is None and item.source not in item.needs:
            message = f"counts rows of {item.source} without needing it; add {item.source}."
            yield _finding((*place, "needs"), "data_source", message)
        if item.enabled and item.weight > 0 and item.review_by is None:
            message = (
                f"{item.key!r} carries weight without review_by: name the day by which its target "
                "is looked at again."
            )
            yield _finding(place, "review_by", message)


GUARD_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (
    _pairs,
    _time_below_quality,
    _caps,
    _once,
    _traced,
)


def warnings(framework: Framework, as_of: dt.date) -> list[Finding]:
    """Return what does not make a sound framework unsound but should be seen.

    Args:
        framework: resolved framework.
        as_of: day by which a review is overdue.
    """
    return [*_reviews(framework, as_of), *_loosened(framework), *_gates(framework)]


def _reviews(framework: Framework, as_of: dt.date) -> Iterator[Finding]:
    ahead = framework.guards.review_months
    for place, item, _ in _counting(framework):
        due = item.review_by
        if due is None:
            continue
        months = (due.year - as_of.year) * 12 + due.month - as_of.month
        if due < as_of:
            message = f"review was due on {due}: look at the target again, then set a new day."
        elif months > ahead:
            message = f"review on {due} is {months} months away; at most {ahead}."
        else:
            continue
        yield _finding((*place, "review_by"), "review_by", message)


def _loosened(framework: Framework) -> Iterator[Finding]:
    usual = GuardRules()
    for name, value in framework.guards:
        if value > getattr(usual, name):
            yield _finding(
                ("guards", name),
                "guards_loosened",
                f"{value:g} is looser than the usual {getattr(usual, name):g}.",
            )


def _gates(framework: Framework) -> Iterator[Finding]:
    if framework.critical_fail_below == 0:
        yield _finding(("critical_fail_below",), "critical_bar", "with 0 no review ever fails.")
    if framework.ladder.critical_months == 0:
        message = "with 0 a critical failure never bars the way up."
        yield _finding(("ladder", "critical_months"), "critical_bar", message)
    asked: dict[Place, float] = {
        ("ladder", "minimum_known_weight"): framework.ladder.minimum_known_weight,
        ("scoring", "enough_reliability"): framework.scoring.enough_reliability,
    }
    for place, value in asked.items():
        if value < 0.5:
            message = f"{value:g}: less than half need be known of whoever gets a tier."
            yield _finding(place, "thin_evidence", message)
