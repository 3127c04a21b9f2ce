import pytest

from competency.config_rules import broken_rules
from competency.guard_config_rules import WHY
from competency.guard_rules import GuardRules


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
        "handle time beside volume",
        {"handle_minutes": {"paired_with": "proactive_care"}},
        ("paired_quality", "handle_minutes", "paired_with"),
    ),
    (
        "handle time beside a quality of another, lighter dimension",
        # As a weight 0.06 is above 0.05; of the composite it is 0.0078 against 0.0125.
        {
            "handle_minutes": {"paired_with": "promoter", "minimum_n": 20},
            "promoter": {"weight": 0.06},
            "satisfied": {"weight": 0.6},
        },
        ("paired_quality", "handle_minutes", "paired_with"),
    ),
    (
        "handle time that counts before its quality does",
        {"resolved_first_contact": {"minimum_n": 11}},
        ("paired_quality", "handle_minutes", "paired_with"),
    ),
    (
        "search time above the quality of its dimension",
        {
            "search_seconds": {"weight": 0.5},
            "qa_knowledge": {"weight": 0.1},
            "test_knowledge": {"weight": 0.1},
            "feedback_knowledge": {"weight": 0.3},
        },
        ("paired_quality", "search_seconds", "weight"),
    ),
    (
        "times that are above quality only together",
        {
            "first_response_in_time": {"weight": 0.3},
            "closed_in_time": {"weight": 0.3},
            "qa_process": {"weight": 0.3},
            "test_process": {"weight": 0.1},
        },
        ("paired_quality", "first_response_in_time", "weight"),
    ),
    (
        "handle time the longer the better",
        {"handle_minutes": {"floor": 8.0, "target": 20.0}},
        ("direction", "handle_minutes", "target"),
    ),
    (
        "satisfied the less the better",
        {"satisfied": {"floor": 0.75, "target": 0.45}},
        ("direction", "satisfied", "target"),
    ),
    (
        "reviews the worse the better",
        {"qa_process": {"floor": 0.9, "target": 0.6}},
        ("direction", "qa_process", "target"),
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


def test_every_measure_and_mark_has_a_direction(framework):
    """Swapping floor and target of any indicator is refused, of the shipped file none is."""
    assert "direction" not in [rule for rule, *_ in found(framework)]
    for item in framework.indicators:
        swapped = changed(framework, **{item.key: {"floor": item.target, "target": item.floor}})
        assert ("direction", item.key, "target") in list(found(swapped))


def test_a_pair_in_another_dimension_counts_by_its_share_of_the_composite(framework):
    """0.35 of a dimension of 0.15 is more of the composite than 0.05 of one of 0.25."""
    beside = changed(framework, handle_minutes={"paired_with": "satisfied"})
    assert broken_rules(beside) == []
    off = changed(
        framework,
        handle_minutes={"paired_with": "escalated"},
        escalated={"enabled": False, "reason_off": "why"},
    )
    assert ("paired_quality", "handle_minutes", "paired_with") in list(found(off))


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
