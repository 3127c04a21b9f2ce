import pytest

from competency.config_rules import broken_rules
from competency.staff_rules import StaffGroup, StaffGroups


def findings(framework, **groups):
    return broken_rules(framework.model_copy(update={"staff_groups": StaffGroups(**groups)}))


@pytest.mark.parametrize(
    ("group", "place", "words"),
    [
        pytest.param(StaffGroup(), (), "add up to 0", id="nothing"),
        pytest.param(StaffGroup(quality=0.7, mentees=0.4), (), "add up to 1.1", id="too much"),
        pytest.param(StaffGroup(gate="on_duty", tests=1.0), ("gate",), "leave out", id="both"),
    ],
)
def test_a_group_has_a_gate_or_shares_of_one(framework, group, place, words):
    (one,) = findings(framework, backbone=group)
    assert one.path == ("staff_groups", "backbone", *place)
    assert words in one.message


def test_any_group_may_have_either(framework):
    swapped = {"new": StaffGroup(tests=1.0), "backbone": StaffGroup(gate="on_duty")}
    assert findings(framework, **swapped) == []


def test_shares_are_those_of_the_documents(framework):
    groups = framework.staff_groups
    assert (groups.in_service.quality, groups.in_service.tests) == (0.6, 0.4)
    assert (groups.backbone.quality, groups.backbone.mentees) == (0.7, 0.3)
    assert groups.new.gate == "on_duty"
