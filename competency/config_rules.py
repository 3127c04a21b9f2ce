"""Rules between the fields of a framework that a single field's type cannot state.

Each rule yields findings; `loading` adds file and line. A rule never repairs. Sections have modules
of their own, such as `ladder_config_rules`; rules against gaming are `guard_config_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from zoneinfo import ZoneInfo

from competency.calendar_config_rules import CALENDAR_RULES
from competency.config_findings import Finding, Place, unknown
from competency.content_config_rules import CONTENT_RULES
from competency.degradation_config_rules import DEGRADATION_RULES
from competency.eligibility_config_rules import ELIGIBILITY_RULES
from competency.framework import Framework, Indicator
from competency.guard_config_rules import GUARD_RULES
from competency.ladder_config_rules import LADDER_RULES
from competency.learning_config_rules import LEARNING_RULES
from competency.legal_config_rules import LEGAL_RULES
from competency.on_duty_config_rules import ON_DUTY_RULES
from competency.people_config_rules import PEOPLE_RULES
from competency.return_config_rules import RETURN_RULES
from competency.role_config_rules import ROLE_RULES
from competency.sampling_config_rules import SAMPLING_RULES
from competency.staff_config_rules import STAFF_RULES
from competency.standards_config_rules import STANDARDS_RULES
from competency.weight_config_rules import WEIGHT_RULES

#: Tables of the exports and their columns; the contracts of the exports say the same.
TABLES: dict[str, tuple[str, ...]] = {
    table: tuple(columns.split())
    for table, columns in {
        "crm/deletions": "about id requested_at reason",
        "crm/agents": (
            "agent_id name team_id team_name manager_id hire_date role mentor_id "
            "service_mentor_id language site shift status left_on valid_from"
        ),
        "crm/interactions": (
            "interaction_id agent_id opened_at customer_id channel issue_type complexity "
            "customer_emotion first_response_at resolved_at handle_seconds "
            "knowledge_search_seconds resolved_first_contact reopened escalated "
            "mediation_outcome cross_sell_offered cross_sell_accepted proactive_care"
        ),
        "crm/surveys": "survey_id interaction_id agent_id responded_at csat nps",
        "crm/complaints": (
            "complaint_id interaction_id agent_id raised_at theme severity upheld closed_at causes"
        ),
        "qa/reviews": (
            "review_id agent_id reviewer_id reviewed_at interaction_id method rubric_version "
            "disputed"
        ),
        "qa/review_scores": "review_id criterion score max_score critical",
        "qa/findings": (
            "finding_id found_at kind subject team_id what where_at when_noted who_role why how "
            "action action_kind owner due_at action_at closed_at"
        ),
        "qa/feedback_360": "feedback_id agent_id rater_role dimension rating given_at",
        "lms/courses": (
            "course_id title dimensions duration_minutes format provider prerequisites "
            "mandatory bloom_level min_tier language valid_days active card mentoring product "
            "launched_at published_at updated_at"
        ),
        "lms/content_reviews": (
            "content_review_id course_id reviewed_at points_checked points_correct"
        ),
        "lms/sessions": "session_id course_id starts_at ends_at seats",
        "lms/enrollments": (
            "enrollment_id agent_id course_id session_id enrolled_at completed_at status "
            "score passed minutes_spent rating"
        ),
        "lms/assessments": (
            "attempt_id agent_id assessment_id taken_at score max_score dimension bloom_level"
        ),
        "lms/overrides": (
            "override_id agent_id course_id action decided_by reason decided_at replacement_id "
            "session_id not_before valid_until"
        ),
    }.items()
}


def broken_rules(framework: Framework) -> list[Finding]:
    """Return every broken rule, in no particular order; an empty list means a sound framework."""
    return [finding for rule in _RULES for finding in rule(framework)]


def _keys_unique(framework: Framework) -> Iterator[Finding]:
    groups: list[tuple[Place, Sequence[str]]] = [
        (("layers",), [item.key for item in framework.layers]),
        (("dimensions",), [item.key for item in framework.dimensions]),
        (("indicators",), [item.key for item in framework.indicators]),
        (("ladder", "tiers"), [item.key for item in framework.ladder.tiers]),
    ]
    for place, keys in groups:
        for index, key in enumerate(keys):
            if key in keys[:index]:
                yield Finding((*place, index, "key"), f"{key!r} is used twice; keys must differ.")


def _references(framework: Framework) -> Iterator[Finding]:
    layers = [layer.key for layer in framework.layers]
    dimensions = framework.dimension_keys
    for index, dimension in enumerate(framework.dimensions):
        if dimension.layer not in layers:
            yield Finding(
                ("dimensions", index, "layer"),
                unknown("layer", dimension.layer, layers),
            )
    for index, indicator in enumerate(framework.indicators):
        if indicator.dimension not in dimensions:
            yield Finding(
                ("indicators", index, "dimension"),
                unknown("dimension", indicator.dimension, dimensions),
            )
    if framework.profile not in framework.profiles:
        yield Finding(("profile",), unknown("profile", framework.profile, list(framework.profiles)))


def _weights(framework: Framework) -> Iterator[Finding]:
    total = sum(dimension.weight for dimension in framework.dimensions)
    if abs(total - 1) > 1e-6:
        yield Finding(
            ("dimensions",), f"weights of the dimensions add up to {total:.4g}; they must add to 1."
        )
    for index, item in enumerate(framework.dimensions):
        place: Place = ("dimensions", index)
        if item.lower_bound > item.upper_bound:
            yield Finding(
                (*place, "lower_bound"),
                f"lower_bound {item.lower_bound:g} is above upper_bound {item.upper_bound:g}.",
            )
        elif not item.lower_bound <= item.weight <= item.upper_bound:
            yield Finding(
                (*place, "weight"),
                f"weight {item.weight:g} is outside its bounds "
                f"{item.lower_bound:g} to {item.upper_bound:g}.",
            )
        of_dimension = [one for one in framework.enabled_indicators() if one.dimension == item.key]
        if not of_dimension:
            yield Finding(
                (*place, "key"),
                f"dimension {item.key!r} has no indicator that is switched on and has weight.",
            )


def _indicators(framework: Framework) -> Iterator[Finding]:
    for index, item in enumerate(framework.indicators):
        place: Place = ("indicators", index)
        if item.floor == item.target:
            yield Finding(
                (*place, "target"),
                f"target {item.target:g} equals floor; one must be above the other.",
            )
        if item.kind == "binary" or item.unit == "share":
            for name, value in (("floor", item.floor), ("target", item.target)):
                if not 0 <= value <= 1:
                    yield Finding(
                        (*place, name),
                        f"{name} {value:g} of a share must be between 0 and 1 (90 % is 0.9).",
                    )
        if not item.enabled and item.reason_off is None:
            yield Finding(
                (*place, "enabled"), "switched off without reason_off: say why, en and zh."
            )
        yield from _sources(item, place)


def _sources(item: Indicator, place: Place) -> Iterator[Finding]:
    for number, need in enumerate(item.needs):
        table, dot, column = need.partition(".")
        if table not in TABLES:
            yield Finding((*place, "needs", number), unknown("table", table, TABLES))
        elif dot and column not in TABLES[table]:
            message = unknown(f"column of {table}", column, TABLES[table])
            yield Finding((*place, "needs", number), message)
    if item.source == "crm/interactions":
        if item.measure is None:
            yield Finding(place, "an indicator of crm/interactions needs a measure.")
        if item.criteria or item.fallback:
            yield Finding(place, "criteria and fallback belong to QA, tests and 360 only.")
    else:
        if item.measure is not None:
            yield Finding((*place, "measure"), f"{item.source} has criteria, not measures.")
        if not item.criteria and not item.fallback:
            yield Finding(place, f"an indicator of {item.source} needs criteria.")


def _fallbacks(framework: Framework) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for index, item in enumerate(framework.indicators):
        if item.fallback and item.source in first:
            yield Finding(
                ("indicators", index, "fallback"),
                f"{first[item.source]!r} is already the fallback of {item.source}.",
            )
        elif item.fallback:
            first[item.source] = item.key


def _profiles(framework: Framework) -> Iterator[Finding]:
    indicators = [item.key for item in framework.indicators]
    for name, profile in framework.profiles.items():
        place: Place = ("profiles", name)
        for key in profile.indicators:
            if key not in indicators:
                yield Finding((*place, "indicators", key), unknown("indicator", key, indicators))
        weights = profile.dimension_weights
        for key in weights:
            if key not in framework.dimension_keys:
                yield Finding(
                    (*place, "dimension_weights", key),
                    unknown("dimension", key, framework.dimension_keys),
                )
        if weights and abs(sum(weights.values()) - 1) > 1e-6:
            yield Finding(
                (*place, "dimension_weights"),
                f"weights add up to {sum(weights.values()):.4g}; they must add to 1.",
            )


def _settings(framework: Framework) -> Iterator[Finding]:
    if "default" not in framework.first_response_seconds:
        yield Finding(("first_response_seconds",), "needs 'default' for channels not named.")
    try:
        ZoneInfo(framework.time_zone)
    except (KeyError, ValueError, OSError):
        yield Finding(
            ("time_zone",), f"{framework.time_zone!r} is no time zone, such as Asia/Shanghai."
        )


_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (
    _keys_unique,
    _references,
    _weights,
    _indicators,
    _fallbacks,
    _profiles,
    _settings,
    *LADDER_RULES,
    *ON_DUTY_RULES,
    *PEOPLE_RULES,
    *ROLE_RULES,
    *SAMPLING_RULES,
    *CONTENT_RULES,
    *WEIGHT_RULES,
    *GUARD_RULES,
    *DEGRADATION_RULES,
    *LEGAL_RULES,
    *STAFF_RULES,
    *LEARNING_RULES,
    *CALENDAR_RULES,
    *ELIGIBILITY_RULES,
    *RETURN_RULES,
    *STANDARDS_RULES,
)
