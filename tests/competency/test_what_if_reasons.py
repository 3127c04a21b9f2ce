import dataclasses

import pytest

from competency.editions import editions_of
from competency.frames import empty
from competency.path_words import Words
from competency.tier_evidence import tier_evidence
from competency.what_if_reasons import Stand, reason


@pytest.fixture
def stand(framework, make):
    """Stands of one agent: a level of all dimensions or six of them, under a framework."""

    def build(level, tier, rules=framework, known=1.0, obstacle=None, on_record=False):
        beliefs = make.beliefs({"A": [level]}, error=3)
        shown = tier_evidence(editions_of(rules), beliefs, empty("dimension_weights"))
        return Stand(rules, shown, [tier], [known], [obstacle], [on_record])

    return build


def with_tier(framework, key, **changes):
    tiers = tuple(
        tier.model_copy(update=changes) if tier.key == key else tier
        for tier in framework.ladder.tiers
    )
    ladder = framework.ladder.model_copy(update={"tiers": tiers})
    return framework.model_copy(update={"ladder": ladder})


def test_a_composite_that_passes_the_cut(stand):
    found = reason(stand(56, 2), stand(59, 3), 0)
    assert found.en.startswith("Composite 56.0 → 59.0 (")
    assert found.en.endswith(" sure); Independent asks for 57.")
    assert found.zh.startswith("综合得分56.0 → 59.0（把握")
    assert found.zh.endswith("独立级要求57。")


def test_a_composite_that_falls_below_it(stand):
    assert reason(stand(59, 3), stand(54, 2), 0).en.startswith("Composite 59.0 → 54.0")


def test_a_cut_that_comes_to_meet_somebody(framework, stand):
    easier = with_tier(framework, "independent", composite_cut=53.0)
    found = reason(stand(56, 2), stand(56, 3, easier), 0)
    assert found.en.startswith("Composite 56.0 (")
    assert found.en.endswith("Independent asks for 53 instead of 57.")
    assert found.zh.endswith("独立级的要求由57改为53。")


def test_a_floor_is_named_by_its_layer(framework, stand):
    level = [48, 48, 70, 70, 70, 70]
    easier = with_tier(framework, "independent", layer_floors={"core": 45.0})
    found = reason(stand(level, 2), stand(level, 3, easier), 0)
    assert found.en.startswith("Base layer 48.0 (")
    assert found.en.endswith("asks for none instead of 50.")
    assert found.zh.endswith("的要求由50改为无要求。")


def test_evidence_too_little_and_enough(stand):
    lost = reason(stand(56, 2), stand(56, 0, known=0.55), 0)
    assert lost.en == (
        "Too little evidence: 55% of the weight is known well instead of 100%, 60% is asked."
    )
    assert "由100%变为55%" in lost.zh
    found = reason(stand(56, 0, known=0.5), stand(56, 2, known=0.7), 0)
    assert found.en == "Enough evidence now: 70% of the weight is known well, 60% is asked."


def test_a_gate_speaks_for_itself(stand):
    gate = Words("Independent opens 3 months since hiring.", "独立级需满3个月（自入职起）。")
    up = reason(stand(60, 2, obstacle=gate), stand(60, 3), 0)
    assert up == Words(f"No longer: {gate.en}", f"不再受限：{gate.zh}")
    assert reason(stand(60, 3), stand(60, 2, obstacle=gate), 0) == gate


def test_else_the_rules_of_moving_differ(stand):
    found = reason(stand(60, 2), stand(60, 3), 0)
    assert "rules of moving" in found.en
    assert "规则" in found.zh


def test_the_bar_that_weighs_most_is_named(stand):
    # Both fall; the base layer had next to no doubt about it and keeps most of its chance.
    level, after = [62, 62, 58, 58, 58, 58], [60, 60, 55, 55, 55, 55]
    found = reason(stand(level, 3), stand(after, 2), 0)
    assert found.en.startswith("Composite ")


def test_rows_are_told_apart(stand):
    before, after = stand(56, 2), stand(59, 3)
    twice = [
        dataclasses.replace(each, tier=each.tier * 2, known=each.known * 2,
                            obstacle=each.obstacle * 2)
        for each in (before, after)
    ]  # fmt: skip
    assert reason(*twice, 0) == reason(before, after, 0)


def test_what_stands_on_record_alone_is_placed_anew(stand):
    found = reason(stand(56, 3, on_record=True), stand(56, 2), 0)
    assert found.en.startswith("The month is placed anew")
    assert "重新定级" in found.zh
    assert found != reason(stand(56, 3), stand(56, 2), 0)
