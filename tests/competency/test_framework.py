import pytest
from pydantic import ValidationError

from competency.framework import Framework
from competency.loading import load_text, parse_framework


def with_profile(name):
    return parse_framework(load_text().replace("profile: general", f"profile: {name}"), "f.yml")


def test_shipped_dimensions_tiers_and_rules(framework):
    assert framework.dimension_keys == (
        "process",
        "knowledge",
        "resolution",
        "mediation",
        "relationship",
        "growth",
    )
    tiers = framework.ladder.tiers
    assert [tier.key for tier in tiers] == ["entry", "executing", "independent", "expert", "leader"]
    assert [tier.min_months for tier in tiers] == [0, 1, 3, 6, 12]
    assert [tier.clock_months for tier in tiers] == [3, 6, 9, 12, 18]
    assert framework.layers[1].aliases == ("进阶层",)


@pytest.mark.parametrize(
    ("indicator", "requirement", "target"),
    [
        pytest.param("qa_process", "S0-032", 0.90, id="process accuracy"),
        pytest.param("search_seconds", "S0-033", 8, id="retrieval speed"),
        pytest.param("complex_resolved", "S0-034", 0.75, id="complex issues"),
        pytest.param("mediation_success", "S0-035", 0.65, id="mediation"),
        pytest.param("promoter", "S0-036", 0.50, id="recommendation"),
        pytest.param("cross_sell_accepted", "S0-037", 0.12, id="cross-sell"),
        pytest.param("satisfied", "S0-083", 0.75, id="satisfaction"),
        pytest.param("resolved_first_contact", "S1-009", 0.85, id="first contact"),
    ],
)
def test_shipped_targets_are_those_of_the_documents(framework, indicator, requirement, target):
    item = framework.indicator(indicator)
    assert (item.requirement, item.target) == (requirement, target)


@pytest.mark.parametrize("key", ["speech_rate_stability", "machine_read_emotion"])
def test_restricted_indicators_ship_off_with_a_reason(framework, key):
    item = framework.indicator(key)
    assert not item.enabled
    assert item.reason_off is not None
    assert "EU" in item.reason_off.en
    assert "欧盟" in item.reason_off.zh
    assert key not in [one.key for one in framework.enabled_indicators()]


def test_direction_follows_from_floor_and_target(framework):
    assert framework.indicator("satisfied").direction == "higher"
    assert framework.indicator("reopened").direction == "lower"
    assert framework.indicator("reopened").slope < 0


def test_profile_overrides_targets_and_resolving_twice_changes_nothing():
    shop = with_profile("e_commerce")
    assert shop.indicator("satisfied").target == 0.92
    assert shop.first_response_seconds["default"] == 60
    assert shop.first_response_seconds["email"] == 600
    assert shop.resolved() == shop
    bank = with_profile("finance")
    assert bank.dimension("process").weight == 0.25
    assert "cross_sell_accepted" not in [one.key for one in bank.enabled_indicators()]


def test_json_round_trip_keeps_what_sql_reads():
    shop = with_profile("e_commerce")
    again = Framework.model_validate_json(shop.to_json())
    assert again == shop
    assert '"satisfied_from":4' in shop.to_json()


def test_models_are_frozen(framework):
    with pytest.raises(ValidationError):
        framework.name = "other"
