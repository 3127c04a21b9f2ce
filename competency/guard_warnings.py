"""What does not refuse a configuration but should be seen: reviews overdue, guards loosened.

Names and reasons are those of `guard_config_rules`, whose rules refuse.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from competency.config_findings import Finding, Place
from competency.framework import Framework
from competency.guard_config_rules import counting, guard_finding
from competency.guard_rules import GuardRules
from competency.standards_lint import TODO, standard_faults


def warnings(framework: Framework, as_of: dt.date) -> list[Finding]:
    """Return what does not make a sound framework unsound but should be seen.

    Args:
        framework: resolved framework.
        as_of: day by which a review is overdue.
    """
    return [
        *_reviews(framework, as_of),
        *_caps_at_bounds(framework),
        *_reasons(framework),
        *_legal(framework, as_of),
        *_loosened(framework),
        *_gates(framework),
        *_standards(framework, as_of),
    ]


def _reviews(framework: Framework, as_of: dt.date) -> Iterator[Finding]:
    ahead = framework.guards.review_months
    dated = [(place, item.review_by) for place, item, _ in counting(framework)]
    for index, one in enumerate(framework.standards.table):
        if one.holds_on(as_of):
            dated.append((("standards", "table", index), one.review_by))
    for place, due in dated:
        if due is None:
            continue
        months = (due.year - as_of.year) * 12 + due.month - as_of.month
        if due < as_of:
            message = f"review was due on {due}: look at the target again, then set a new day."
        elif months > ahead:
            message = f"review on {due} is {months} months away; at most {ahead}."
        else:
            continue
        yield guard_finding((*place, "review_by"), "review_by", message)


def _standards(framework: Framework, as_of: dt.date) -> Iterator[Finding]:
    for one in standard_faults(framework, as_of):
        if one.fault == "overdue":
            continue  # told above
        detail = f" ({one.detail})" if one.detail else ""
        yield Finding(one.place, f"{one.subject!r}: {TODO[one.fault].en}{detail}.", one.fault)


def _caps_at_bounds(framework: Framework) -> Iterator[Finding]:
    upper = {item.key: item.upper_bound for item in framework.dimensions}
    most = framework.guards.composite_share
    for place, item, share in counting(framework):
        part = upper[item.dimension] * share
        if part > most + 1e-9:
            message = (
                f"{item.key!r} would hold {part:.3g} of the composite where recalibration may take "
                f"{item.dimension!r} (upper_bound {upper[item.dimension]:g} x share {share:.3g}); "
                f"at most {most:g}."
            )
            yield guard_finding((*place, "weight"), "indicator_cap", message)


def _reasons(framework: Framework) -> Iterator[Finding]:
    for index, item in enumerate(framework.indicators):
        if item.enabled and item.reason_off is not None:
            # Without the line 'enabled: false' it is on, too: then the reason is what stands there.
            key = "enabled" if "enabled" in item.model_fields_set else "reason_off"
            message = f"switched on although reason_off is given: {item.reason_off.en}"
            yield guard_finding(("indicators", index, key), "reason_off", message)


def _legal(framework: Framework, as_of: dt.date) -> Iterator[Finding]:
    for index, item in enumerate(framework.indicators):
        review = item.legal_review
        if not item.enabled or item.legal_class == "ordinary" or review is None:
            continue
        message = (
            f"{item.key!r} is {item.legal_class} and switched on by the legal review of "
            f"{review.date} by {review.by} ({review.reference})."
        )
        if review.date > as_of:
            message = f"the legal review of {item.key!r} is dated {review.date}, which is to come."
        yield guard_finding(("indicators", index, "legal_review"), "legal_class", message)


def _loosened(framework: Framework) -> Iterator[Finding]:
    usual = GuardRules()
    for name, value in framework.guards:
        if value > getattr(usual, name):
            yield guard_finding(
                ("guards", name),
                "guards_loosened",
                f"{value:g} is looser than the usual {getattr(usual, name):g}.",
            )


def _gates(framework: Framework) -> Iterator[Finding]:
    bar = framework.critical_fail_below
    if bar < 0.1:
        message = f"with {bar:g} {'no' if bar == 0 else 'next to no'} review ever fails."
        yield guard_finding(("critical_fail_below",), "critical_bar", message)
    step = framework.recalibration.step_limit
    if step > 0.1:
        message = f"{step:g} in a month can turn the weights over within a quarter; at most 0.1."
        yield guard_finding(("recalibration", "step_limit"), "fast_weights", message)
    if framework.ladder.critical_months == 0:
        message = "with 0 a critical failure never bars the way up."
        yield guard_finding(("ladder", "critical_months"), "critical_bar", message)
    asked: dict[Place, float] = {
        ("ladder", "minimum_known_weight"): framework.ladder.minimum_known_weight,
        ("scoring", "enough_reliability"): framework.scoring.enough_reliability,
    }
    for place, value in asked.items():
        if value < 0.5:
            message = f"{value:g}: less than half need be known of whoever gets a tier."
            yield guard_finding(place, "thin_evidence", message)
