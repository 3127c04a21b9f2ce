import pytest

from competency.what_if_keys import differences, shown_by


def changed(framework, path, value):
    """A copy with one value changed; lists go by the `key` of their items."""
    head, *rest = path

    def item_changed(one):
        return changed(one, rest, value) if rest else value

    old = getattr(framework, head)
    if not rest:
        new = value
    elif isinstance(old, tuple):
        at, rest = rest[0], rest[1:]
        new = tuple(item_changed(one) if one.key == at else one for one in old)
    else:
        new = item_changed(old)
    return framework.model_copy(update={head: new})


@pytest.mark.parametrize(
    ("path", "value", "effect"),
    [
        (("dimensions", "process", "weight"), 0.3, "shown"),
        (("dimensions", "process", "upper_bound"), 0.4, "shown"),
        (("dimensions", "process", "minimum_n"), 9, "run"),
        (("indicators", "qa_process", "target"), 0.95, "shown"),
        (("indicators", "qa_process", "weight"), 0.4, "shown"),
        (("indicators", "qa_process", "weight"), 0.0, "run"),
        (("indicators", "qa_process", "enabled"), False, "run"),
        (("indicators", "qa_process", "minimum_n"), 9, "run"),
        (("indicators", "qa_process", "target"), 0.3, "run"),
        (("indicators", "handle_minutes", "weight"), 0.04, "run"),
        (("indicators", "handle_minutes", "target"), 7.0, "shown"),
        (("indicators", "repeat_contact", "weight"), 0.1, "run"),
        (("indicators", "csat_mean", "target"), 4.5, "none"),
        (("indicators", "qa_process", "requirement"), "S9", "none"),
        (("recalibration", "step_limit"), 0.05, "shown"),
        (("recalibration", "outcomes", "satisfaction", "weight"), 0.3, "shown"),
        (("recalibration", "certainty"), 0.9, "run"),
        (("ladder", "tiers", "expert", "composite_cut"), 66.0, "shown"),
        (("ladder", "promotion", "probability"), 0.5, "shown"),
        (("paths", "minutes_per_week"), 60, "shown"),
        (("effects", "prior_uplift"), 3.0, "shown"),
        (("satisfied_from",), 5, "run"),
        (("window_months",), 4, "run"),
        (("version",), 2, "none"),
    ],
    ids=lambda value: ".".join(value) if isinstance(value, tuple) else None,
)
def test_each_change_is_named_with_what_it_does(framework, path, value, effect):
    other = changed(framework, path, value)
    found = differences(framework, other)
    assert [(one.key, one.effect) for one in found] == [(".".join(path), effect)]
    assert found[0].after == value
    # What is shown is applied, all else stays as it was.
    merged = shown_by(framework, other)
    wanted = other if effect == "shown" else framework
    assert differences(merged, wanted) == []


def test_no_change_is_none(framework):
    assert differences(framework, framework) == []
    assert shown_by(framework, framework) == framework.resolved()


def test_a_profile_counts_by_what_it_changes(framework):
    finance = framework.model_copy(update={"profile": "finance"})
    found = {one.key: one.effect for one in differences(framework, finance)}
    assert found["profile"] == "none"
    assert found["dimensions.process.weight"] == "shown"
    assert found["indicators.qa_process.target"] == "shown"
    # Switched off, it is learnt without; that takes a run, weight and all.
    assert found["indicators.cross_sell_accepted.enabled"] == "run"
    assert found["indicators.cross_sell_accepted.weight"] == "run"
    merged = shown_by(framework, finance)
    assert merged.dimension("process").weight == 0.25
    assert merged.indicator("cross_sell_accepted").enabled


def test_other_dimensions_are_for_a_run_with_all_their_weights(framework):
    fewer = framework.model_copy(update={"dimensions": framework.dimensions[:-1]})
    fewer = changed(fewer, ("dimensions", "process", "weight"), 0.3)
    assert {one.effect for one in differences(framework, fewer)} == {"run", "none"}
    assert shown_by(framework, fewer).dimensions == framework.dimensions


def test_floors_of_layers_come_and_go(framework):
    other = changed(framework, ("ladder", "tiers", "expert", "layer_floors"), {"base": 58.0})
    assert {one.key for one in differences(framework, other)} == {
        "ladder.tiers.expert.layer_floors.core",
        "ladder.tiers.expert.layer_floors.value",
    }
    assert shown_by(framework, other).ladder.tiers[3].layer_floors == {"base": 58.0}
