"""Guards against gaming: each finding carries the rule's name and why it is there.

`GUARD_RULES` refuse a configuration, as those of `config_rules` do; `guard_warnings` only tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from competency.config_findings import Finding, Place, unknown
from competency.framework import GAMEABLE, LOWER_IS_BETTER, QUALITY, Framework, Indicator

WHY: dict[str, str] = {
    "direction": "a target on the wrong side of its floor rewards serving worse",
    "paired_quality": "people can be quick by serving worse (S2-020, S4-025)",
    "indicator_cap": "one figure that decides alone is served instead of the customer (S4-025)",
    "counted_once": "the same data twice claims more evidence than there is and slips by the cap",
    "data_source": "a standard that cannot be traced to data cannot be checked",
    "review_by": "a target nobody looks at again stops saying what good is",
    "guards_loosened": "whoever loosens a guard should be seen to do so",
    "critical_bar": "good averages must not make up for a critical failure",
    "thin_evidence": "with little evidence asked for, tiers are luck",
    "legal_class": "people are rated only by what the law allows where they work",
    "reason_off": "a reason for leaving something out is often a legal one and still holds",
    "fast_weights": "weights that jump leave nobody time to learn what they ask for",
}
#: Measures of time. Those in GAMEABLE need a pair of their own; the others are shares in time.
TIMED = GAMEABLE | {"search_seconds", "first_response_in_time", "closed_in_time"}
#: Measures of the very same answers.
_SAME = {"csat": "satisfied"}


def guard_finding(place: Place, rule: str, message: str) -> Finding:
    """Return a finding with the reason of its rule."""
    return Finding(place, message, rule, WHY[rule])


def counting(framework: Framework) -> Iterator[tuple[Place, Indicator, float]]:
    """Yield place, indicator and share of its dimension's weight of whatever counts."""
    total: dict[str, float] = {}
    for item in framework.enabled_indicators():
        total[item.dimension] = total.get(item.dimension, 0.0) + item.weight
    for index, item in enumerate(framework.indicators):
        if item.enabled and item.weight > 0:
            yield ("indicators", index), item, item.weight / total[item.dimension]


def _parts(framework: Framework) -> dict[str, float]:
    """Shares of the composite, by indicator that counts."""
    weight = {item.key: item.weight for item in framework.dimensions}
    return {
        item.key: weight.get(item.dimension, 0.0) * share for _, item, share in counting(framework)
    }


def _directions(framework: Framework) -> Iterator[Finding]:
    for index, item in enumerate(framework.indicators):
        wanted = "lower" if item.measure in LOWER_IS_BETTER else "higher"
        if item.floor != item.target and item.direction != wanted:
            what = item.measure or item.source
            side, better = ("below", "less") if wanted == "lower" else ("above", "more")
            yield guard_finding(
                ("indicators", index, "target"),
                "direction",
                f"of {what} {better} is better: target {item.target:g} must be {side} floor "
                f"{item.floor:g}.",
            )


def _pairs(framework: Framework) -> Iterator[Finding]:
    partners = {other.key: other for other in framework.indicators}
    parts = _parts(framework)
    for index, item in enumerate(framework.indicators):
        place: Place = ("indicators", index)
        counts = item.enabled and item.weight > 0
        if item.paired_with is None:
            if counts and item.measure in GAMEABLE:
                yield guard_finding(
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
        elif counts and partner.measure not in QUALITY:
            message = f"{partner.key!r} is not a quality measure of the contacts."
            yield guard_finding(place, "paired_quality", message)
        elif counts and partner.minimum_n > item.minimum_n:
            message = (
                f"{partner.key!r} waits for {partner.minimum_n} contacts, {item.key!r} only for "
                f"{item.minimum_n}: time would count before quality."
            )
            yield guard_finding(place, "paired_quality", message)
        elif counts and partner.dimension != item.dimension:
            # Weights are relative within a dimension and say nothing across two.
            if parts.get(partner.key, 0.0) < parts.get(item.key, 0.0) - 1e-9:
                message = (
                    f"{partner.key!r} must be switched on and hold at least {parts[item.key]:.3g} "
                    f"of the composite, as {item.key!r} does; it holds "
                    f"{parts.get(partner.key, 0.0):.3g}."
                )
                yield guard_finding(place, "paired_quality", message)
        elif counts and not (partner.enabled and partner.weight >= item.weight):
            yield guard_finding(
                place,
                "paired_quality",
                f"{partner.key!r} must be switched on with at least the weight {item.weight:g}.",
            )


def _time_below_quality(framework: Framework) -> Iterator[Finding]:
    parts = _parts(framework)
    yield from _outweighs(
        [(place, item, parts[item.key]) for place, item, _ in counting(framework)],
        "the composite",
        "the quality measures of the same contacts",
        sources=(),
    )


def _time_below_quality_within(framework: Framework) -> Iterator[Finding]:
    """Within a dimension reviews and tests are quality too; ratings by colleagues are not."""
    for dimension in framework.dimension_keys:
        yield from _outweighs(
            [one for one in counting(framework) if one[1].dimension == dimension],
            repr(dimension),
            "contact quality, reviews and tests in it",
            sources=("qa/reviews", "lms/assessments"),
        )


def _outweighs(
    held: list[tuple[Place, Indicator, float]], whole: str, against: str, sources: tuple[str, ...]
) -> Iterator[Finding]:
    """Blame the heaviest measure of time where together they hold more than quality does.

    Args:
        held: place, indicator and what it holds of the whole.
        whole: of what, in words.
        against: what quality is, in words.
        sources: whose indicators are quality beside the quality measures of contacts.
    """
    timed = [(part, place) for place, item, part in held if item.measure in TIMED]
    time = sum(part for part, _ in timed)
    quality = sum(
        part
        for _, item, part in held
        if item.measure not in TIMED and (item.measure in QUALITY or item.source in sources)
    )
    if time > quality + 1e-9:
        heaviest = max(timed, key=lambda one: one[0])[1]
        yield guard_finding(
            (*heaviest, "weight"),
            "paired_quality",
            f"measures of time hold {time:.3g} of {whole}, more than the {quality:.3g} of "
            f"{against}.",
        )


def _caps(framework: Framework) -> Iterator[Finding]:
    rules = framework.guards
    weight = {item.key: item.weight for item in framework.dimensions}
    for place, item, share in counting(framework):
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
        yield guard_finding((*place, "weight"), "indicator_cap", message)


def _once(framework: Framework) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for place, item, _ in counting(framework):
        if item.measure is None:
            continue
        measure = _SAME.get(item.measure, item.measure)
        if measure in first:
            yield guard_finding(
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
            yield guard_finding((*place, "needs"), "data_source", message)
        elif item.enabled and item.measure is None and item.source not in item.needs:
            message = f"counts rows of {item.source} without needing it; add {item.source}."
            yield guard_finding((*place, "needs"), "data_source", message)
        if item.enabled and item.weight > 0 and item.review_by is None:
            message = (
                f"{item.key!r} carries weight without review_by: name the day by which its target "
                "is looked at again."
            )
            yield guard_finding(place, "review_by", message)


GUARD_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (
    _directions,
    _pairs,
    _time_below_quality,
    _time_below_quality_within,
    _caps,
    _once,
    _traced,
)
