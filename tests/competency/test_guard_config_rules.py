import datetime as dt

import pytest

from competency.config_rules import broken_rules
from competency.guard_config_rules import WHY, warnings
from competency.guard_rules import GuardRules

TODAY = dt.date(2026, 11, 1)


def changed(framework, **indicators):
    """The framework with some indicators changed."""
    return framework.model_copy(
        update={
            "indicators": tuple(
                item.model_copy(update=indicators.get(item.key, {}))
                for item in framework.indicators
            )
        }
    )


def found(framework, place=True):
    place_of = {index: item.key for index, item in enumerate(framework.indicators)}
    for one in broken_rules(framework):
        assert one.why == WHY.get(one.rule, "")
        yield (one.rule, place_of[one.path[1]], *one.path[2:])


# (id, changes of indicators, rule, indicator and key blamed)
GAMED = [
    (
        "handle time without quality",
        {"handle_minutes": {"paired_with": None}},
        ("paired_quality", "handle_minutes", "weight"),
    ),
    (
        "handle time beside another time",
        {"handle_minutes": {"paired_with": "first_response_in_time"}},
        ("paired_quality", "handle_minutes", "paired_with"),
    ),
    (
        "handle time beside tests",
        {"handle_minutes": {"paired_with": "test_resolution"}},
        ("paired_quality", "handle_minutes", "paired_with"),
    ),
    (
        "handle time above its quality",
        {"handle_minutes": {"weight": 0.31}},
        ("paired_quality", "handle_minutes", "paired_with"),
    ),
    (
        "quality of handle time switched off",
        {"resolved_first_contact": {"enabled": False, "reason_off": "why"}},
        ("paired_quality", "handle_minutes", "paired_with"),
    ),
    (
        "a dimension of one indicator",
        {
            key: {"weight": 0.0}
            for key in (
                "cross_sell_accepted",
                "qa_growth",
                "test_growth",
                "feedback_growth",
            )
        },
        ("indicator_cap", "proactive_care", "weight"),
    ),
    (
        "most of a dimension",
        {"mediation_success": {"weight": 0.9}},
        ("indicator_cap", "mediation_success", "weight"),
    ),
    (
        "the same answers twice",
        {"csat_mean": {"enabled": True, "weight": 0.1}},
        ("counted_once", "csat_mean", "measure"),
    ),
    (
        "reviews without reviews",
        {"qa_growth": {"needs": ("crm/agents",)}},
        ("data_source", "qa_growth", "needs"),
    ),
    (
        "an outcome from nowhere",
        {"repeat_contact": {"needs": ()}},
        ("data_source", "repeat_contact", "needs"),
    ),
    ("never looked at again", {"promoter": {"review_by": None}}, ("review_by", "promoter")),
]


@pytest.mark.parametrize(
    ("changes", "blamed"), [pytest.param(*case[1:], id=case[0]) for case in GAMED]
)
def test_a_gamed_configuration_is_caught(framework, changes, blamed):
    assert blamed in list(found(changed(framework, **changes)))


def test_time_may_not_outweigh_quality_of_the_same_contacts(framework):
    quality = {
        item.key: {"weight": 0.01}
        for item in framework.indicators
        if item.source == "crm/interactions" and item.measure not in {"handle_minutes"}
    }
    quality |= {"first_response_in_time": {"weight": 0.4}, "search_seconds": {"weight": 0.4}}
    quality |= {"handle_minutes": {"weight": 0.01}}
    one = list(found(changed(framework, **quality)))
    assert ("paired_quality", "first_response_in_time", "weight") in one


def test_what_does_not_count_is_left_alone(framework):
    harmless = changed(
        framework,
        handle_minutes={"paired_with": None, "weight": 0.0},
        repeat_contact={"review_by": None},
        csat_mean={"weight": 0.5},
    )
    assert broken_rules(harmless) == []


def test_caps_are_the_configurations(framework):
    tight = framework.model_copy(update={"guards": GuardRules(indicator_share=0.44)})
    over = {key for rule, key, *_ in found(tight) if rule == "indicator_cap"}
    assert over == {"qa_process", "qa_knowledge", "mediation_success"}
    tight = framework.model_copy(update={"guards": GuardRules(composite_share=0.08)})
    assert {key for rule, key, *_ in found(tight) if rule == "indicator_cap"} == {"qa_process"}


def test_the_shipped_framework_is_warned_of_nothing_until_its_reviews_are_due(framework):
    assert warnings(framework, TODAY) == []
    assert warnings(framework, dt.date(2027, 6, 30)) == []
    due = warnings(framework, dt.date(2027, 7, 1))
    assert len(due) == len(framework.enabled_indicators())
    assert {one.rule for one in due} == {"review_by"}


@pytest.mark.parametrize(
    ("part", "update", "rule"),
    [
        pytest.param("guards", {"indicator_share": 0.7}, "guards_loosened", id="cap"),
        pytest.param("guards", {"review_months": 36}, "guards_loosened", id="reviews"),
        pytest.param("ladder", {"critical_months": 0}, "critical_bar", id="critical months"),
        pytest.param("ladder", {"minimum_known_weight": 0.2}, "thin_evidence", id="known weight"),
        pytest.param("scoring", {"enough_reliability": 0.1}, "thin_evidence", id="reliability"),
        pytest.param(None, {"critical_fail_below": 0.0}, "critical_bar", id="critical share"),
    ],
)
def test_what_opens_the_gates_is_warned_of(framework, part, update, rule):
    if part is not None:
        update = {part: getattr(framework, part).model_copy(update=update)}
    loose = framework.model_copy(update=update)
    assert [one.rule for one in warnings(loose, TODAY)] == [rule]
    assert broken_rules(loose) == []


def test_a_review_too_far_ahead_is_warned_of(framework):
    far = changed(framework, promoter={"review_by": dt.date(2029, 1, 1)})
    (one,) = warnings(far, TODAY)
    assert (one.rule, one.path[2]) == ("review_by", "review_by")
    assert "26 months away; at most 24" in one.message
