"""Settings of roles and stars: what is refused."""

import pytest
from pydantic import ValidationError

from competency.loading import load_framework
from competency.role_rules import TargetRole
from competency.star_rules import StarRules


@pytest.mark.parametrize("changed", [{"kind": "other"}, {"dimensions": {"process": 120}}])
def test_a_target_is_a_role_or_a_rotation_with_bars_on_the_scale(changed):
    told = {"key": "x", "name": {"en": "X", "zh": "某"}, "kind": "next_role"}
    with pytest.raises(ValidationError):
        TargetRole.model_validate(told | changed)


@pytest.mark.parametrize("changed", [{"share": 0.9}, {"probability": 0.2}, {"possible": 0.0}])
def test_stars_are_few_and_likely(changed):
    with pytest.raises(ValidationError):
        StarRules.model_validate(changed)


def test_the_shipped_configuration_says_the_defaults():
    assert load_framework().people.stars == StarRules()
