"""What a list asks for must be a tier that not everybody holds, and evidence enough for one."""

import pytest

from competency.config_rules import broken_rules
from competency.eligibility_rules import EligibilityRules, ListRule
from competency.errors import ConfigError
from competency.loading import load_text, parse_framework


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("promotion: {tier: expert", "promotion: {tier: experts", "Did you mean 'expert'?"),
        ("pay: {tier: independent", "pay: {tier: entry", "a list of it would tell nothing"),
        (
            "minimum_known_weight: 0.8       # more",
            "minimum_known_weight: 0.5       # more",
            "less than a tier itself",
        ),
        ("appeal_days: 14", "appeal_days: 0", "greater than or equal to 7"),
        ("impact_ratio: 0.8", "impact_ratio: 0.5", "greater than or equal to 0.8"),
    ],
)
def test_each_fault_is_told_at_its_line(old, new, words):
    text = load_text().replace(old, new)
    assert new in text
    with pytest.raises(ConfigError) as caught:
        parse_framework(text, "mine.yml")
    (one,) = caught.value.problems
    assert words in one.message
    assert one.line == 1 + text[: text.index(new)].count("\n")


def test_without_lists_nothing_is_asked(framework):
    assert broken_rules(framework.model_copy(update={"eligibility": EligibilityRules()})) == []
    assert EligibilityRules().rule("pay") is None
    assert ListRule(tier="expert").months_in_tier == 3
