from competency.config_rules import broken_rules


def test_the_shipped_framework_breaks_no_rule(framework):
    assert broken_rules(framework) == []


def test_each_finding_names_its_place(framework):
    tiers = list(framework.ladder.tiers)
    tiers[2] = tiers[2].model_copy(update={"composite_cut": 10.0})
    broken = framework.model_copy(
        update={"ladder": framework.ladder.model_copy(update={"tiers": tuple(tiers)})}
    )
    assert [one.path for one in broken_rules(broken)] == [("ladder", "tiers", 2, "composite_cut")]
